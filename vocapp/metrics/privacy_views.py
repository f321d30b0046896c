"""Views of people, and which views differ by fewer people than the floor. Pure.

People are counted in atoms: one value a dimension (channel, touchpoint, line, unit, survey, say). A view takes all
values of a dimension or those under one label; a value may have several labels (a unit, and every unit above it), the
narrowest first.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, product
from typing import Final

ALL: Final = "*"
Label = Hashable
View = tuple[Label, ...]
"""A label, or ALL, a dimension."""
Atom = tuple[tuple[Label, ...], ...]
"""For each dimension every label of the atom's value."""
Rank = tuple[int, tuple[int, ...], tuple[int, ...], tuple[str, ...]]


class PopulationAtoms:
    """The people of one stretch of time, as atoms with their number."""

    def __init__(self, atoms: Mapping[Atom, int], floor: int) -> None:
        self.floor = floor
        self._atoms = [(atom, n) for atom, n in atoms.items() if n]
        self._size = len(self._atoms[0][0]) if self._atoms else 0
        self._counts: dict[View, int] = {}
        self._ranks: dict[View, Rank] = {}

    def count(self, view: View) -> int:
        """The number of people in a view."""
        if view not in self._counts:
            self._counts[view] = sum(n for _, n in self._inside(view))
        return self._counts[view]

    def views(self, dimensions: Sequence[int]) -> dict[View, tuple[int, ...]]:
        """Every view narrowed in just these dimensions that holds anybody, with the numbers of its atoms."""
        found: dict[tuple[Label, ...], list[int]] = defaultdict(list)
        for number, (atom, _) in enumerate(self._atoms):
            for labels in product(*(atom[dimension] for dimension in dimensions)):
                found[labels].append(number)
        views = {_view(self._size, dimensions, labels): tuple(numbers) for labels, numbers in found.items()}
        self._counts |= {view: sum(self._atoms[at][1] for at in numbers) for view, numbers in views.items()}
        return views

    def near(self, view: View) -> Iterator[tuple[View, int]]:
        """The views of higher rank that differ by fewer people than the floor, by rank, and the difference, maybe 0."""
        inside, total = self._inside(view), self.count(view)
        for rival in self._rivals(view, inside, total):
            difference = self._difference(inside, total, rival)
            if difference < self.floor:
                yield rival, difference

    def above(self, view: View, dimension: int) -> View:
        """The view with the next wider label of that dimension."""
        return *view[:dimension], self._wider[dimension, view[dimension]], *view[dimension + 1 :]

    def rank(self, view: View) -> Rank:
        """The general before the particular, then by dimension and label: no two views have the same rank."""
        if view not in self._ranks:
            narrowed = narrowed_dimensions(view)
            depths = tuple(self._depth((dimension, view[dimension])) for dimension in narrowed)
            self._ranks[view] = len(narrowed), narrowed, depths, tuple(repr(view[dimension]) for dimension in narrowed)
        return self._ranks[view]

    def _depth(self, one: tuple[int, Label]) -> int:
        depth = 0
        while (wider := self._wider.get(one, ALL)) != ALL:
            one, depth = (one[0], wider), depth + 1
        return depth

    def _inside(self, view: View) -> Sequence[tuple[Atom, int]]:
        """The atoms of a view; looked for among those of its rarest label."""
        narrowed = [(dimension, view[dimension]) for dimension in narrowed_dimensions(view)]
        if not narrowed:
            return self._atoms
        rarest = min((self._of_label.get(one, []) for one in narrowed), key=len)
        return rarest if len(narrowed) == 1 else [one for one in rarest if holds(view, one[0])]

    @cached_property
    def _of_label(self) -> Mapping[tuple[int, Label], list[tuple[Atom, int]]]:
        found: dict[tuple[int, Label], list[tuple[Atom, int]]] = defaultdict(list)
        for one in self._atoms:
            for dimension, labels in enumerate(one[0]):
                for label in labels:
                    found[dimension, label].append(one)
        return found

    @cached_property
    def _wider(self) -> Mapping[tuple[int, Label], Label]:
        return {
            (dimension, label): wider
            for dimension in range(self._size)
            for labels in {atom[dimension] for atom, _ in self._atoms}
            for label, wider in zip(labels, (*labels[1:], ALL), strict=True)
        }

    def _difference(self, inside: Sequence[tuple[Atom, int]], total: int, rival: View) -> int:
        """The number of people who are in one of the two views only."""
        outside = self.count(rival) - total
        if abs(outside) >= self.floor:
            return abs(outside)
        return outside + 2 * sum(n for atom, n in inside if not holds(rival, atom))

    def _rivals(self, view: View, inside: Sequence[tuple[Atom, int]], total: int) -> Iterator[View]:
        """The views of higher rank that could hold nearly the same people: each of their labels must; by rank."""
        rank = self.rank(view)
        labels: dict[int, list[Label]] = {}
        for many in range(rank[0] + 1):
            for dimensions in combinations(range(self._size), many):
                if (many, dimensions) > rank[:2]:
                    return
                for dimension in dimensions:
                    if dimension not in labels:
                        labels[dimension] = self._labels(dimension, inside, total)
                found = [_view(self._size, dimensions, one) for one in product(*(labels[at] for at in dimensions))]
                yield from (rival for rival in sorted(found, key=self.rank) if self.rank(rival) < rank)

    def _labels(self, dimension: int, inside: Sequence[tuple[Atom, int]], total: int) -> list[Label]:
        """The labels that all but a handful have."""
        counts: dict[Label, int] = {}
        seen = most = 0
        for atom, n in inside:
            seen += n
            for label in atom[dimension]:
                counts[label] = counts.get(label, 0) + n
                most = max(most, counts[label])
            if seen - most >= self.floor:
                return []
        return [label for label, n in counts.items() if n > total - self.floor]


def _view(size: int, dimensions: Sequence[int], labels: Sequence[Label]) -> View:
    view: list[Label] = [ALL] * size
    for dimension, label in zip(dimensions, labels, strict=True):
        view[dimension] = label
    return tuple(view)


def holds(view: View, atom: Atom) -> bool:
    """Whether the people of `atom` are in `view`."""
    return all(wanted == ALL or wanted in labels for wanted, labels in zip(view, atom, strict=True))


def narrowed_dimensions(view: View) -> tuple[int, ...]:
    """The dimensions that a view narrows."""
    return tuple(dimension for dimension, label in enumerate(view) if label != ALL)
