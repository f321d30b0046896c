"""Does every question have what its kind needs, and nothing that does not fit it?"""

import re
from collections.abc import Iterator
from typing import Final

from vocapp.questionnaire.definition import OPTION_KINDS, SCALE_KINDS, Metric, Option, Question, Scale
from vocapp.questionnaire.fault import Fault
from vocapp.questionnaire.normalise_text import plain

MOST_OPTIONS: Final = 50
MOST_STEPS: Final = 11
LONGEST_ANSWER: Final = 10_000

_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RESERVED_IDS: Final = frozenset({"all"})
_SCALES: Final = {"nps": (Scale(0, 10),), "csat": (Scale(1, 5),), "ces": (Scale(1, 5), Scale(1, 7))}
_METRICS: Final[dict[str, tuple[Metric, ...]]] = {
    "nps": ("nps",),
    "csat": ("csat",),
    "ces": ("ces",),
    "yes_no": ("resolution", "had_to_repeat"),
    "choice": ("expectation",),
}


def faults_of_id(place: str, name: str) -> Iterator[Fault]:
    if not _ID.fullmatch(name) or name in _RESERVED_IDS:
        rule = "up to 40 lower-case letters, digits and _, beginning with a letter, and not 'all'"
        yield Fault(place, f"'{name}' is not allowed: use {rule}")


def faults_of_question(question: Question) -> Iterator[Fault]:
    """Faults of one question, with places that begin behind it: ".scale"."""
    yield from faults_of_id(".id", question.id)
    if question.essential < 1:
        yield Fault(".essential", "must be 1 (the most essential) or more")
    if not 0 < question.max_length <= LONGEST_ANSWER:
        yield Fault(".max_length", f"must be 1 to {LONGEST_ANSWER} characters")
    if question.asks != "open" and question.kind != "text":
        yield Fault(".asks", f"belongs to questions of kind text, this one is {question.kind}: remove it")
    yield from _of_scale(question)
    yield from _of_metric(question)
    yield from _of_options(question)


def _of_scale(question: Question) -> Iterator[Fault]:
    scale = question.scale
    for name in ("low_label", "high_label"):
        if getattr(question, name) and question.kind not in SCALE_KINDS:
            yield Fault(f".{name}", f"belongs to a scale, this question is {question.kind}: remove it")
    if scale is None:
        return
    if question.kind not in SCALE_KINDS and question.kind != "number":
        yield Fault(".scale", f"does not fit the kind {question.kind}: remove it")
    elif question.kind in _SCALES and scale not in _SCALES[question.kind]:
        usual = " or ".join(f"[{one.lo}, {one.hi}]" for one in _SCALES[question.kind])
        yield Fault(".scale", f"of the kind {question.kind} must be {usual}; for another scale use the kind rating")
    elif scale.lo >= scale.hi:
        yield Fault(".scale", f"[{scale.lo}, {scale.hi}] must rise from low to high")
    elif question.kind == "rating" and not _is_short(scale):
        yield Fault(".scale", f"must have whole ends and at most {MOST_STEPS} points; for more use the kind number")


def _of_metric(question: Question) -> Iterator[Fault]:
    allowed = _METRICS.get(question.kind, ())
    if question.metric is None:
        for name in ("object", "occasion"):
            if getattr(question, name) is not None:
                yield Fault(f".{name}", "belongs to a metric: state the `metric` or remove it")
        return
    if question.metric not in allowed:
        choice = f"choose from {', '.join(allowed)}" if allowed else "remove it"
        yield Fault(".metric", f"'{question.metric}' does not fit the kind {question.kind}: {choice}")
    if question.object is None:
        yield Fault(".object", "is missing: say what is judged, one of contact, agent, product, company")
    if question.occasion is None:
        yield Fault(".occasion", "is missing: say when it is judged, post_contact or relationship")
    if question.direction == "lower_is_better" and question.metric != "ces":
        yield Fault(".direction", f"of the metric {question.metric} is always higher_is_better: remove it")


def _of_options(question: Question) -> Iterator[Fault]:
    if question.kind not in OPTION_KINDS:
        if question.options:
            yield Fault(".options", f"belong to choice and choices, this question is {question.kind}: remove them")
        return
    if not 2 <= len(question.options) <= MOST_OPTIONS:
        yield Fault(".options", f"must be 2 to {MOST_OPTIONS}")
    for number, option in enumerate(question.options):
        for fault in _of_option(question.options[:number], option, number + 1):
            yield Fault(f".options[{number}]{fault.place}", fault.what)


def _of_option(before: tuple[Option, ...], option: Option, number: int) -> Iterator[Fault]:
    yield from faults_of_id(".id", option.id)
    if any(other.id == option.id for other in before):
        yield Fault(".id", f"'{option.id}' stands there twice: give every option an id of its own")
    for language, label in option.label.items():
        word = plain(label)
        if any(plain(other.label.get(language, "")) == word for other in before):
            yield Fault(f".label.{language}", f"'{label}' reads like an earlier option: word them apart")
        if ";" in label:
            yield Fault(f".label.{language}", "holds a semicolon, which parts the answers of a list: use a comma")
        if not word or (word.isdecimal() and int(word[:9]) != number):
            yield Fault(f".label.{language}", f"'{label}' cannot be told from a number in the list: use words")


def _is_short(scale: Scale) -> bool:
    return int(scale.lo) == scale.lo and int(scale.hi) == scale.hi and scale.hi - scale.lo < MOST_STEPS
