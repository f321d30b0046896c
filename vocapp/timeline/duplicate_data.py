"""Possible duplicates as staff compare them: two customers side by side, and the contact that named both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from vocapp.customers.merging.possible_duplicates import DuplicatePair, open_duplicates
from vocapp.customers.person_names import is_same
from vocapp.database import DB, from_json
from vocapp.http.access import Actor
from vocapp.timeline.customer_search import CustomerSummary, load_summaries, visible_customers

SIZE: Final = 20
_BATCH: Final = 100
_MOST_BATCHES: Final = 10
_NAMED: Final = "SELECT id, channel, source, ended_at, identities FROM contact WHERE id = ANY($1::uuid[])"


@dataclass(frozen=True)
class DuplicateEvidence:
    """The contact that named identities of two customers: `named` are its identities, each as kind and value."""

    contact_id: UUID
    channel: str
    source: str
    ended_at: datetime
    named: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ComparedCustomers:
    """A pair to decide about; `first` is the customer who has been known for longer. No evidence: it was erased."""

    id: UUID
    first: CustomerSummary
    second: CustomerSummary
    evidence: DuplicateEvidence | None
    has_same_name: bool


async def load_duplicates(actor: Actor, after: UUID | None) -> list[ComparedCustomers]:
    """At most SIZE + 1 open pairs, both of whose customers `actor` may see, the newest first, older than `after`."""
    chosen: dict[frozenset[UUID], DuplicatePair] = {}
    for _ in range(_MOST_BATCHES):
        pairs = await open_duplicates(after, _BATCH)
        mine = await visible_customers(actor, [side for pair in pairs for side in (pair.first, pair.second)])
        for pair in pairs:
            sides = frozenset((pair.first, pair.second))
            if len(sides) == 2 and sides <= mine and len(chosen) <= SIZE:
                chosen.setdefault(sides, pair)
        if len(pairs) < _BATCH or len(chosen) > SIZE:
            break
        after = pairs[-1].id
    return await _compare(list(chosen.values()))


async def _compare(pairs: list[DuplicatePair]) -> list[ComparedCustomers]:
    rows = await load_summaries(list({side for pair in pairs for side in (pair.first, pair.second)}))
    known = {row.id: row for row in rows}
    evidence = await _load_evidence([pair.contact_id for pair in pairs])
    compared = []
    for pair in pairs:
        first, second = (known[side] for side in sorted((pair.first, pair.second)))
        same = bool(first.name and second.name and is_same(first.name, second.name))
        compared.append(ComparedCustomers(pair.id, first, second, evidence.get(pair.contact_id), same))
    return compared


async def _load_evidence(contacts: list[UUID]) -> dict[UUID, DuplicateEvidence]:
    found: dict[UUID, DuplicateEvidence] = {}
    for row in await DB.fetch(_NAMED, contacts):
        named = tuple((identity["kind"], identity["value"]) for identity in from_json(row["identities"]))
        if named:  # else it is erased
            found[row["id"]] = DuplicateEvidence(row["id"], row["channel"], row["source"], row["ended_at"], named)
    return found
