"""What do the pages of cases offer to choose from? Filters, and people to give cases to; and a case by its number."""

from typing import Any, Final
from uuid import UUID

import asyncpg

from vocapp.cases.types import NoSuchCaseError
from vocapp.database import DB
from vocapp.http.access import Actor, visible

MOST_NUMBER: Final = 2**63 - 1
CASE: Final = "SELECT id FROM followup_case WHERE number = $1 AND {visible}"
# Whoever works cases and sees something of what the actor sees; what he may not have is refused when it is given.
COLLEAGUES: Final = """
SELECT u.id, u.name FROM staff_user u
WHERE u.active AND u.role IN ('agent', 'lead') AND ($1::uuid[] IS NULL OR u.every_unit OR EXISTS (
  SELECT FROM user_unit m WHERE m.user_id = u.id AND m.unit_id = ANY($1::uuid[])))
ORDER BY lower(u.name) LIMIT 500"""
RULES: Final = (
    "SELECT slug, definition->>'title' AS title FROM case_rule WHERE current ORDER BY lower(definition->>'title')"
)
UNITS: Final = (
    "SELECT id, name FROM unit WHERE $1::uuid[] IS NULL OR id = ANY($1::uuid[]) ORDER BY lower(name) LIMIT 500"
)


async def case_id(actor: Actor, number: int) -> UUID:
    """The case of that number; NoSuchCaseError where the actor may see none."""
    seen = visible(actor, "followup_case", first=2)
    found = await DB.fetch_value(CASE.format(visible=seen.sql), min(number, MOST_NUMBER), *seen.values)
    if found is None:
        raise NoSuchCaseError(number)
    return UUID(str(found))


async def colleagues(actor: Actor) -> list[asyncpg.Record]:
    """Whom a lead gives cases to: (id, name), by name."""
    return await DB.fetch(COLLEAGUES, _units(actor))


async def choices(actor: Actor) -> dict[str, list[tuple[Any, str]]]:
    """What the filters of the queue offer: rules, and units where there is more than one to choose from."""
    units = await DB.fetch(UNITS, _units(actor))
    return {
        "rules": [(row["slug"], row["title"]) for row in await DB.fetch(RULES)],
        "units": [(row["id"], row["name"]) for row in units] if len(units) > 1 else [],
    }


def _units(actor: Actor) -> list[UUID] | None:
    return None if actor.units is None else list(actor.units)
