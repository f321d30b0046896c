"""Of what does a digest tell? Pure: what was chosen, within what the reader may see."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from msgspec import Struct

from vocapp.edge.access import Actor


class Scope(Struct, frozen=True):
    """What was chosen of each; empty: all that the reader may see. Units stand for those below them too."""

    units: tuple[UUID, ...] = ()
    lines: tuple[UUID, ...] = ()
    channels: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.units or self.lines or self.channels or self.brands)


def narrowed(actor: Actor, scope: Scope, above: Mapping[UUID, UUID | None]) -> Actor:
    """The reader as one who sees of his units and lines those chosen only; `above` gives each unit the one above it.

    Never more than before: what was chosen when he might still see it, and what he may not see now, is left out.
    """
    units, lines = actor.units, actor.lines
    if scope.units:
        units = _both(units, with_those_below(scope.units, above))
    if scope.lines:
        lines = _both(lines, scope.lines)
    return replace(actor, units=units, lines=lines)


def with_those_below(units: Collection[UUID], above: Mapping[UUID, UUID | None]) -> tuple[UUID, ...]:
    """The units and all below them."""
    found, waiting = set(units), list(units)
    below: dict[UUID | None, list[UUID]] = {}
    for unit, parent in above.items():
        below.setdefault(parent, []).append(unit)
    while waiting:
        fresh = [unit for unit in below.get(waiting.pop(), ()) if unit not in found]
        found.update(fresh)
        waiting += fresh
    return tuple(sorted(found))


def _both(seen: tuple[UUID, ...] | None, chosen: Collection[UUID]) -> tuple[UUID, ...]:
    return tuple(chosen) if seen is None else tuple(one for one in seen if one in chosen)
