"""How few are too few, and for whom; and that no subtraction tells what a handful said."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vocapp.metrics.privacy_floor import Visibility, stretch_of, visibility
from vocapp.metrics.privacy_periods import PeriodPopulations
from vocapp.metrics.privacy_rules import Population
from vocapp.metrics.privacy_views import ALL, Atom, Label, View, holds

CHANNELS, LINES = ("phone", "email", "chat"), ("energy", None)
TEAMS = (("north", "site"), ("south", "site"), ("site",), ("vendor",))
"""A team's answers are those of its site too; "site" alone: nobody's team, yet of the site."""

LABELS: tuple[dict[Label, tuple[Label, ...]], ...] = (
    {ALL: CHANNELS},
    {ALL: LINES},
    {ALL: ("site", "vendor"), "site": ("north", "south")},
)
"""What each dimension is divided into, under a label."""
FAMILY: list[View] = list(product((ALL, *CHANNELS), (ALL, *LINES), (ALL, "north", "south", "site", "vendor")))

WITHHELD_IN_ANOTHER_WEEK: dict[date, dict[Atom, int]] = {
    date(2026, 5, 4): {
        (("chat",), (None,), ("vendor",)): 6,
        (("chat",), (None,), ("north", "site")): 3,
        (("email",), (None,), ("north", "site")): 6,
    },
    date(2026, 5, 11): {(("chat",), (None,), ("north", "site")): 5, (("email",), (None,), ("south", "site")): 3},
    date(2026, 5, 18): {},
}
"""The site is hidden in the first week and shown in the second; its e-mails the other way round. Over both, a sum of
what is shown would be two fewer than another: the eight of the site less the six by e-mail."""

people = st.dictionaries(
    st.tuples(
        st.sampled_from([(c,) for c in CHANNELS]), st.sampled_from([(x,) for x in LINES]), st.sampled_from(TEAMS)
    ),
    st.integers(1, 7),
    max_size=14,
)


def members(atoms: dict[Atom, int], view: View) -> set[tuple[Atom, int]]:
    """Everybody in a view, one by one."""
    return {(atom, person) for atom, n in atoms.items() if holds(view, atom) for person in range(n)}


@pytest.mark.parametrize(
    ("n", "bound", "expected"),
    [(5, True, "yes"), (4, True, "hidden"), (3, False, "too few"), (0, True, "too few"), (5, False, "yes")],
)
def test_the_floor_binds_those_who_may_not_read_answers(n: int, bound: bool, expected: Visibility) -> None:
    assert visibility(n, 5, bound=bound) == expected


def test_no_company_may_set_a_floor_below_three() -> None:
    assert visibility(2, 1, bound=True) == "hidden"


@given(people, st.integers(3, 5))
def test_no_two_permitted_views_differ_by_a_handful(atoms: dict[Atom, int], floor: int) -> None:
    population = Population(atoms, floor)
    permitted = [members(atoms, view) for view in FAMILY if population.permits(view)]
    assert all(len(view) >= floor for view in permitted)
    differences = {len(one ^ other) for one, other in combinations(permitted, 2)}
    assert not differences & set(range(1, floor))


@given(people, st.integers(3, 5))
def test_withheld_groups_are_never_a_few_or_a_single_one(atoms: dict[Atom, int], floor: int) -> None:
    """Any view that is shown, divided along any dimension, less the groups that are shown."""
    population = Population(atoms, floor)
    for view in filter(population.permits, FAMILY):
        for dimension, labels in enumerate(LABELS):
            groups = [(*view[:dimension], label, *view[dimension + 1 :]) for label in labels.get(view[dimension], ())]
            sizes = {group: population.count(group) for group in groups if population.count(group)}
            withheld = [group for group in sizes if not population.permits(group)]
            if known_otherwise(population, sizes):
                continue
            rest = population.count(view) - sum(n for group, n in sizes.items() if group not in withheld)
            assert rest == 0 or rest >= floor
            nameless = population.count(view) - sum(sizes.values())
            assert len(withheld) != 1 or nameless


def known_otherwise(population: Population, groups: Iterable[View]) -> bool:
    """Whether a group is shown under another name, so that it cannot be given up: see the limits in the docs."""
    return any(
        population.permits(group) and any(not difference for _, difference in population.near(group))
        for group in groups
    )


@given(people, st.integers(3, 5))
def test_nothing_is_shown_of_what_is_not(atoms: dict[Atom, int], floor: int) -> None:
    population = Population(atoms, floor)
    for view in filter(population.permits, FAMILY):
        if not known_otherwise(population, [view]):
            assert all(population.permits((*view[:at], ALL, *view[at + 1 :])) for at in range(len(view)))
        same = [other for other in FAMILY if members(atoms, other) == members(atoms, view)]
        assert all(map(population.permits, same))


WEEKS = (date(2026, 5, 4), date(2026, 5, 11), date(2026, 5, 18))
PERIODS = tuple((WEEKS[first], WEEKS[last]) for first in range(3) for last in range(first, 3))
"""Every period of whole weeks: the first days of its first and of its last week."""
weekly = st.fixed_dictionaries(dict.fromkeys(WEEKS, people))


class Weeks:
    """Random people of three weeks: everybody is a bit, so that sets of people are quick to compare."""

    def __init__(self, atoms: dict[date, dict[Atom, int]], floor: int) -> None:
        self.populations = PeriodPopulations(atoms, floor)
        self.weeks = {week: Population(people, floor) for week, people in atoms.items()}
        self._bits: dict[date, list[tuple[Atom, int]]] = defaultdict(list)
        used = 0
        for week, people in atoms.items():
            for atom, n in people.items():
                self._bits[week].append((atom, ((1 << n) - 1) << used))
                used += n

    def members(self, view: View, period: tuple[date, date]) -> int:
        """Everybody in a view over a period."""
        weeks = [week for week in WEEKS if period[0] <= week <= period[1]]
        return sum(bits for week in weeks for atom, bits in self._bits[week] if holds(view, atom))

    def shown(self, views: Iterable[View], period: tuple[date, date]) -> list[View]:
        """The views that are shown over a period."""
        return [view for view in views if not self.populations.withholds(view, *period)]

    def is_known_otherwise(self, groups: Sequence[View], period: tuple[date, date]) -> bool:
        """Whether one of the groups has another name in one of the weeks: see the limits in the docs."""
        weeks = [self.weeks[week] for week in WEEKS if period[0] <= week <= period[1]]
        return any(known_otherwise(week, [group for group in groups if week.count(group)]) for week in weeks)


@given(weekly, st.integers(3, 5))
@example(WITHHELD_IN_ANOTHER_WEEK, 5)
def test_no_two_views_of_any_periods_differ_by_a_handful(atoms: dict[date, dict[Atom, int]], floor: int) -> None:
    weeks = Weeks(atoms, floor)
    shown = {weeks.members(view, period) for period in PERIODS for view in weeks.shown(FAMILY, period)}
    sizes = {one.bit_count() for one in shown} | {(one ^ other).bit_count() for one, other in combinations(shown, 2)}
    assert not sizes & set(range(1, floor))


@given(weekly, st.integers(3, 5))
@example(WITHHELD_IN_ANOTHER_WEEK, 5)
def test_what_a_table_of_any_period_withholds_is_no_handful(atoms: dict[date, dict[Atom, int]], floor: int) -> None:
    weeks = Weeks(atoms, floor)
    for period in PERIODS:
        for view in weeks.shown(FAMILY, period):
            for dimension, labels in enumerate(LABELS):
                parts = labels.get(view[dimension], ())
                groups = [(*view[:dimension], label, *view[dimension + 1 :]) for label in parts]
                if weeks.is_known_otherwise(groups, period):
                    continue
                told = sum(weeks.members(group, period) for group in weeks.shown(groups, period))
                rest = (weeks.members(view, period) & ~told).bit_count()
                assert rest == 0 or rest >= floor


def test_the_whole_is_shown_before_its_parts() -> None:
    atoms: dict[Atom, int] = {(("phone",),): 20, (("email",),): 3}
    population = Population(atoms, 5)
    assert population.permits((ALL,))
    assert not population.permits(("phone",))  # the whole less this would be three people
    assert not population.permits(("email",))
    assert population.count((ALL,)) == 23


def test_a_small_group_takes_the_smallest_other_one_with_it() -> None:
    population = Population({(("phone",),): 24, (("chat",),): 24, (("fax",),): 1}, 5)
    shown = [view for view in (ALL, "phone", "chat", "fax") if population.permits((view,))]
    assert shown == [ALL, "phone"]
    population = Population({(("phone",),): 24, (("chat",),): 24, (("fax",),): 3, (("letter",),): 2}, 5)
    assert all(population.permits((view,)) for view in (ALL, "phone", "chat"))  # the rest is five already


def test_a_withheld_group_is_not_revealed_by_another_dimension() -> None:
    """The chat is the night team's alone: without it, fax would be the whole less phone and the night team."""
    atoms: dict[Atom, int] = {(("phone",), ("day",)): 24, (("chat",), ("night",)): 20, (("fax",), ("day",)): 1}
    population = Population(atoms, 5)
    assert population.permits(("phone", ALL))
    assert not any(population.permits(view) for view in (("chat", ALL), (ALL, "night"), ("fax", ALL), (ALL, "day")))


def test_groups_that_are_large_enough_are_all_shown() -> None:
    population = Population({(("phone",),): 20, (("email",),): 7, (("chat",),): 5}, 5)
    assert all(population.permits((view,)) for view in (ALL, "phone", "email", "chat"))


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_weeks_and_months_are_made_of_whole_stretches(day: date) -> None:
    first, last = stretch_of(day)
    assert first <= day <= last
    assert (first.isocalendar()[:2], first.month) == (last.isocalendar()[:2], last.month)
    assert first.weekday() == 0 or first.day == 1
    assert last.weekday() == 6 or (last + timedelta(days=1)).day == 1
