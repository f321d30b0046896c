"""The floor in counts of invitations and cases, at its exact borders."""

import pytest

from vocapp.metrics.wilson import share
from vocapp.rollups.queries.floor import figure_if_enough, groups_to_hide

FLOOR = 5


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"phone": FLOOR, "chat": FLOOR}, set()),
        ({"phone": 20, "chat": FLOOR - 1, "fax": 9}, {"chat", "fax"}),
        ({"phone": 20, "chat": FLOOR - 1, "fax": 1}, {"chat", "fax"}),
        ({"phone": 20, "chat": 3, "fax": 1}, {"phone", "chat", "fax"}),
        ({}, set()),
    ],
)
def test_a_group_under_the_floor_is_hidden_with_enough_others(sizes: dict[str, int], hidden: set[str]) -> None:
    assert groups_to_hide(sizes, FLOOR) == hidden


def test_a_figure_needs_as_many_as_the_floor() -> None:
    assert figure_if_enough(share(2, FLOOR - 1), FLOOR) is None
    assert figure_if_enough(share(2, FLOOR), FLOOR) == share(2, FLOOR)
    assert figure_if_enough(None, FLOOR) is None
