"""The backlog: jobs of each stage, unsettled messages and undecided contacts, as counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vocapp import clock
from vocapp.database import DB, id_before
from vocapp.database.instance_facts import sending_is_held

DUE = """
SELECT stage, count(*) FILTER (WHERE waits AND not_before <= $1) AS due,
  count(*) FILTER (WHERE waits AND not_before > $1) AS later, count(*) FILTER (WHERE NOT waits) AS quarantined,
  extract(epoch FROM greatest($1::timestamptz - min(not_before) FILTER (WHERE waits), interval '0'))::float8 AS oldest
FROM (SELECT stage, not_before, quarantined_at IS NULL AS waits FROM due) rows GROUP BY stage"""
# Open states only: a partial index keeps the count cheap, however many messages were ever sent.
MESSAGES = "SELECT state, count(*) FROM message WHERE state IN ('queued', 'sending', 'uncertain') GROUP BY state"
# Ids are in the order of time, so the contacts of the last day are the end of the primary key.
UNDECIDED = """
SELECT count(*) FROM contact c WHERE c.id > $1 AND c.id < $2
AND NOT EXISTS (SELECT FROM decision d WHERE d.contact_id = c.id)"""
OPEN_STATES = ("queued", "sending", "uncertain")
DAY_SECONDS = 86_400.0
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class StageBacklog:
    """The jobs of one stage: due now, due later, and failed; `oldest_seconds` is the wait of the oldest due job."""

    name: str
    due: int = 0
    later: int = 0
    quarantined: int = 0
    oldest_seconds: float = 0.0


@dataclass(frozen=True)
class Backlog:
    """All open work. `undecided`: contacts of the last day without a decision after a minute."""

    stages: tuple[StageBacklog, ...]
    messages: Mapping[str, int]
    undecided: int
    sending_held: bool


async def load_backlog(stages: Iterable[str]) -> Backlog:
    """Reads the backlog; each of `stages` is listed, also one without jobs."""
    found = {name: StageBacklog(name) for name in stages}
    found |= {row["stage"]: StageBacklog(*row) for row in await DB.fetch(DUE, clock.now())}
    messages = dict.fromkeys(OPEN_STATES, 0) | {row["state"]: row["count"] for row in await DB.fetch(MESSAGES)}
    undecided = await DB.fetch_value(UNDECIDED, id_before(DAY_SECONDS), id_before(PATIENCE_SECONDS))
    return Backlog(tuple(found.values()), messages, undecided, await sending_is_held())
