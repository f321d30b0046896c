"""WHERE clauses: places are numbered in order, empty filters add nothing, and an actor's view comes first."""

from uuid import UUID

from vocapp.http.access import Actor, visible
from vocapp.http.where import WhereClause

UNIT = UUID("01900000-0000-7000-8000-000000000001")


def test_an_empty_filter_matches_everything() -> None:
    where = WhereClause().add_given([("a = ?", None), ("b = ?", "")])
    assert (str(where), where.values) == ("true", [])


def test_zero_and_false_are_values() -> None:
    where = WhereClause().add_given([("score = ?", 0), ("is_test = ?", False)])
    assert (str(where), where.values) == ("score = $1 AND is_test = $2", [0, False])


def test_places_are_numbered_in_order() -> None:
    where = WhereClause().add("at >= ? AND at < ?", 1, 2).add("closed").add_given([("slug = ?", "billing")])
    assert str(where) == "at >= $1 AND at < $2 AND closed AND slug = $3"
    assert where.place(50) == "$4"
    assert where.values == [1, 2, "billing", 50]


def test_what_the_actor_may_see_comes_first() -> None:
    lead = Actor(kind="user", id=UNIT, units=(UNIT,))
    allowed = visible(lead, "decision", "d")
    where = WhereClause(lead, "decision", "d").add("d.rule = ?", "staff")
    assert str(where) == f"{allowed.sql} AND d.rule = ${len(allowed.values) + 1}"
    assert where.values == [*allowed.values, "staff"]
