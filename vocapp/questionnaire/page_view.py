"""Everything that a template needs to show one page of a survey, in the respondent's language."""

from msgspec import Struct

from vocapp.questionnaire.definition import SCALE_KINDS, Question, Questionnaire
from vocapp.questionnaire.engine_texts import engine_text
from vocapp.questionnaire.form_submission import EVERYTHING, Submission, shown_on
from vocapp.questionnaire.path import path
from vocapp.questionnaire.values import Answers, Facts, Value, is_given
from vocapp.questionnaire.wording import (
    choose_language,
    explain,
    fill,
    format_duration,
    labels_for,
    reading_direction,
    show_number,
    text_for,
)


class OptionView(Struct, frozen=True):
    value: str  # what the form sends
    label: str
    selected: bool


class QuestionView(Struct, frozen=True, kw_only=True):
    id: str  # also the field's name
    kind: str
    text: str
    help: str
    options: tuple[OptionView, ...]  # of a scale its points, low to high; of yes_no and contact_me yes and no
    low_label: str
    high_label: str
    value: str  # of number, text and date: the text of the field
    how: str  # of contact_me: the text of the field `how_field`
    how_label: str
    how_field: str
    required: bool
    optional: str  # the word "optional", or "" where the question is required
    skip: str  # label of the button `skip_field`, or "" where the question cannot be passed over
    skip_field: str
    max_length: int
    error: str  # the sentence that says what to do, or ""


class PageView(Struct, frozen=True, kw_only=True):
    page: str  # what to give back to `submit`
    language: str
    direction: str  # "ltr" or "rtl"
    title: str
    intro: str
    takes: str
    questions: tuple[QuestionView, ...]
    position: int  # of the first question shown, from 1
    total: int  # questions on the path as it stands; it may grow with an answer
    progress: str  # "2 of 4"
    back: str | None  # the page before, None on the first
    back_label: str
    submit_label: str
    problem: str  # heading of the summary of errors
    errors: tuple[tuple[str, str], ...]  # (question id, sentence), for the summary


def view(
    questionnaire: Questionnaire,
    answers: Answers,
    facts: Facts,
    language: str,
    page: str | None = None,
    submission: Submission | None = None,
) -> PageView:
    """The page, or the page to resume at if `page` is None.

    `submission`: the form that was just refused; its values are shown as they were typed, with the errors.
    """
    language = choose_language(questionnaire, language)
    shown = shown_on(questionnaire, answers, facts, page)
    ids = [question.id for question in path(questionnaire, answers, facts)]
    first, last = ids.index(shown[0].id), ids.index(shown[-1].id)
    questions = tuple(_question_view(question, answers, facts, language, submission) for question in shown)
    at_once = questionnaire.presentation == "all_at_once"
    return PageView(
        page=EVERYTHING if at_once else shown[0].id,
        language=language,
        direction=reading_direction(language),
        title=fill(questionnaire.title[language], facts, language),
        intro=text_for(questionnaire.intro, language, facts=facts),
        takes=format_duration(questionnaire.seconds, language),
        questions=questions,
        position=first + 1,
        total=len(ids),
        progress=engine_text("progress", language, position=first + 1, total=len(ids)),
        back=ids[first - 1] if first else None,
        back_label=engine_text("back", language),
        submit_label=engine_text("send" if last == len(ids) - 1 else "continue", language),
        problem=engine_text("problem", language),
        errors=tuple((question.id, question.error) for question in questions if question.error),
    )


def _question_view(
    question: Question, answers: Answers, facts: Facts, language: str, submission: Submission | None
) -> QuestionView:
    error = submission.errors.get(question.id) if submission else None
    chosen, written, how = _standing(answers.get(question.id), language)
    if submission and error:
        chosen, written, how = _refused(question, submission.typed[question.id])
    low, high = labels_for(question, language)
    passable = question.prefer_not_to_say or not question.required
    return QuestionView(
        id=question.id,
        kind=question.kind,
        text=text_for(question, language, facts=facts),
        help=fill(question.help[language], facts, language) if question.help else "",
        options=tuple(OptionView(value, label, value in chosen) for value, label in choices_of(question, language)),
        low_label=low,
        high_label=high,
        value=written,
        how=how,
        how_label=engine_text("how", language) if question.kind == "contact_me" else "",
        how_field=question.how_field,
        required=question.required,
        optional="" if question.required else engine_text("optional", language),
        skip=_skip_label(question, language) if passable else "",
        skip_field=question.skip_field,
        max_length=question.max_length,
        error=explain(error, language) if error else "",
    )


def choices_of(question: Question, language: str) -> list[tuple[str, str]]:
    """(value that a form or a button sends, label) of a closed question, in order; [] for an open one."""
    if question.kind in SCALE_KINDS:
        return [(str(step), str(step)) for step in question.steps]
    if question.kind in ("yes_no", "contact_me"):
        return [("yes", engine_text("yes", language)), ("no", engine_text("no", language))]
    return [(option.id, option.label[language]) for option in question.options]


def _skip_label(question: Question, language: str) -> str:
    return engine_text("prefer_not_to_say" if question.prefer_not_to_say else "skip", language)


def _standing(value: Value | None, language: str) -> tuple[tuple[str, ...], str, str]:
    """(chosen values, text of the field, how) of an existing answer."""
    if value is None or not is_given(value):
        return (), "", ""
    if isinstance(value, bool):
        return ("yes" if value else "no",), "", ""
    if isinstance(value, int | float):
        return (str(value),), show_number(value, language), ""
    if isinstance(value, str):
        return (value,), value, ""
    if isinstance(value, list):
        return tuple(value), "", ""
    return ("yes" if value["wish"] else "no",), "", str(value.get("how", ""))


def _refused(question: Question, typed: tuple[str, ...]) -> tuple[tuple[str, ...], str, str]:
    if question.kind == "contact_me":
        return typed[:1], "", "".join(typed[1:])
    return typed, "".join(typed[-1:]), ""
