"""Of what does a digest tell? Pure. Several units, lines and channels are several slices, whose numbers add up.

Each slice is one that the reader could look at himself: so nothing comes out of adding them that he could not work out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from uuid import UUID

from msgspec import Struct

from vocapp.rollups.rollup_slice import Slice


class DigestScope(Struct, frozen=True):
    """What was chosen of each; empty: all that the reader may see. Units stand for those below them too.

    A brand stands for its lines of business.
    """

    units: tuple[UUID, ...] = ()
    lines: tuple[UUID, ...] = ()
    channels: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.units or self.lines or self.channels or self.brands)


class ScopePart(Struct, frozen=True):
    """One combination of a unit, a line and a channel; None: not narrowed by it."""

    unit: UUID | None = None
    line: UUID | None = None
    channel: str | None = None

    def of(self, wanted: Slice) -> Slice:
        """The part of the slice."""
        return wanted.but(unit=self.unit, line=self.line, channel=self.channel)


def scope_parts(
    scope: DigestScope, above: Mapping[UUID, UUID | None], lines_of: Mapping[str, Collection[UUID]]
) -> list[ScopePart]:
    """The combinations that the scope consists of; none overlaps another. `above` gives each unit the one above it.

    None at all where what was chosen excludes itself: a brand and a line that is not one of its.
    """
    units = _topmost(scope.units, above) or [None]
    lines = _lines(scope, {line for brand in scope.brands for line in lines_of.get(brand, ())})
    return [ScopePart(*cut) for cut in product(units, lines, scope.channels or (None,))]


def _lines(scope: DigestScope, of_brands: Collection[UUID]) -> Sequence[UUID | None]:
    if not scope.brands:
        return scope.lines or (None,)
    return [line for line in scope.lines if line in of_brands] if scope.lines else sorted(of_brands)


def _topmost(units: Collection[UUID], above: Mapping[UUID, UUID | None]) -> list[UUID | None]:
    """The units without those that lie below another of them."""
    return [unit for unit in units if not any(higher in units for higher in _upwards(unit, above))]


def _upwards(unit: UUID, above: Mapping[UUID, UUID | None]) -> Iterable[UUID]:
    higher = above.get(unit)
    while higher is not None:
        yield higher
        higher = above.get(higher)
