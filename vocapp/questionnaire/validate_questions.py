"""Checks that every question has what its kind needs, and nothing that does not fit."""

import re
from collections.abc import Iterator
from typing import Final

from vocapp.faults import Fault
from vocapp.questionnaire.definition import OPTION_KINDS, SCALE_KINDS, Metric, Option, Question, Scale
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
        yield Fault.of("survey.id", place, name=name)


def faults_of_question(question: Question) -> Iterator[Fault]:
    """Faults of one question. Their places are relative to it: ".scale"."""
    yield from faults_of_id(".id", question.id)
    if question.essential < 1:
        yield Fault.of("question.essential", ".essential", value=question.essential)
    if not 0 < question.max_length <= LONGEST_ANSWER:
        yield Fault.of("question.max_length", ".max_length", value=question.max_length, most=LONGEST_ANSWER)
    if question.asks != "open" and question.kind != "text":
        yield Fault.of("question.asks", ".asks", kind=question.kind)
    yield from _of_scale(question)
    yield from _of_metric(question)
    yield from _of_options(question)


def _of_scale(question: Question) -> Iterator[Fault]:
    scale = question.scale
    for name in ("low_label", "high_label"):
        if getattr(question, name) and question.kind not in SCALE_KINDS:
            yield Fault.of("question.scale_label", f".{name}", name=name, kind=question.kind)
    if scale is None:
        return
    if question.kind not in SCALE_KINDS and question.kind != "number":
        yield Fault.of("question.no_scale", ".scale", kind=question.kind)
    elif question.kind in _SCALES and scale not in _SCALES[question.kind]:
        usual = " | ".join(f"[{one.lo}, {one.hi}]" for one in _SCALES[question.kind])
        yield Fault.of("question.usual_scale", ".scale", kind=question.kind, usual=usual)
    elif scale.lo >= scale.hi:
        yield Fault.of("question.falling_scale", ".scale", lo=scale.lo, hi=scale.hi)
    elif question.kind == "rating" and not _is_short(scale):
        yield Fault.of("question.long_scale", ".scale", most=MOST_STEPS)


def _of_metric(question: Question) -> Iterator[Fault]:
    allowed = _METRICS.get(question.kind, ())
    if question.metric is None:
        for name in ("object", "occasion"):
            if getattr(question, name) is not None:
                yield Fault.of("question.no_metric", f".{name}", name=name)
        return
    if question.metric not in allowed and allowed:
        known = ", ".join(allowed)
        yield Fault.of("question.metric", ".metric", metric=question.metric, kind=question.kind, known=known)
    elif question.metric not in allowed:
        yield Fault.of("question.metric_unfit", ".metric", metric=question.metric, kind=question.kind)
    if question.object is None:
        yield Fault.of("question.no_object", ".object")
    if question.occasion is None:
        yield Fault.of("question.no_occasion", ".occasion")
    if question.direction == "lower_is_better" and question.metric != "ces":
        yield Fault.of("question.direction", ".direction", metric=question.metric)


def _of_options(question: Question) -> Iterator[Fault]:
    if question.kind not in OPTION_KINDS:
        if question.options:
            yield Fault.of("question.no_options", ".options", kind=question.kind)
        return
    if not 2 <= len(question.options) <= MOST_OPTIONS:
        yield Fault.of("question.option_count", ".options", count=len(question.options), most=MOST_OPTIONS)
    for number, option in enumerate(question.options):
        for fault in _of_option(question.options[:number], option, number + 1):
            yield fault.within(f".options[{number}]")


def _of_option(before: tuple[Option, ...], option: Option, number: int) -> Iterator[Fault]:
    yield from faults_of_id(".id", option.id)
    if any(other.id == option.id for other in before):
        yield Fault.of("option.repeated_id", ".id", name=option.id)
    for language, label in option.label.items():
        word = plain(label)
        if any(plain(other.label.get(language, "")) == word for other in before):
            yield Fault.of("option.repeated_label", f".label.{language}", label=label)
        if ";" in label:
            yield Fault.of("option.semicolon", f".label.{language}", label=label)
        if not word or (word.isdecimal() and int(word[:9]) != number):
            yield Fault.of("option.number", f".label.{language}", label=label)


def _is_short(scale: Scale) -> bool:
    return int(scale.lo) == scale.lo and int(scale.hi) == scale.hi and scale.hi - scale.lo < MOST_STEPS
