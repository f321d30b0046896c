"""What is in the queue? Pages by key from one index each, and counts that stop counting."""

from collections.abc import Mapping
from uuid import UUID

from vocapp.edge.access import Actor
from vocapp.followup.shown import Filters, Person, Position, Row, Story
from vocapp.followup.words import Tab

MOST_COUNTED = 100
"""A count of so many means: so many or more."""


async def queue(
    actor: Actor, tab: Tab, filters: Filters = Filters(), after: Position | None = None, size: int = 30
) -> list[Row]:
    """A page of a tab and one row more where there is one: the soonest due first, of the done the latest closed."""
    raise NotImplementedError


async def counts(actor: Actor) -> Mapping[Tab, int]:
    """How many cases each tab but DONE holds, MOST_COUNTED at most."""
    raise NotImplementedError


async def story(actor: Actor, number: int) -> Story:
    """One case with everything about it; NoSuchCaseError."""
    raise NotImplementedError


async def people(actor: Actor, case_id: UUID) -> list[Person]:
    """Who may see the case and work it, by name; NoSuchCaseError."""
    raise NotImplementedError
