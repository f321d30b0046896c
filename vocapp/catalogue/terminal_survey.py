"""A survey answered in the terminal by the same engine as for customers: as text messages, or as pages."""

import sys
from collections.abc import Iterator
from typing import Final

import click
import msgspec

from vocapp.questionnaire import conversation, pages
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.page_view import PageView, QuestionView
from vocapp.questionnaire.values import Answers, Facts

_SMS: Final = conversation.Limits(max_questions=3)
_BACK: Final = "<"


def run_conversation(questionnaire: Questionnaire, facts: Facts, language: str) -> None:
    """Text messages: the survey's are indented, the respondent's begin with ">". Prints the answers as JSON."""
    turn = conversation.open_conversation(questionnaire, {}, facts, language, _SMS)
    unclear = 0
    _say(turn.texts)
    for typed in _lines():
        turn = conversation.reply(questionnaire, turn.answers, facts, typed, language, _SMS, unclear)
        unclear = unclear + 1 if turn.state == "unclear" else 0
        _say(turn.texts)
        if turn.state not in ("asking", "unclear"):
            break
    more = f", {turn.more} more by link" if turn.more else ""
    _sum_up(turn.answers, f"{turn.state}{more}")


def run_pages(questionnaire: Questionnaire, facts: Facts, language: str) -> None:
    """Pages: asks for each field; an empty line leaves it blank, "<" goes back. Prints the answers at the end."""
    answers: Answers = {}
    page = pages.next_page(questionnaire, answers, facts)
    submission = None
    typed = _lines()
    while page is not None:
        view = pages.view(questionnaire, answers, facts, language, page, submission)
        click.echo(f"--- {view.progress}")
        form = _fill_in(view, typed)
        if form is None:
            break
        if "back" in form:
            page, submission = view.back or view.page, None
            continue
        submission = pages.submit(questionnaire, answers, facts, form, language, view.page)
        answers, page = submission.answers, submission.page
    _sum_up(answers, "open" if page else "done")


def _fill_in(view: PageView, typed: Iterator[str]) -> dict[str, list[str]] | None:
    """The form as a browser would send it; None at the end of the input."""
    form: dict[str, list[str]] = {}
    for question in view.questions:
        _show(question)
        line = next(typed, None)
        if line is None:
            return None
        if line.strip() == _BACK:
            return {"back": [line]}
        form[question.id] = [line]
    return form


def _show(question: QuestionView) -> None:
    if question.error:
        click.echo(f"! {question.error}")
    click.echo("\n".join(filter(None, (question.text, question.help))))
    labels = [option.label for option in question.options]
    if question.low_label:
        click.echo(f"  {labels[0]} = {question.low_label}, {labels[-1]} = {question.high_label}")
    elif labels:
        click.echo("\n".join(f"  {number} {label}" for number, label in enumerate(labels, start=1)))


def _lines() -> Iterator[str]:
    """The typed lines, until the end of the input."""
    while True:
        click.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line:
            click.echo()
            return
        yield line.rstrip("\n")


def _say(texts: tuple[str, ...]) -> None:
    for text in texts:
        click.echo("\n".join(f"    {line}" for line in text.split("\n")))


def _sum_up(answers: Answers, state: str) -> None:
    click.echo(f"= {state}: {msgspec.json.encode(answers).decode()}")
