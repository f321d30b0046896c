"""The choices of the queue: rules, units and colleagues; and the id of a case by its number."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.cases.types import NoSuchCaseError
from vocapp.database import DB
from vocapp.http.access import Actor, visible

MOST_NUMBER: Final = 2**63 - 1
CASE: Final = "SELECT id FROM followup_case WHERE number = $1 AND {visible}"
# Staff who work on cases and share a unit with the actor. Whether they may see a case is checked when it is assigned.
CHOICES: Final = """
(SELECT 'rule' AS kind, NULL::uuid AS id, slug, definition->>'title' AS name FROM case_rule WHERE current
  ORDER BY lower(definition->>'title'))
UNION ALL (SELECT 'unit', id, slug, name FROM unit WHERE $1::uuid[] IS NULL OR id = ANY($1::uuid[])
  ORDER BY lower(name) LIMIT 500)
UNION ALL (SELECT 'colleague', u.id, '', u.name FROM staff_user u
  WHERE $2 AND u.active AND u.role IN ('agent', 'lead') AND ($1::uuid[] IS NULL OR u.every_unit OR EXISTS (
    SELECT FROM user_unit m WHERE m.user_id = u.id AND m.unit_id = ANY($1::uuid[])))
  ORDER BY lower(u.name) LIMIT 500)"""


class QueueChoices(Struct, frozen=True):
    """Pairs of value and label, by label. `units` is empty where there is only one to choose from."""

    rules: Sequence[tuple[str, str]]
    units: Sequence[tuple[UUID, str]]
    colleagues: Sequence[tuple[UUID, str]]


async def case_id(actor: Actor, number: int) -> UUID:
    """The id of the case with a number; NoSuchCaseError where there is none that the actor may see."""
    seen = visible(actor, "followup_case", first=2)
    found = await DB.fetch_value(CASE.format(visible=seen.sql), min(number, MOST_NUMBER), *seen.values)
    if found is None:
        raise NoSuchCaseError(number)
    return UUID(str(found))


async def load_choices(actor: Actor, *, colleagues: bool) -> QueueChoices:
    """The choices of the filters, and with `colleagues` the people to whom a lead assigns cases."""
    rows = await DB.fetch(CHOICES, None if actor.units is None else list(actor.units), colleagues)
    units = [(row["id"], row["name"]) for row in rows if row["kind"] == "unit"]
    return QueueChoices(
        rules=[(row["slug"], row["name"]) for row in rows if row["kind"] == "rule"],
        units=units if len(units) > 1 else (),
        colleagues=[(row["id"], row["name"]) for row in rows if row["kind"] == "colleague"],
    )
