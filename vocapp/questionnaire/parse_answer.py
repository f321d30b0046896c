"""Parses answers. Pages, text messages, voice and paper use the same rules, so that channels can be compared."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from vocapp.questionnaire.answer_words import SKIP
from vocapp.questionnaire.definition import Kind, Question
from vocapp.questionnaire.normalise_text import LONGEST_SHORT_ANSWER, plain, tidy, unstorable
from vocapp.questionnaire.parse_date import read_date
from vocapp.questionnaire.parse_number import read_number, read_step
from vocapp.questionnaire.parse_yes_no import yes_or_no, yes_or_no_and_more
from vocapp.questionnaire.values import PREFER_NOT_TO_SAY, SKIPPED, Value

Code = Literal[
    "scale", "option", "options", "yes_no", "number", "number_range", "date", "text", "too_long", "unreadable"
]

_SPLITTERS: Final = (
    re.compile(r"[;\n؛；]"),
    re.compile(r"[;,\n،؛、；，/]"),
    re.compile(r"[;,\n،؛、；，/+&]|\b(?:and|und|et|y|و)\b"),
    re.compile(r"[;,\n،؛、；，/+&\s]"),
)
"""Tried in turn until every piece is an option: a label may hold a comma or an "and" itself."""


class RawAnswer(NamedTuple):
    parts: list[str]  # never empty: one string, or the values of a form's field
    locale: str

    @property
    def last(self) -> str:
        return self.parts[-1]


class AnswerError(Exception):
    """The reply is no answer to the question. `wording.explain` tells the respondent what to do, in their language."""

    def __init__(self, question_id: str, code: Code, **params: float | str) -> None:
        super().__init__(question_id, code, params)
        self.question_id = question_id
        self.code = code
        self.params = params


def parse(question: Question, raw: str | Sequence[str], locale: str) -> Value:
    """The answer that `raw` stands for: what was typed, or the values of a form field (for contact_me: the wish and
    how).

    Nothing, or a word such as "skip", skips the question. Raises `AnswerError`.
    """
    if type(raw) is str:
        value = question.form_values.get(raw)
        if value is not None:
            return value
        parts = [raw]
    else:
        parts = list(raw) or [""]
    if not any(part.strip() for part in parts):
        return skip_value(question)
    if len(parts) == 1 and len(parts[0]) <= LONGEST_SHORT_ANSWER and _may_skip(question) and plain(parts[0]) in SKIP:
        return skip_value(question)
    return _READERS[question.kind](question, RawAnswer(parts, locale))


def skip_value(question: Question) -> Value:
    """The mark for "asked and not answered". Raises `AnswerError` if the question is required."""
    if question.prefer_not_to_say:
        return PREFER_NOT_TO_SAY
    if question.required:
        raise refusal(question)
    return SKIPPED


_REFUSALS: Final[dict[Kind, Code]] = {
    "choice": "option",
    "choices": "options",
    "yes_no": "yes_no",
    "contact_me": "yes_no",
    "number": "number",
    "date": "date",
    "text": "text",
}


def refusal(question: Question) -> AnswerError:
    """The error that says what this kind of question accepts."""
    if question.steps:
        return AnswerError(question.id, "scale", lo=question.steps[0], hi=question.steps[-1])
    return AnswerError(question.id, _REFUSALS[question.kind])


def _may_skip(question: Question) -> bool:
    return question.prefer_not_to_say or not question.required


def _step(question: Question, reply: RawAnswer) -> Value:
    number = read_step(reply.last, question.steps[-1], reply.locale)
    if number is None or number not in question.steps:
        raise refusal(question)
    return number


def _number(question: Question, reply: RawAnswer) -> Value:
    number = read_number(reply.last, reply.locale)
    if number is None:
        raise refusal(question)
    scale = question.scale
    if scale is not None and not scale.lo <= number <= scale.hi:
        raise AnswerError(question.id, "number_range", lo=scale.lo, hi=scale.hi)
    return number


def _choice(question: Question, reply: RawAnswer) -> Value:
    option = _option(question, reply.last, reply.locale)
    if option is None:
        raise refusal(question)
    return option


def _choices(question: Question, reply: RawAnswer) -> Value:
    chosen = _chosen(question, reply)
    return [option.id for option in question.options if option.id in chosen]


def _chosen(question: Question, reply: RawAnswer) -> set[str]:
    """The ids of the chosen options. Whole labels go first: "terms and conditions" is one option, "1 and 3" are two."""
    if sum(map(len, reply.parts)) > LONGEST_SHORT_ANSWER * len(question.options):
        raise refusal(question)
    whole = [part for part in reply.parts if part.strip()]
    for pieces in (whole, *([piece for part in whole for piece in split.split(part)] for split in _SPLITTERS)):
        wanted = [piece for piece in pieces if piece.strip()]
        if 0 < len(wanted) <= 2 * len(question.options):
            found = [_option(question, piece, reply.locale) for piece in wanted]
            if None not in found:
                return {option for option in found if option is not None}
    raise refusal(question)


def _option(question: Question, raw: str, locale: str) -> str | None:
    """The id of the option: by id (form), by label (any language, the respondent's first), or by number."""
    if raw in question.option_ids:
        return raw
    if len(raw) > LONGEST_SHORT_ANSWER:
        return None
    word, labels = plain(raw), question.option_words
    for language in (locale[:2], *labels):
        if option := labels.get(language, {}).get(word):
            return option
    number = read_number(raw, locale)
    return question.options[number - 1].id if isinstance(number, int) and 0 < number <= len(question.options) else None


def _text(question: Question, reply: RawAnswer) -> Value:
    return _words(question, reply.last)


def _words(question: Question, raw: str) -> str:
    words = tidy(raw)
    if len(words) > question.max_length:
        raise AnswerError(question.id, "too_long", length=len(words), max=question.max_length)
    if unstorable(words):
        raise AnswerError(question.id, "unreadable")
    return words


def _yes_no(question: Question, reply: RawAnswer) -> Value:
    wish = yes_or_no(reply.last)
    if wish is None:
        raise refusal(question)
    return wish


def _date(question: Question, reply: RawAnswer) -> Value:
    day = read_date(reply.last, reply.locale)
    if day is None:
        raise AnswerError(question.id, "date", example=date(2026, 5, 3).isoformat())
    return day


def _contact_me(question: Question, reply: RawAnswer) -> Value:
    found = yes_or_no_and_more(reply.parts[0])
    if found is None:
        raise refusal(question)
    wish, how, _ = found
    how = _words(question, reply.parts[1] if len(reply.parts) > 1 else how)
    return {"wish": True, "how": how} if wish and how else {"wish": wish}


_READERS: Final[dict[Kind, Callable[[Question, RawAnswer], Value]]] = {
    "nps": _step,
    "csat": _step,
    "ces": _step,
    "rating": _step,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "text": _text,
    "yes_no": _yes_no,
    "date": _date,
    "contact_me": _contact_me,
}
