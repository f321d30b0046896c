"""Scope of a digest: the units, lines, channels and brands that it covers. Pure.

Several choices are several slices, whose numbers are added. The reader could open each slice on the dashboard, so the
sum reveals nothing that they could not add up themselves.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from uuid import UUID

from msgspec import Struct

from vocapp.rollups.rollup_slice import Slice


class DigestScope(Struct, frozen=True):
    """The chosen units, lines, channels and brands; empty: everything that the reader may see.

    A unit includes the units below it. A brand includes its lines of business.
    """

    units: tuple[UUID, ...] = ()
    lines: tuple[UUID, ...] = ()
    channels: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is chosen."""
        return not (self.units or self.lines or self.channels or self.brands)


class ScopePart(Struct, frozen=True):
    """One combination of a unit, a line and a channel; None: not limited by it."""

    unit: UUID | None = None
    line: UUID | None = None
    channel: str | None = None

    def narrow(self, whole: Slice) -> Slice:
        """The slice, limited to this part."""
        return whole.but(unit=self.unit, line=self.line, channel=self.channel)


def scope_parts(
    scope: DigestScope, above: Mapping[UUID, UUID | None], lines_of: Mapping[str, Collection[UUID]]
) -> list[ScopePart]:
    """The parts of the scope; no two overlap. `above` gives the unit above each unit.

    Empty where the choices exclude each other: a brand, and a line that does not belong to it.
    """
    units = _topmost(scope.units, above) or [None]
    lines = _lines(scope, {line for brand in scope.brands for line in lines_of.get(brand, ())})
    return [ScopePart(*part) for part in product(units, lines, scope.channels or (None,))]


def _lines(scope: DigestScope, of_brands: Collection[UUID]) -> Sequence[UUID | None]:
    if not scope.brands:
        return scope.lines or (None,)
    return [line for line in scope.lines if line in of_brands] if scope.lines else sorted(of_brands)


def _topmost(units: Collection[UUID], above: Mapping[UUID, UUID | None]) -> list[UUID | None]:
    """The units, without those below another of them."""
    return [unit for unit in units if not any(higher in units for higher in _upwards(unit, above))]


def _upwards(unit: UUID, above: Mapping[UUID, UUID | None]) -> Iterable[UUID]:
    higher = above.get(unit)
    while higher is not None:
        yield higher
        higher = above.get(higher)
