"""Do two views differ by a handful of people? Then only the more general of them may be seen.

People are counted in atoms: one value a dimension (channel, touchpoint, line, unit, survey, say). A view takes all
values of a dimension or those under one label; a value may have several labels (a unit, and every unit above it).
A view is permitted where it holds at least the floor, and where no view of higher rank differs from it by fewer people,
whether that one is permitted or not. So no state is kept, and any two permitted views hold the same people or differ by
the floor or more: whatever is subtracted from whatever else, nobody's answer comes out.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import product
from typing import Final

ALL: Final = "*"
Label = Hashable
View = tuple[Label, ...]
"""A label, or ALL, a dimension."""
Atom = tuple[tuple[Label, ...], ...]
"""For each dimension every label of the atom's value."""


class Population:
    """The people of one stretch of time, as atoms with their number."""

    def __init__(self, atoms: Mapping[Atom, int], floor: int) -> None:
        self._atoms = list(atoms.items())
        self._floor = floor
        self._counts: dict[View, int] = {}

    def count(self, view: View) -> int:
        """How many people a view holds."""
        if view not in self._counts:
            self._counts[view] = sum(n for _, n in self._inside(view))
        return self._counts[view]

    def permits(self, view: View) -> bool:
        """Whether the view may be seen by somebody who may not know what a handful said."""
        total = self.count(view)
        if total < self._floor or all(label == ALL for label in view):
            return total >= self._floor
        inside = self._inside(view)
        rivals = self._rivals(view, inside, total)
        return not any(0 < self._difference(inside, total, rival) < self._floor for rival in rivals)

    def _inside(self, view: View) -> Sequence[tuple[Atom, int]]:
        """The atoms of a view; looked for among those of its rarest label."""
        narrowed = [(dimension, label) for dimension, label in enumerate(view) if label != ALL]
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

    def _difference(self, inside: Sequence[tuple[Atom, int]], total: int, rival: View) -> int:
        """How many people are in one of the two views and not in the other."""
        outside = self.count(rival) - total
        if abs(outside) >= self._floor:
            return abs(outside)
        return outside + 2 * sum(n for atom, n in inside if not holds(rival, atom))

    def _rivals(self, view: View, inside: Sequence[tuple[Atom, int]], total: int) -> Iterator[View]:
        """The views of higher rank that could hold nearly the same people: each of their labels must."""
        choices = [[ALL, *self._labels(dimension, inside, total)] for dimension in range(len(view))]
        rank = rank_of(view)
        return (rival for rival in product(*choices) if rank_of(rival) < rank)

    def _labels(self, dimension: int, inside: Sequence[tuple[Atom, int]], total: int) -> list[Label]:
        counts: dict[Label, int] = {}
        for atom, n in inside:
            for label in atom[dimension]:
                counts[label] = counts.get(label, 0) + n
        return [label for label, n in counts.items() if n > total - self._floor]


def holds(view: View, atom: Atom) -> bool:
    """Whether the people of `atom` are in `view`."""
    return all(wanted == ALL or wanted in labels for wanted, labels in zip(view, atom, strict=True))


@lru_cache(maxsize=10_000)
def rank_of(view: View) -> tuple[int, tuple[int, ...], tuple[str, ...]]:
    """The general before the particular, then by dimension and label: no two views have the same rank."""
    narrowed = tuple(dimension for dimension, label in enumerate(view) if label != ALL)
    return len(narrowed), narrowed, tuple(repr(view[dimension]) for dimension in narrowed)
