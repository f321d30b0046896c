"""How do the numbers of a slice read, for this viewer? The only way to them: the floor by role is applied here."""

from vocapp.edge.access import Actor
from vocapp.rollups.shown import Asks, CaseCount, Score
from vocapp.rollups.slicing import Dimension, Slice


async def scores(actor: Actor, wanted: Slice, by: Dimension | None = None) -> list[Score]:
    """Every measure that was answered in the slice, as a whole or by group; by measure, then group.

    Counts answers: somebody who was asked twice in the period is in it twice. Only measures of a relationship take the
    latest answer of each person.
    """
    raise NotImplementedError


async def asks(actor: Actor, wanted: Slice, by: Dimension | None = None) -> list[Asks]:
    """What became of the contacts of the slice: one for the whole, or one a group."""
    raise NotImplementedError


async def cases(actor: Actor, wanted: Slice, by: Dimension | None = None) -> list[CaseCount]:
    """What became of the cases opened in the slice: one for the whole, or one a group."""
    raise NotImplementedError
