"""The rollups feature: the stage that counts, and its check in `vocapp doctor`."""

from vocapp.feature import Feature, Registry
from vocapp.rollups import count_stage
from vocapp.rollups.doctor import check_cells
from vocapp.rollups.queries.theme_counts import hides_comments


def feature(_: Registry) -> Feature:
    """Counting of responses, contacts and cases, and the floor of the list of comments."""
    return Feature(
        name="rollups", stages=(count_stage.stage(),), doctor=(check_cells,), comment_floors=(hides_comments,)
    )
