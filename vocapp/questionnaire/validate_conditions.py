"""Checks that every condition can be decided: it looks at earlier questions or known facts that can have its values."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from vocapp.faults import Fault
from vocapp.questionnaire.conditions import AllOf, AnyOf, AtLeast, AtMost, Condition, ConditionTest, Not, OneOf
from vocapp.questionnaire.definition import SCALE_KINDS, Question, Questionnaire
from vocapp.questionnaire.values import RECORDED_FACTS

CONTACT_FACTS: Final = (*RECORDED_FACTS, "transfers", "day")
"""What is known of every contact. Attributes of a contact or customer and facts of a programme have any other name."""

FACT_GROUPS: Final = ("contact", "customer", "programme")


def faults_of_conditions(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Faults of the conditions of questions and thanks, in the order of the file."""
    for number, question in enumerate(questionnaire.questions):
        if question.when is not None:
            yield from _of(question.when, f"$.questions[{number}].when", questionnaire, number)
    yield from _of_thanks(questionnaire)


def _of_thanks(questionnaire: Questionnaire) -> Iterator[Fault]:
    if not questionnaire.thanks or questionnaire.thanks[-1].when is not None:
        yield Fault.of("thanks.no_default", "$.thanks")
    for number, said in enumerate(questionnaire.thanks):
        if said.when is not None:
            yield from _of(said.when, f"$.thanks[{number}].when", questionnaire, len(questionnaire.questions))
        elif number < len(questionnaire.thanks) - 1:
            yield Fault.of("thanks.hidden", f"$.thanks[{number}]")


def _of(condition: Condition, place: str, questionnaire: Questionnaire, known: int) -> Iterator[Fault]:
    """Faults of one condition. `known`: the number of questions before the one that is asked."""
    if isinstance(condition, AllOf | AnyOf):
        if not condition.of:
            yield Fault.of("condition.empty", f"{place}.of")
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
        yield Fault.of("condition.misspelt_fact", place, name=name, meant=meant[0])
    if group not in FACT_GROUPS or not field:
        groups = ", ".join(f"{one}." for one in FACT_GROUPS)
        yield Fault.of("condition.unknown_fact", place, name=name, known=groups)


def _of_test(test: ConditionTest, place: str, questionnaire: Questionnaire, known: int) -> Iterator[Fault]:
    ids = [question.id for question in questionnaire.questions]
    if test.of not in ids:
        yield Fault.of("condition.unknown_question", f"{place}.of", name=test.of)
    elif ids.index(test.of) >= known:
        yield Fault.of("condition.later_question", f"{place}.of", name=test.of)
    else:
        yield from _of_operand(test, place, questionnaire.questions[ids.index(test.of)])


def _of_operand(test: ConditionTest, place: str, question: Question) -> Iterator[Fault]:
    """A fault if the question can never have the value that the test compares with."""
    if isinstance(test, AtMost | AtLeast):
        if question.kind not in SCALE_KINDS and question.kind != "number":
            yield Fault.of("condition.not_a_number", f"{place}.test", name=question.id, kind=question.kind)
        elif question.scale is not None and not question.scale.lo <= test.value <= question.scale.hi:
            ends = {"lo": question.scale.lo, "hi": question.scale.hi}
            yield Fault.of("condition.off_scale", f"{place}.value", value=test.value, name=question.id, **ends)
    elif isinstance(test, OneOf):
        possible = _possible(question)
        for number, value in enumerate(test.values):
            if possible and (type(value), value) not in possible:
                place_of_value, choice = f"{place}.values[{number}]", ", ".join(_toml(one) for _, one in possible)
                yield Fault.of("condition.never_answered", place_of_value, value=_toml(value), known=choice)
        if not test.values:
            yield Fault.of("condition.no_values", f"{place}.values")


def _possible(question: Question) -> list[tuple[type, object]]:
    """The possible answers of a closed question, with their types (True is not 1). [] if anything may be answered."""
    if question.kind in ("yes_no", "contact_me"):
        return [(bool, True), (bool, False)]
    return [(int, step) for step in question.steps] or [(str, option.id) for option in question.options]


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
