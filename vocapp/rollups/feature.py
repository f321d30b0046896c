"""The rollups feature: the stage that counts, its check in `vocapp doctor`, and the topic of pages with numbers."""

from collections.abc import Collection, Sequence
from uuid import UUID

from vocapp.feature import Feature, LiveTopic, Registry
from vocapp.http.access import Actor, Role, staff
from vocapp.rollups import count_stage
from vocapp.rollups.doctor import check_cells

# Who may look at numbers, as `dashboards` has it.
_READERS = staff(Role.AGENT, Role.LEAD, Role.ANALYST, Role.EXECUTIVE).roles


def feature(_: Registry) -> Feature:
    """Counting, and what keeps open pages of numbers current."""
    return Feature(
        name="rollups",
        stages=(count_stage.stage(),),
        topics=(LiveTopic(count_stage.TOPIC, _everybody, _READERS),),
        doctor=(check_cells,),
    )


async def _everybody(_: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
    """That something was counted is no secret, and says no more than that."""
    return ids
