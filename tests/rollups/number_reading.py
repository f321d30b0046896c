"""The readers of numbers, each call in a snapshot of its own, for tests that count between two calls."""

from vocapp.http.access import Actor
from vocapp.rollups.queries import case_counts, invitation_counts, score_counts
from vocapp.rollups.queries.context import read_numbers
from vocapp.rollups.rollup_slice import Dimension, Slice
from vocapp.rollups.types import CaseCounts, InvitationCounts, Score


async def load_scores(actor: Actor, slice_: Slice, by: Dimension | None = None) -> list[Score]:
    """What `score_counts.load_scores` reads for this actor."""
    async with read_numbers(actor) as context:
        return await score_counts.load_scores(context, slice_, by)


async def load_invitation_counts(actor: Actor, slice_: Slice, by: Dimension | None = None) -> list[InvitationCounts]:
    """What `invitation_counts.load_invitation_counts` reads for this actor."""
    async with read_numbers(actor) as context:
        return await invitation_counts.load_invitation_counts(context, slice_, by)


async def load_case_counts(actor: Actor, slice_: Slice, by: Dimension | None = None) -> list[CaseCounts]:
    """What `case_counts.load_case_counts` reads for this actor."""
    async with read_numbers(actor) as context:
        return await case_counts.load_case_counts(context, slice_, by)


async def visible_period(actor: Actor, slice_: Slice) -> Slice:
    """The slice with the period that this actor sees."""
    async with read_numbers(actor) as context:
        return context.visible_period(slice_)
