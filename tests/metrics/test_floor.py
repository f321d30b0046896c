"""How few are too few, and for whom; and that no subtraction tells what a handful said."""

from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.metrics.differing import ALL, Atom, Population, View, holds
from vocapp.metrics.floor import Shown, shown, stretch

CHANNELS, LINES = ("phone", "email", "chat"), ("energy", None)
TEAMS = (("north", "site"), ("south", "site"), ("site",), ("vendor",))
"""A team's answers are those of its site too; "site" alone: nobody's team, yet of the site."""

FAMILY: list[View] = list(product((ALL, *CHANNELS), (ALL, *LINES), (ALL, "north", "south", "site", "vendor")))

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
def test_the_floor_binds_those_who_may_not_read_answers(n: int, bound: bool, expected: Shown) -> None:
    assert shown(n, 5, bound=bound) == expected


def test_no_company_may_ask_for_less_than_three() -> None:
    assert shown(2, 1, bound=True) == "hidden"


@given(people, st.integers(3, 5))
def test_no_two_permitted_views_differ_by_a_handful(atoms: dict[Atom, int], floor: int) -> None:
    population = Population(atoms, floor)
    permitted = [members(atoms, view) for view in FAMILY if population.permits(view)]
    assert all(len(view) >= floor for view in permitted)
    differences = {len(one ^ other) for one, other in combinations(permitted, 2)}
    assert not differences & set(range(1, floor))


@given(st.lists(people, min_size=2, max_size=3))
def test_nor_do_their_sums_over_stretches(stretches: list[dict[Atom, int]]) -> None:
    def permitted(view: View, chosen: tuple[int, ...]) -> set[tuple[int, tuple[Atom, int]]]:
        return {(at, who) for at in chosen if populations[at].permits(view) for who in members(stretches[at], view)}

    populations = [Population(atoms, 5) for atoms in stretches]
    periods = [tuple(range(first, last)) for first in range(len(stretches)) for last in range(first + 1, 4)]
    periods = [period for period in periods if period[-1] < len(stretches)]
    views = [permitted(view, period) for view in FAMILY[::3] for period in periods]
    assert not {len(one ^ other) for one, other in combinations(views, 2)} & {1, 2, 3, 4}


def test_the_whole_is_shown_before_its_parts() -> None:
    atoms: dict[Atom, int] = {(("phone",),): 20, (("email",),): 3}
    population = Population(atoms, 5)
    assert population.permits((ALL,))
    assert not population.permits(("phone",))  # the whole less this would be three people
    assert not population.permits(("email",))
    assert population.count((ALL,)) == 23


def test_groups_that_are_large_enough_are_all_shown() -> None:
    population = Population({(("phone",),): 20, (("email",),): 7, (("chat",),): 5}, 5)
    assert all(population.permits((view,)) for view in (ALL, "phone", "email", "chat"))


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_weeks_and_months_are_made_of_whole_stretches(day: date) -> None:
    first, last = stretch(day)
    assert first <= day <= last
    assert (first.isocalendar()[:2], first.month) == (last.isocalendar()[:2], last.month)
    assert first.weekday() == 0 or first.day == 1
    assert last.weekday() == 6 or (last + timedelta(days=1)).day == 1
