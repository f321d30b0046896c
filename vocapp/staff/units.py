"""Units (teams, sites, vendors) in a tree, each with its validity, and lines of business."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from piccolo.query import OrderByRaw

from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor
from vocapp.staff.tables import LineOfBusiness, Unit

KINDS = ("team", "site", "vendor", "department")
LONGEST_SLUG = 80


class SlugTakenError(Exception):
    """A unit or line with this short name exists."""


class UnitLoopError(Exception):
    """A unit cannot be below itself."""


@dataclass(frozen=True)
class UnitIn:
    """The new values of a unit. `slug` is its name in events of other systems."""

    slug: str
    name: str
    kind: str = "team"
    parent_id: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class UnitNode:
    """A unit in the tree; `depth` is 0 for one without a parent."""

    id: UUID
    slug: str
    name: str
    kind: str
    parent_id: UUID | None
    valid_from: date | None
    valid_to: date | None
    depth: int

    def is_valid(self, day: date) -> bool:
        """Whether the unit exists on `day`."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@dataclass(frozen=True)
class LineSummary:
    """A line of business; `slug` is its name in events of other systems."""

    id: UUID
    slug: str
    name: str


def slug_of(name: str) -> str:
    """A short name: lower-case ASCII letters, digits and hyphens; "" if nothing of `name` is left."""
    plain = name.lower()
    for letter, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(letter, letters)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG]


async def tree() -> list[UnitNode]:
    """Every unit, each followed by the units below it, by name."""
    rows = await Unit.select(
        Unit.id, Unit.slug, Unit.name, Unit.kind, Unit.parent_id, Unit.valid_from, Unit.valid_to
    ).order_by(OrderByRaw("lower(name)"))
    below: dict[UUID | None, list[dict[str, Any]]] = {}
    for row in rows:
        below.setdefault(row["parent_id"], []).append(row)
    return list(_walk(below, None, 0))


def _walk(below: dict[UUID | None, list[dict[str, Any]]], parent: UUID | None, depth: int) -> Iterable[UnitNode]:
    for row in below.get(parent, ()):
        yield UnitNode(**row, depth=depth)
        yield from _walk(below, row["id"], depth + 1)


async def add(unit: UnitIn, by: Actor) -> UUID:
    """Adds a unit. Raises SlugTakenError."""
    unit_id = new_id()
    async with DB.transaction():
        row = Unit(id=unit_id, **asdict(unit))
        if not await Unit.insert(row).on_conflict(target=Unit.slug, action="DO NOTHING"):
            raise SlugTakenError(unit.slug)
        await record(by, "unit.added", "unit", unit_id, slug=unit.slug)
    return unit_id


async def change(unit_id: UUID, unit: UnitIn, by: Actor) -> None:
    """Updates a unit. Raises SlugTakenError, UnitLoopError, or KeyError for an unknown id."""
    async with DB.transaction():
        # One at a time: two concurrent moves could close a loop that neither sees.
        await DB.execute("LOCK TABLE unit IN SHARE ROW EXCLUSIVE MODE")
        if unit.parent_id is not None and await _lies_below(unit.parent_id, unit_id):
            raise UnitLoopError
        if await Unit.exists().where(Unit.slug == unit.slug, Unit.id != unit_id):
            raise SlugTakenError(unit.slug)
        if not await Unit.update(**asdict(unit)).where(Unit.id == unit_id).returning(Unit.id):
            raise KeyError(unit_id)
        await record(by, "unit.changed", "unit", unit_id, slug=unit.slug)


async def _lies_below(unit_id: UUID, above: UUID) -> bool:
    found: bool = await DB.fetch_value(
        "WITH RECURSIVE up AS (SELECT id, parent_id FROM unit WHERE id = $1 "
        "UNION SELECT u.id, u.parent_id FROM unit u JOIN up ON u.id = up.parent_id) "
        "SELECT EXISTS (SELECT FROM up WHERE id = $2)",
        unit_id,
        above,
    )
    return found


async def lines() -> list[LineSummary]:
    """Every line of business, by name."""
    line = LineOfBusiness
    rows = line.select(line.id, line.slug, line.name).order_by(OrderByRaw("lower(name)"))
    return [LineSummary(**row) for row in await rows]


async def add_line(slug: str, name: str, by: Actor) -> UUID:
    """Adds a line of business. Raises SlugTakenError."""
    line_id = new_id()
    async with DB.transaction():
        row = LineOfBusiness(id=line_id, slug=slug, name=name)
        if not await LineOfBusiness.insert(row).on_conflict(target=LineOfBusiness.slug, action="DO NOTHING"):
            raise SlugTakenError(slug)
        await record(by, "line.added", "line", line_id, slug=slug)
    return line_id
