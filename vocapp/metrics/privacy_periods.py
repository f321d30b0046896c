"""Periods of a reader whom the floor binds: a view is shown over a period, whole, or not at all. Pure.

`privacy_rules` permits views within one stretch of days. Over a period a view is shown where every stretch that holds
anybody of it permits it. So a figure that is shown is the one that every other reader sees, two views that are shown
differ by nobody, or by the floor or more in at least one stretch, and a period never tells what one of its weeks hides.
"""

from collections.abc import Mapping
from datetime import date

from vocapp.metrics.privacy_floor import stretch_of
from vocapp.metrics.privacy_rules import Population
from vocapp.metrics.privacy_views import Atom, View


class PeriodPopulations:
    """The people of a period, by the first day of each stretch."""

    def __init__(self, atoms: Mapping[date, Mapping[Atom, int]], floor: int) -> None:
        self._populations = {first: Population(people, floor) for first, people in atoms.items()}

    def withholds(self, view: View, since: date, until: date) -> bool:
        """Whether the view is hidden over these days, which are whole stretches; a view that holds nobody is not."""
        start = stretch_of(since).first
        return any(self._hides(first, view) for first in self._populations if start <= first <= until)

    def withheld_stretches(self, view: View) -> set[date]:
        """The stretches that hold somebody of the view and hide it."""
        return {first for first in self._populations if self._hides(first, view)}

    def _hides(self, first: date, view: View) -> bool:
        population = self._populations[first]
        return bool(population.count(view)) and not population.permits(view)
