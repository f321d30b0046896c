"""What the look brings to the house: its styles and scripts."""

from vocapp.part import House, Part
from vocapp.ui.static_files import static_file


def part(_: House) -> Part:
    """The static files."""
    return Part(name="ui", routes=(static_file,))
