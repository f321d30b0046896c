"""Can every condition ever be decided? It looks back, at what exists, for what can be answered there."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from vocapp.questionnaire.conditions import AllOf, AnyOf, AtLeast, AtMost, Condition, ConditionTest, Not, OneOf
from vocapp.questionnaire.definition import SCALE_KINDS, Question, Questionnaire
from vocapp.questionnaire.fault import Fault
from vocapp.questionnaire.values import RECORDED_FACTS

CONTACT_FACTS: Final = (*RECORDED_FACTS, "transfers", "day")
"""What is known of every contact. Attributes of a contact or customer and facts of a programme have any other name."""

FACT_GROUPS: Final = ("contact", "customer", "programme")


def faults_of_conditions(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Faults of all conditions, of questions and of closing words, in the order of the file."""
    for number, question in enumerate(questionnaire.questions):
        if question.when is not None:
            yield from _of(question.when, f"$.questions[{number}].when", questionnaire, number)
    yield from _of_thanks(questionnaire)


def _of_thanks(questionnaire: Questionnaire) -> Iterator[Fault]:
    if not questionnaire.thanks or questionnaire.thanks[-1].when is not None:
        yield Fault("$.thanks", "must end with one that has no `when`, for all other answers")
    for number, said in enumerate(questionnaire.thanks):
        if said.when is not None:
            yield from _of(said.when, f"$.thanks[{number}].when", questionnaire, len(questionnaire.questions))
        elif number < len(questionnaire.thanks) - 1:
            yield Fault(f"$.thanks[{number}]", "has no `when`, so the later ones are never said: put it last")


def _of(condition: Condition, place: str, questionnaire: Questionnaire, known: int) -> Iterator[Fault]:
    """`known`: how many questions may be looked at, those before the one that is asked."""
    if isinstance(condition, AllOf | AnyOf):
        if not condition.of:
            yield Fault(f"{place}.of", "is empty: name at least one condition")
        for number, part in enumerate(condition.of):
            yield from _of(part, f"{place}.of[{number}]", questionnaire, known)
    elif isinstance(condition, Not):
        yield from _of(condition.of, f"{place}.of", questionnaire, known)
    elif "." in condition.of:
        yield from _of_fact(condition.of, f"{place}.of")
    else:
        yield from _of_test(condition, place, questionnaire, known)


def _of_fact(name: str, place: str) -> Iterator[Fault]:
    group, _, field = name.partition(".")
    meant = get_close_matches(field, CONTACT_FACTS, n=1, cutoff=0.8) if group == "contact" else []
    if meant and field not in CONTACT_FACTS:
        yield Fault(place, f"'{name}' looks misspelt: write contact.{meant[0]}")
    if group not in FACT_GROUPS or not field:
        groups = ", ".join(f"{one}." for one in FACT_GROUPS)
        yield Fault(place, f"'{name}' is no fact: begin with one of {groups}")


def _of_test(test: ConditionTest, place: str, questionnaire: Questionnaire, known: int) -> Iterator[Fault]:
    ids = [question.id for question in questionnaire.questions]
    if test.of not in ids:
        yield Fault(f"{place}.of", f"'{test.of}' is no question of this survey: use the id of an earlier one")
    elif ids.index(test.of) >= known:
        yield Fault(f"{place}.of", f"'{test.of}' is asked later, or is this very question: look at an earlier one")
    else:
        yield from _of_operand(test, place, questionnaire.questions[ids.index(test.of)])


def _of_operand(test: ConditionTest, place: str, question: Question) -> Iterator[Fault]:
    """Whether the question can give what the test compares with."""
    if isinstance(test, AtMost | AtLeast):
        if question.kind not in SCALE_KINDS and question.kind != "number":
            yield Fault(f"{place}.test", f"needs a number, '{question.id}' is {question.kind}: use one_of")
        elif question.scale is not None and not question.scale.lo <= test.value <= question.scale.hi:
            ends = f"{question.scale.lo} to {question.scale.hi}"
            yield Fault(f"{place}.value", f"{test.value} is off the scale of '{question.id}': choose from {ends}")
    elif isinstance(test, OneOf):
        possible = _possible(question)
        for number, value in enumerate(test.values):
            if possible and (type(value), value) not in possible:
                choice = ", ".join(_toml(one) for _, one in possible)
                yield Fault(f"{place}.values[{number}]", f"{_toml(value)} is never answered: choose from {choice}")
        if not test.values:
            yield Fault(f"{place}.values", "is empty: name at least one value")


def _possible(question: Question) -> list[tuple[type, object]]:
    """The answers of a closed question, with their types: True is not 1. [] where anything may be answered."""
    if question.kind in ("yes_no", "contact_me"):
        return [(bool, True), (bool, False)]
    return [(int, step) for step in question.steps] or [(str, option.id) for option in question.options]


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
