"""Choices for the scope of a digest: the units, lines, channels and brands that its reader may see."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.catalogue import published
from vocapp.channels.registry import ContactChannel
from vocapp.digests.scope import DigestScope
from vocapp.http.access import Actor
from vocapp.rollups.labels import GROUPS
from vocapp.staff import units
from vocapp.staff.units import LineSummary, UnitNode
from vocapp.ui.reader import gettext

CHANNELS: Final = tuple(channel.value for channel in ContactChannel)


class ScopeChoices(Struct, frozen=True):
    """The tree of all units, of which `units` may be chosen; names by id or slug. A brand stands for its lines."""

    tree: tuple[UnitNode, ...]
    units: frozenset[UUID]
    lines: Mapping[UUID, str]
    brands: Mapping[str, str]
    lines_of_brands: Mapping[str, frozenset[UUID]]

    @property
    def above(self) -> dict[UUID, UUID | None]:
        """The unit above each unit."""
        return {node.id: node.parent_id for node in self.tree}

    def allows(self, scope: DigestScope) -> bool:
        """Whether the scope chooses only what may be chosen."""
        return (
            self.units.issuperset(scope.units)
            and self.lines.keys() >= set(scope.lines)
            and self.brands.keys() >= set(scope.brands)
            and set(CHANNELS).issuperset(scope.channels)
        )

    def names(self, scope: DigestScope) -> tuple[str, ...]:
        """The names of the chosen units, lines, channels and brands, in the current language; without deleted ones."""
        names = {node.id: node.name for node in self.tree}
        chosen = [
            *(self.brands.get(brand, brand) for brand in scope.brands),
            *(names.get(unit) for unit in scope.units),
            *(self.lines.get(line) for line in scope.lines),
            *(gettext(GROUPS.get(channel, channel)) for channel in scope.channels),
        ]
        return tuple(name for name in chosen if name)


async def load_choices(actor: Actor) -> ScopeChoices:
    """The choices of `actor`. Brands that differ by country only are left out: contacts have no country."""
    return await choices_of(actor, await units.tree(), await units.lines())


async def choices_of(actor: Actor, nodes: Sequence[UnitNode], every_line: Sequence[LineSummary]) -> ScopeChoices:
    """The choices of `actor` among loaded units and lines of business."""
    tree = tuple(nodes)
    lines = [line for line in every_line if actor.lines is None or line.id in actor.lines]
    slugs = {line.slug: line.id for line in lines}
    looks = [look.brand for look in await published.brands() if look.brand.lines and not look.brand.countries]
    return ScopeChoices(
        tree=tree,
        units=frozenset(node.id for node in tree if actor.units is None or node.id in actor.units),
        lines={line.id: line.name for line in lines},
        brands={brand.slug: brand.name for brand in looks},
        lines_of_brands={
            brand.slug: frozenset(slugs[line] for line in brand.lines if line in slugs) for brand in looks
        },
    )
