"""What the look brings to the house: its styles and scripts, and the way in from the bare address."""

from vocapp.feature import House, Part
from vocapp.ui.index_page import front_door
from vocapp.ui.static_files import static_file


def part(_: House) -> Part:
    """The static files, and the front door."""
    return Part(name="ui", routes=(static_file, front_door))
