"""Conditions: when a question is asked. They are data in the survey file, not an expression language.

``when = { test = "at_most", of = "csat", value = 3 }``; `of` names an earlier question, or a fact by its dotted name:
``contact.channel``, ``customer.tier``, ``programme.nps``. Combine conditions with ``all``, ``any`` and ``not``.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from vocapp.questionnaire.values import NO_FACTS, Answers, Fact, Facts, Value, is_given

ConditionValue = str | int | float | bool


class _Part(Struct, frozen=True, tag_field="test", forbid_unknown_fields=True):
    pass


class AtMost(_Part, frozen=True, tag="at_most"):
    """A number was given and is `value` or less."""

    of: str
    value: int | float


class AtLeast(_Part, frozen=True, tag="at_least"):
    """A number was given and is `value` or more."""

    of: str
    value: int | float


class OneOf(_Part, frozen=True, tag="one_of"):
    """The answer, one of several chosen options, or the fact is one of `values`."""

    of: str
    values: tuple[ConditionValue, ...]


class IsAnswered(_Part, frozen=True, tag="answered"):
    """A real answer was given (a skipped question is not answered), or the fact is known."""

    of: str


class IsNotAnswered(_Part, frozen=True, tag="not_answered"):
    """The opposite of `IsAnswered`: not asked, skipped, or unknown."""

    of: str


class AllOf(_Part, frozen=True, tag="all"):
    of: "tuple[Condition, ...]"


class AnyOf(_Part, frozen=True, tag="any"):
    of: "tuple[Condition, ...]"


class Not(_Part, frozen=True, tag="not"):
    of: "Condition"


ConditionTest = AtMost | AtLeast | OneOf | IsAnswered | IsNotAnswered
Condition = AtMost | AtLeast | OneOf | IsAnswered | IsNotAnswered | AllOf | AnyOf | Not


def holds(condition: Condition, answers: Answers, facts: Facts = NO_FACTS) -> bool:
    """Whether the condition is true.

    Unknown values make `at_most`, `at_least` and `one_of` false; they are no error.
    """
    match condition:
        case AllOf():
            return all(holds(part, answers, facts) for part in condition.of)
        case AnyOf():
            return any(holds(part, answers, facts) for part in condition.of)
        case Not():
            return not holds(condition.of, answers, facts)
    return _tested(condition, _known(condition.of, answers, facts))


def leaves(condition: Condition) -> Iterator[ConditionTest]:
    """The single tests of a condition, in the order of the file."""
    match condition:
        case AllOf() | AnyOf():
            for part in condition.of:
                yield from leaves(part)
        case Not():
            yield from leaves(condition.of)
        case _:
            yield condition


def _known(name: str, answers: Answers, facts: Facts) -> Value | Fact:
    if "." in name:
        return facts.get(name)
    value = answers.get(name)
    if not is_given(value):
        return None
    return value["wish"] if isinstance(value, Mapping) else value


def _tested(test: ConditionTest, value: Value | Fact) -> bool:
    match test:
        case AtMost():
            return _is_number(value) and value <= test.value  # type: ignore[operator]
        case AtLeast():
            return _is_number(value) and value >= test.value  # type: ignore[operator]
        case OneOf():
            found = value if isinstance(value, list) else (value,)
            return any(_same(one, wanted) for one in found for wanted in test.values)
        case IsAnswered():
            return value is not None
        case IsNotAnswered():
            return value is None


def _is_number(value: Value | Fact) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same(one: object, wanted: ConditionValue) -> bool:
    """Equal and of the same type: in Python True == 1, but in a survey "yes" is not a score of one."""
    return one == wanted and isinstance(one, bool) == isinstance(wanted, bool)
