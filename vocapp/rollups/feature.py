"""The rollups feature: the stage that counts, and its check in `vocapp doctor`."""

from vocapp.feature import Feature, Registry
from vocapp.rollups import count_stage
from vocapp.rollups.doctor import check_cells


def feature(_: Registry) -> Feature:
    """Counting of responses, contacts and cases."""
    return Feature(name="rollups", stages=(count_stage.stage(),), doctor=(check_cells,))
