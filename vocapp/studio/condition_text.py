"""Conditions as sentences, for people who do not read TOML. Pure."""

from vocapp.questionnaire.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    ConditionValue,
    IsAnswered,
    IsNotAnswered,
    Not,
    OneOf,
)
from vocapp.timeline.labels import channel, words
from vocapp.ui.reader import gettext as _


def format_condition(condition: Condition | None) -> str:
    """The condition as a sentence in the reader's language; "every contact" without one."""
    return _sentence(condition) if condition is not None else _("every contact")


def _sentence(condition: Condition) -> str:
    match condition:
        case AllOf():
            return _joined(condition.of, _("and"))
        case AnyOf():
            return _joined(condition.of, _("or"))
        case Not():
            return _("not (%(what)s)") % {"what": _sentence(condition.of)}
        case AtMost():
            return _("%(name)s is %(value)s or less") % {"name": _name(condition.of), "value": _value(condition.value)}
        case AtLeast():
            return _("%(name)s is %(value)s or more") % {"name": _name(condition.of), "value": _value(condition.value)}
        case OneOf():
            values = f" {_('or')} ".join(_named(condition.of, value) for value in condition.values)
            return _("%(name)s is %(value)s") % {"name": _name(condition.of), "value": values}
        case IsAnswered():
            return _("%(name)s is known") % {"name": _name(condition.of)}
        case IsNotAnswered():
            return _("%(name)s is not known") % {"name": _name(condition.of)}


def _joined(parts: tuple[Condition, ...], word: str) -> str:
    return f" {word} ".join(
        f"({_sentence(part)})" if isinstance(part, AllOf | AnyOf) else _sentence(part) for part in parts
    )


def _name(of: str) -> str:
    """ "line of business" for `contact.line_of_business`, "customer’s tier" for `customer.tier`."""
    return words(of.removeprefix("contact.").replace(".", "’s "))


def _named(of: str, value: ConditionValue) -> str:
    """A value with its label, if it has one."""
    if not isinstance(value, str):
        return _value(value)
    return channel(value) if of == "contact.channel" else words(value)


def _value(value: ConditionValue) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value).replace("_", " ")
