"""Which units are there below which, and which places does an actor's slice cover?"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from vocapp.http.access import Actor, SqlCondition
from vocapp.rollups.rollup_slice import NONE, Slice
from vocapp.staff import units as organisation

NIL: Final = UUID(int=0)


class UnitTree(Struct, frozen=True):
    """Every unit with the one above it, and the names of units and lines."""

    above: Mapping[UUID, UUID | None]
    names: Mapping[UUID, str]

    def chain(self, unit: UUID) -> list[UUID]:
        """The unit and all above it, upwards."""
        found, at = [unit], self.above.get(unit)
        while at is not None and at not in found:
            found.append(at)
            at = self.above.get(at)
        return found

    def below(self, unit: UUID) -> set[UUID]:
        """The unit and all below it."""
        return {unit, *(one for one in self.above if unit in self.chain(one))}

    def seen_chain(self, unit: UUID, seen: tuple[UUID, ...] | None) -> list[UUID]:
        """The unit and, of those above it, the ones that an actor sees (None: all), upwards."""
        return [one for one in self.chain(unit) if seen is None or one in seen or one == unit]

    def step(self, unit: UUID, root: UUID | None, seen: tuple[UUID, ...] | None) -> str:
        """The key of the group that a unit is in, one step below `root` (None: the topmost that the actor sees)."""
        if unit == NIL:
            return NONE
        chain = self.seen_chain(unit, seen)
        if root in chain:
            chain = chain[: chain.index(root)] or [unit]
        return str(chain[-1])


async def load_unit_tree() -> UnitTree:
    """The units and lines as they are now."""
    nodes, lines = await organisation.tree(), await organisation.lines()
    names = {node.id: node.name for node in nodes} | {row["id"]: row["name"] for row in lines}
    return UnitTree(above={node.id: node.parent_id for node in nodes}, names=names)


def units_in_slice(actor: Actor, wanted: Slice, units: UnitTree) -> list[UUID] | None:
    """The units of the slice that the actor may see; None: all, and what has none."""
    if wanted.unit is None:
        return None if actor.units is None else list(actor.units)
    below = units.below(wanted.unit)
    return [unit for unit in sorted(below) if actor.units is None or unit in actor.units]


def slice_condition(actor: Actor, wanted: Slice, units: UnitTree, alias: str, first: int) -> SqlCondition:
    """The condition on `alias` (a place, or a case) that narrows to the slice and the actor; `$n` from `first` on."""
    parts: list[str] = []
    values: list[Any] = []

    def add(condition: str, value: Any) -> None:
        values.append(value)
        parts.append(condition.format(t=alias, n=first + len(values) - 1))

    for name in ("channel", "touchpoint"):
        if (value := getattr(wanted, name)) is not None:
            add(f"{{t}}.{name} = ${{n}}", value)
    if wanted.line is not None:
        add("{t}.line_id = ${n}", wanted.line)
    if actor.lines is not None:
        add("{t}.line_id = ANY(${n}::uuid[])", list(actor.lines))
    if (found := units_in_slice(actor, wanted, units)) is not None:
        add("{t}.unit_id = ANY(${n}::uuid[])", found)
    return SqlCondition(" AND ".join(parts) or "true", tuple(values))
