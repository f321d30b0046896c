"""How do the numbers of a slice read, for this viewer? The only way to them: the floor by role is applied here."""

from vocapp import clock
from vocapp.http.access import Actor
from vocapp.rollups.queries import case_counts, invitation_counts, score_counts
from vocapp.rollups.queries.viewer import is_bound, load_today
from vocapp.rollups.rollup_slice import Dimension, Slice
from vocapp.rollups.types import CaseCounts, InvitationCounts, Score


async def load_scores(actor: Actor, wanted: Slice, by: Dimension | None = None) -> list[Score]:
    """Every measure that was answered in the slice, as a whole or by group; by measure, then group.

    Counts answers by the day on which they were given; of a measure of a relationship the latest of each person. Who
    may not read identified answers sees whole weeks and months (`period_seen`), by week where he asks by day.
    """
    return await score_counts.count_scores(actor, visible_period(actor, wanted), by)


async def load_invitation_counts(actor: Actor, wanted: Slice, by: Dimension | None = None) -> list[InvitationCounts]:
    """What became of the contacts of the slice, by the day of the contact: one for the whole, or one a group."""
    return await invitation_counts.count_invitations(actor, wanted, by, await load_today())


async def load_case_counts(actor: Actor, wanted: Slice, by: Dimension | None = None) -> list[CaseCounts]:
    """What became of the cases opened in the slice: one for the whole, or one a group."""
    return await case_counts.count_cases(actor, wanted, by, clock.now())


def visible_period(actor: Actor, wanted: Slice) -> Slice:
    """The slice that `scores` tells this actor of: whole weeks and months for those whom the floor binds."""
    return wanted.whole() if is_bound(actor) else wanted
