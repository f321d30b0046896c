"""Conditions of programmes and cases as sentences."""

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
)
from vocapp.studio.condition_text import format_condition

LOW = AtMost("csat", 2)
LOYAL = OneOf("customer.tier", ("gold", "very_loyal"))
SAID: dict[str, Condition | None] = {
    "every contact": None,
    "csat is 2 or less": LOW,
    "wait seconds is 300 or more": AtLeast("contact.wait_seconds", 300),
    "customer’s tier is gold or very loyal": LOYAL,
    "survey announced is yes or no": OneOf("contact.survey_announced", (True, False)),
    "comment is known": IsAnswered("comment"),
    "customer’s country is not known": IsNotAnswered("customer.country"),
    "not (csat is 2 or less)": Not(LOW),
    "csat is 2 or less and comment is known": AllOf((LOW, IsAnswered("comment"))),
    "(csat is 2 or less and comment is known) or customer’s tier is gold or very loyal": AnyOf(
        (AllOf((LOW, IsAnswered("comment"))), LOYAL)
    ),
}


@pytest.mark.parametrize("words", SAID)
def test_a_condition_reads_as_a_sentence(words: str) -> None:
    assert format_condition(SAID[words]) == words
