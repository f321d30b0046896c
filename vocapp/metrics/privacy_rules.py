"""Privacy rules: the views that may be shown to a reader whom the floor binds. Pure.

A view is permitted where all of this holds:

- it holds at least the floor;
- every more general view is permitted;
- no view of higher rank differs from it by fewer people than the floor, whether that one is permitted or not. Where one
  holds the very same people, both are permitted or neither;
- it need not be withheld for others. The views into which a view is divided along one dimension are a family. What is
  withheld of a family comes to the floor or more and is no single group, so that the whole less what is shown reveals
  nobody. The smallest groups are withheld for that.

The rule goes by the data alone and keeps no state: the same on every page, in every order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from vocapp.metrics.privacy_views import Atom, PopulationAtoms, View, narrowed_dimensions

Family = tuple[View, int]
"""A view, and the dimension along which it is divided."""


class Population(PopulationAtoms):
    """The people of one stretch of time, and which views of them are permitted."""

    def __init__(self, atoms: Mapping[Atom, int], floor: int) -> None:
        super().__init__(atoms, floor)
        self._tables: dict[tuple[int, ...], set[View]] = {}

    def permits(self, view: View) -> bool:
        """Whether the view may be seen."""
        dimensions = narrowed_dimensions(view)
        if not dimensions:
            return self.count(view) >= self.floor
        if dimensions not in self._tables:
            self._tables[dimensions] = self._table(dimensions)
        return view in self._tables[dimensions]

    def _table(self, dimensions: tuple[int, ...]) -> set[View]:
        """The permitted views among those narrowed in just these dimensions."""
        views, families, same = self.views(dimensions), defaultdict[Family, list[View]](list), defaultdict(list)
        for view in sorted(views, key=self.rank):
            same[views[view]].append(view)
            for dimension in dimensions:
                families[self.above(view, dimension), dimension].append(view)
        first = {twin: twins[0] for twins in same.values() for twin in twins}
        shown, pinned = self._alone(same.values())
        while True:
            given_up = {first[view] for (parent, _), kids in families.items()
                        for view in self._of_family(parent, kids, shown, pinned, first)}  # fmt: skip
            if not given_up:
                return shown
            shown = {view for view in shown if first[view] not in given_up}

    def _alone(self, same: Iterable[Sequence[View]]) -> tuple[set[View], set[View]]:
        """The views that may stand if nothing is subtracted within a family, and of them those known by another name.

        Views that hold the same people have one fate: that of the first of them.
        """
        shown, pinned = set(), set()
        for twins in same:
            if self.count(twins[0]) < self.floor:
                continue
            rival, difference = next(self.near(twins[0]), (None, 0))
            if rival is None or (not difference and self.permits(rival)):
                shown |= set(twins)
                pinned |= set(twins) if rival else set()
        return shown, pinned

    def _of_family(
        self, parent: View, kids: Sequence[View], shown: set[View], pinned: set[View], first: Mapping[View, View]
    ) -> Iterable[View]:
        """What a family gives up of what is shown."""
        is_shown = parent in shown if parent in first else self.permits(parent)
        if is_shown:
            return self._given_up(parent, kids, shown, pinned)
        return {view for view in kids if view in shown and view not in pinned and first[view] == view}

    def _given_up(self, parent: View, kids: Sequence[View], shown: set[View], pinned: set[View]) -> set[View]:
        """The groups of a family that are withheld for the sake of others, the smallest first."""
        standing = sorted((view for view in kids if view in shown), key=lambda view: (self.count(view), repr(view)))
        withheld, hidden = self.count(parent) - sum(map(self.count, standing)), len(kids) - len(standing)
        nameless = self.count(parent) - sum(map(self.count, kids))
        found: set[View] = set()
        for view in (view for view in standing if view not in pinned):
            if not withheld or (withheld >= self.floor and (hidden != 1 or nameless)):
                break
            withheld, hidden = withheld + self.count(view), hidden + 1
            found.add(view)
        return found
