"""The tree of units, and the names of units and lines."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.rollups.rollup_slice import NONE

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
