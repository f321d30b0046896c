"""Counts of an import: rows by result, and new contacts by channel, touchpoint, line of business and basis."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from vocapp.contacts.event import ContactIn
from vocapp.contacts.intake_result import IntakeResult, IntakeState
from vocapp.customers.merging.merged_family import family_sql
from vocapp.customers.permissions import PermissionKey, may_write
from vocapp.customers.types import Purpose, WritingChannel
from vocapp.database import DB
from vocapp.faults import Fault

NO_EMAIL = "no e-mail address"
NO_BASIS = "no basis"
NO_COUNTRY = "(country not known)"
NONE = "(none)"
# The first address of the whole family, as a decision sees it.
ADDRESSES = f"""
WITH RECURSIVE {family_sql("ARRAY(SELECT customer_id FROM contact WHERE id = ANY($1::uuid[]))")}
SELECT DISTINCT ON (c.id) c.id AS contact_id, k.country, i.id AS identity_id
FROM contact c JOIN family f ON f.start = c.customer_id JOIN customer k ON k.id = f.root
LEFT JOIN identity i ON i.customer_id = f.id AND i.kind = 'email'
WHERE c.id = ANY($1::uuid[]) ORDER BY c.id, i.id"""  # noqa: S608


@dataclass
class ImportCounts:
    """Numbers of rows. The breakdowns count new contacts only."""

    states: Counter[IntakeState] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    touchpoints: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    bases: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(country, basis), of a dry run."""
    notes: tuple[Fault, ...] = ()

    def add(self, event: ContactIn | None, outcome: IntakeResult) -> None:
        """Count one row."""
        self.states[outcome.state] += 1
        if event is not None and outcome.state is IntakeState.NEW:
            self.channels[event.channel] += 1
            self.touchpoints[event.touchpoint] += 1
            self.lines[event.line_of_business or NONE] += 1

    @property
    def is_clean(self) -> bool:
        """Whether every row was taken."""
        return not self.states[IntakeState.REJECTED] and not self.states[IntakeState.CONFLICT]


async def find_bases(outcomes: Sequence[IntakeResult]) -> list[tuple[str, str]]:
    """(country, basis) for a survey by e-mail to each new contact's customer."""
    new: list[UUID] = [outcome.id for outcome in outcomes if outcome.state is IntakeState.NEW and outcome.id]
    rows = await DB.fetch(ADDRESSES, new)
    wishes = {
        row["contact_id"]: PermissionKey(row["identity_id"], WritingChannel.EMAIL, Purpose.SURVEY)
        for row in rows
        if row["identity_id"]
    }
    allowed = await may_write(wishes.values())
    found = []
    for row in rows:
        wish = wishes.get(row["contact_id"])
        basis = (allowed[wish] or NO_BASIS) if wish else NO_EMAIL
        found.append((row["country"] or NO_COUNTRY, str(basis)))
    return found
