"""WHERE clauses: places are numbered in order, empty filters add nothing, and an OR stays in its condition."""

from uuid import UUID

import pytest

from vocapp.database.where import SqlValues, WhereClause
from vocapp.http.access import Actor, visible

UNIT = UUID("01900000-0000-7000-8000-000000000001")


def test_nothing_asked_for_lets_everything_through() -> None:
    where = WhereClause().add_given([("a = ?", None), ("b = ?", "")])
    assert (where.sql, where.values) == ("true", [])


def test_zero_and_false_are_values() -> None:
    where = WhereClause().add_given([("score = ?", 0), ("is_test = ?", False)])
    assert (where.sql, where.values) == ("(score = $1) AND (is_test = $2)", [0, False])


def test_places_are_numbered_in_order() -> None:
    where = WhereClause().add("at >= ? AND at < ?", 1, 2).add("closed").add_given([("slug = ?", "billing")])
    assert where.sql == "(at >= $1 AND at < $2) AND (closed) AND (slug = $3)"
    assert where.place(50) == "$4"
    assert where.values == [1, 2, "billing", 50]


def test_an_or_cannot_widen_the_other_conditions() -> None:
    where = WhereClause().add("is_mine").add("a = ? OR b = ?", 1, 2)
    assert where.sql == "(is_mine) AND (a = $1 OR b = $2)"


def test_a_question_mark_in_a_value_or_in_a_condition_without_values_stays() -> None:
    where = WhereClause().add("detail ? 'sent'").add("words = ?", "why?").add("name = ?", "Ada")
    assert where.sql == "(detail ? 'sent') AND (words = $1) AND (name = $2)"


@pytest.mark.parametrize("values", [(1,), (1, 2, 3)])
def test_values_without_their_question_marks_are_refused(values: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="question marks"):
        WhereClause().add("at >= ? AND at < ?", *values)


def test_clauses_of_one_statement_share_its_values() -> None:
    values = SqlValues(first=3)
    mine, free = WhereClause(values).add("owner = ?", "ada"), WhereClause(values).add("due < ?", 9)
    assert (mine.sql, free.sql, values.place("x")) == ("(owner = $3)", "(due < $4)", "$5")
    assert values == ["ada", 9, "x"]


def test_what_the_actor_may_see_comes_first() -> None:
    lead = Actor(kind="user", id=UNIT, units=(UNIT,))
    allowed = visible(lead, "decision", "d")
    where = visible(lead, "decision", "d").add("d.rule = ?", "staff")
    assert where.sql == f"{allowed.sql} AND (d.rule = ${len(allowed.values) + 1})"
    assert where.values == [*allowed.values, "staff"]
