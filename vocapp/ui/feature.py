"""What the look brings to the house: its styles and scripts, and the way in from the bare address."""

from vocapp.feature import Feature, Registry
from vocapp.ui.index_page import front_door
from vocapp.ui.static_files import static_file


def feature(_: Registry) -> Feature:
    """The static files, and the front door."""
    return Feature(name="ui", routes=(static_file, front_door))
