"""What the look brings to the house: its styles and scripts, the way in from the bare address, and who draws charts."""

from vocapp.part import House, Part
from vocapp.ui.charts_pictures import drawing
from vocapp.ui.front_door import front_door
from vocapp.ui.static_files import static_file


def part(_: House) -> Part:
    """The static files, the front door, and the end of the drawing process."""
    return Part(name="ui", routes=(static_file, front_door), lifespans=(drawing,))
