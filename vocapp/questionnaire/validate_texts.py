"""Checks that every text exists in every language, and that its pipes are valid."""

from collections.abc import Iterator
from typing import Final

from vocapp.faults import Fault
from vocapp.questionnaire.definition import PIPES, Questionnaire, Texts, Worded
from vocapp.questionnaire.normalise_text import unstorable
from vocapp.questionnaire.wording import PIPE

LONGEST_TEXT: Final = 2000
_NAMES: Final = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "ar": "Arabic"}


def faults_of_texts(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Faults of all texts, in the order of the file."""
    for place, texts, needed in _wordings(questionnaire):
        yield from _of_wording(place, texts, questionnaire.languages, needed)


def _wordings(questionnaire: Questionnaire) -> Iterator[tuple[str, Texts, bool]]:
    """(place, texts, whether they are required) of everything that respondents read."""
    yield "$.title", questionnaire.title, True
    yield from _of_worded("$.intro", questionnaire.intro)
    for number, question in enumerate(questionnaire.questions):
        place = f"$.questions[{number}]"
        yield from _of_worded(place, question)
        for name in ("help", "low_label", "high_label"):
            yield f"{place}.{name}", getattr(question, name), False
        for index, option in enumerate(question.options):
            yield f"{place}.options[{index}].label", option.label, True
    for number, said in enumerate(questionnaire.thanks):
        yield from _of_worded(f"$.thanks[{number}]", said)


def _of_worded(place: str, said: Worded) -> Iterator[tuple[str, Texts, bool]]:
    yield f"{place}.text", said.text, True
    yield f"{place}.short", said.short, False
    yield f"{place}.spoken", said.spoken, False


def _of_wording(place: str, texts: Texts, languages: tuple[str, ...], needed: bool) -> Iterator[Fault]:
    if not texts and not needed:
        return
    for language in languages:
        if not texts.get(language, "").strip():
            yield Fault.of("text.missing", f"{place}.{language}", language=_NAMES.get(language, language))
    for language, text in texts.items():
        if language not in languages:
            yield Fault.of("text.unknown_language", f"{place}.{language}", language=language)
        yield from _of_text(f"{place}.{language}", text)


def _of_text(place: str, text: str) -> Iterator[Fault]:
    if len(text) > LONGEST_TEXT:
        yield Fault.of("text.too_long", place, length=len(text), most=LONGEST_TEXT)
    if unstorable(text):
        yield Fault.of("text.unstorable", place)
    for pipe in PIPE.finditer(text):
        if pipe[1] not in PIPES:
            yield Fault.of("text.unknown_pipe", place, name=pipe[1], known=", ".join(PIPES))
        if not pipe[2].strip():
            yield Fault.of("text.no_fallback", place, name=pipe[1])
    rest = PIPE.sub("", text)
    if "{" in rest or "}" in rest:
        yield Fault.of("text.brace", place)
