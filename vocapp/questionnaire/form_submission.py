"""Submitted forms: answers before, form, answers after. A page has one question, or all of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from vocapp.questionnaire.conditions import holds
from vocapp.questionnaire.definition import Question, Questionnaire
from vocapp.questionnaire.parse_answer import AnswerError, parse, skip_value
from vocapp.questionnaire.path import path, unanswered
from vocapp.questionnaire.values import NO_FACTS, Answers, Facts, Value

EVERYTHING: Final = "all"
"""The one page of a survey that is shown all at once. In the other presentation a page is named for its question."""

Form = Mapping[str, Sequence[str]]
"""Field → values. Fields: the question's id, ``<id>.skip`` (a button), ``<id>.how`` (contact_me)."""


class Submission(Struct, frozen=True):
    """The result of a form. Valid answers are kept even if others are refused."""

    answers: dict[str, Value]  # all that count, earlier and new
    changed: tuple[str, ...]  # ids whose answer is new or another one
    dropped: tuple[str, ...]  # ids whose question is no longer on the path
    errors: dict[str, AnswerError]  # by question id, in the order of the page
    typed: dict[str, tuple[str, ...]]  # what was refused, to be shown again
    page: str | None  # where to go now: the same page where something was refused; None at the end


def submit(
    questionnaire: Questionnaire,
    answers: Answers,
    facts: Facts,
    form: Form,
    language: str,
    page: str | None = None,
) -> Submission:
    """Takes the form of `page`.

    Shown questions that were left blank are skipped, or refused if they are required. Fields of questions on other
    pages are taken too, so that one form can send the whole survey.
    """
    return _take(questionnaire, answers, facts, form, language, _shown_ids(questionnaire, answers, facts, page))


def save(questionnaire: Questionnaire, answers: Answers, facts: Facts, form: Form, language: str) -> Submission:
    """Takes the filled fields of an unfinished form. Nothing is marked as skipped."""
    filled = {field: values for field, values in form.items() if any(value.strip() for value in values)}
    return _take(questionnaire, answers, facts, filled, language, ())


def next_page(questionnaire: Questionnaire, answers: Answers, facts: Facts = NO_FACTS) -> str | None:
    """The page to resume at: the first one with an open question. None when everything is answered."""
    still_open = unanswered(questionnaire, answers, facts)
    return _page_of(questionnaire, still_open[0].id) if still_open else None


def shown_on(questionnaire: Questionnaire, answers: Answers, facts: Facts, page: str | None) -> tuple[Question, ...]:
    """The questions of a page.

    If the page is not, or no longer, on the path: those of the page to resume at, and at the end those of the last
    page.
    """
    questions = path(questionnaire, answers, facts)
    if questionnaire.presentation == "all_at_once":
        return questions
    wanted = [question for question in questions if question.id == page]
    still_open = [question for question in questions if question.id not in answers]
    return tuple((wanted or still_open or list(questions[-1:]))[:1])


def _shown_ids(questionnaire: Questionnaire, answers: Answers, facts: Facts, page: str | None) -> Collection[str]:
    if questionnaire.presentation == "one_by_one":
        return () if page is None else (page,)
    return {question.id for question in path(questionnaire, answers, facts)}


def _page_of(questionnaire: Questionnaire, question_id: str) -> str:
    return EVERYTHING if questionnaire.presentation == "all_at_once" else question_id


def _take(
    questionnaire: Questionnaire, answers: Answers, facts: Facts, form: Form, language: str, shown: Collection[str]
) -> Submission:
    """Applies the form in one pass along the path, which the new answers may change on the way."""
    kept: dict[str, Value] = {}
    errors: dict[str, AnswerError] = {}
    first_open: str | None = None
    for question in questionnaire.questions:
        if question.when is not None and not holds(question.when, kept, facts):
            continue
        name = question.id
        try:
            value = _answer(question, form, language, name in shown, answers.get(name))
        except AnswerError as error:
            errors[name] = error
            value = answers.get(name)
        if value is not None:
            kept[name] = value
        elif first_open is None:
            first_open = name
    stop = next(iter(errors), first_open)
    return Submission(
        answers=kept,
        changed=tuple(name for name, value in kept.items() if answers.get(name) != value),
        dropped=tuple(name for name in answers if name not in kept),
        errors=errors,
        typed={name: tuple(_typed(questionnaire.by_id[name], form)) for name in errors},
        page=None if stop is None else _page_of(questionnaire, stop),
    )


def _answer(question: Question, form: Form, language: str, shown: bool, before: Value | None) -> Value | None:
    """The answer after this form: the new one, the one before, or None if the question stays open."""
    if question.skip_field in form:
        return skip_value(question)
    values = form.get(question.id)
    if question.kind == "contact_me":
        how = form.get(question.how_field, ())
        if values or any(how):
            return parse(question, [*(values or ("",))[-1:], *how[-1:]], language)
    elif values:
        return parse(question, values[0] if len(values) == 1 else values, language)
    if shown and (before is None or question.kind == "choices"):  # unticking every box sends nothing
        return skip_value(question)
    return before


def _typed(question: Question, form: Form) -> Iterator[str]:
    yield from form.get(question.id, ())
    if question.kind == "contact_me":
        yield from form.get(question.how_field, ())
