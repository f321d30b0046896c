import pytest

from vocapp.questionnaire.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    IsAnswered,
    IsNotAnswered,
    Not,
    OneOf,
    holds,
    leaves,
)
from vocapp.questionnaire.values import PREFER_NOT_TO_SAY, SKIPPED, Value

LOW = AtMost(of="score", value=3)
HIGH = AtLeast(of="score", value=8)


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (LOW, 3, True),
        (LOW, 3.5, False),
        (HIGH, 8, True),
        (HIGH, 7, False),
        (LOW, "2", False),
        (LOW, True, False),
        (LOW, SKIPPED, False),
        (OneOf(of="score", values=("a", "b")), "b", True),
        (OneOf(of="score", values=("a", "b")), ["c", "a"], True),
        (OneOf(of="score", values=("a", "b")), ["c"], False),
        (OneOf(of="score", values=(1,)), True, False),
        (OneOf(of="score", values=(True,)), 1, False),
        (OneOf(of="score", values=(1,)), 1, True),
        (OneOf(of="score", values=(False,)), False, True),
        (OneOf(of="score", values=(True,)), {"wish": True, "how": "by phone"}, True),
        (OneOf(of="score", values=(True,)), {"wish": False}, False),
        (IsAnswered(of="score"), 0, True),
        (IsAnswered(of="score"), PREFER_NOT_TO_SAY, False),
        (IsNotAnswered(of="score"), SKIPPED, True),
        (IsNotAnswered(of="score"), "x", False),
    ],
)
def test_what_an_answer_makes_true(condition: Condition, value: Value, expected: bool) -> None:
    assert holds(condition, {"score": value}) is expected


@pytest.mark.parametrize("condition", [LOW, HIGH, OneOf(of="score", values=("a",)), IsAnswered(of="score")])
def test_an_unanswered_question_makes_no_condition_true(condition: Condition) -> None:
    assert not holds(condition, {})


def test_conditions_name_facts_by_dotted_names() -> None:
    facts = {"contact.channel": "voice", "contact.wait_seconds": 400, "customer.tier": None}
    assert holds(OneOf(of="contact.channel", values=("voice",)), {}, facts)
    assert holds(AtLeast(of="contact.wait_seconds", value=300), {}, facts)
    assert not holds(IsAnswered(of="customer.tier"), {}, facts)
    assert holds(IsNotAnswered(of="customer.age"), {}, facts)


def test_conditions_combine() -> None:
    either = AnyOf(of=(LOW, HIGH))
    assert holds(either, {"score": 2}) and holds(either, {"score": 9}) and not holds(either, {"score": 5})
    assert holds(AllOf(of=(Not(of=LOW), Not(of=HIGH))), {"score": 5})
    assert holds(Not(of=LOW), {})


def test_the_single_tests_of_a_condition_are_listed_in_order() -> None:
    assert list(leaves(AllOf(of=(LOW, Not(of=AnyOf(of=(HIGH, LOW))))))) == [LOW, HIGH, LOW]
