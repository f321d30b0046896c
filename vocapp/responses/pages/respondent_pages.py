"""Pages for the respondent: questions, thanks, and the plain pages around them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from babel.dates import format_timedelta

from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.engine_texts import engine_text
from vocapp.questionnaire.pages import Submission, view
from vocapp.questionnaire.parse_answer import AnswerError, parse
from vocapp.questionnaire.path import path
from vocapp.questionnaire.values import Answers, Value
from vocapp.questionnaire.wording import render as in_words
from vocapp.questionnaire.wording import text_for, thanks_for
from vocapp.responses.pages.form_parser import LANGUAGE, PAGE, Fields, last_value
from vocapp.responses.pages.page_context import PageContext

_SENTENCE_ENDS: Final = (". ", "! ", "؟ ", "? ")


def question_page(context: PageContext, fields: Fields, submission: Submission | None = None) -> bytes:
    """The page that `fields` name, or the one to resume at; with errors after a refused form.

    A field named for a question, as in a link of a mail, preselects its answer and records nothing.
    """
    survey, answers = context.survey, context.invitation.answers
    chosen = {} if submission else preselect(survey, answers, fields, context.language)
    wanted = submission.page if submission else last_value(fields, PAGE) or next(iter(chosen), None)
    stands: Answers = {**(submission.answers if submission else answers), **chosen}
    page = view(survey, stands, context.facts, context.language, wanted, submission)
    return context.render(
        "survey.html",
        languages=context.languages({PAGE: page.page}),
        page=page,
        one_by_one=survey.presentation == "one_by_one",
        hidden=[*context.fixed.items(), (PAGE, page.page), (LANGUAGE, context.language)],
        unsaved=bool(chosen),
    )


def preselect(survey: Questionnaire, answers: Answers, fields: Fields, language: str) -> dict[str, Value]:
    """Answers in the query of a link that can be read and differ from those already given."""
    chosen: dict[str, Value] = {}
    for name, values in fields.items():
        question = survey.by_id.get(name)
        if question is None:
            continue
        try:
            value = parse(question, values[-1:], language)
        except AnswerError:
            continue
        if answers.get(name) != value:
            chosen[name] = value
    return chosen


def thanks_page(context: PageContext, left: timedelta) -> bytes:
    """The closing words, the answers given, and while there is time `left`, links to correct them."""
    words = text_for(
        thanks_for(context.survey, context.invitation.answers, context.facts),
        context.language,
        facts=context.facts,
    )
    heading, rest = _first_sentence(words)
    _ = context.say
    editable = left > timedelta(0)
    then = (
        _("You can still change them for %(duration)s.", duration=_in_words(left, context.language))
        if editable
        else _("They can no longer be changed.")
    )
    saved = " ".join((_("Your answers are saved."), then, _("You can close this page.")))
    answers = list(_given(context, editable))
    return context.say_page(heading, rest, saved, good=True, answers=answers, ways=context.ways()[-1:])


def ended_page(context: PageContext) -> bytes:
    """The time to answer is over; answers given before count."""
    _ = context.say
    over = (
        _("We asked about %(contact)s. The time to answer is over.", contact=context.contact) if context.contact else ""
    )
    kept = engine_text("partial", context.language) if context.invitation.answers else ""
    return context.say_page(_("This survey has ended"), over, kept)


def not_me_page(context: PageContext) -> bytes:
    """The page with the button "This was not me"."""
    _ = context.say
    return context.say_page(
        _("Was this not you?"),
        _("We wanted to ask about %(contact)s. If that was somebody else, please tell us.", contact=context.contact),
        _("You will not be asked about it again."),
        button=_("This was not me"),
        action=f"{context.address}/not-me",
        link=(_("Back to the questions"), context.link()),
        ways=context.ways()[-1:],
    )


def not_me_done_page(context: PageContext) -> bytes:
    """The confirmation after "This was not me"."""
    _ = context.say
    return context.say_page(
        _("Thank you for telling us"),
        _("We will correct our records and not ask you about this contact again."),
        ways=[],
    )


def decline_page(context: PageContext) -> bytes:
    """The page with the button "I do not want to answer"."""
    _ = context.say
    return context.say_page(
        _("Would you rather not answer?"),
        _("We will not remind you of this survey."),
        button=_("I do not want to answer"),
        action=f"{context.address}/decline",
        link=(_("Back to the questions"), context.link()),
        ways=context.ways()[-1:],
    )


def declined_page(context: PageContext) -> bytes:
    """The confirmation after declining, with a link to answer after all."""
    _ = context.say
    heading, rest = _first_sentence(engine_text("declined", context.language))
    back = (_("Answer after all"), context.link(**{PAGE: context.survey.questions[0].id}))
    return context.say_page(
        heading,
        rest,
        _("We will not remind you of this survey."),
        link=back,
        ways=context.ways()[-1:],
    )


def _in_words(left: timedelta, language: str) -> str:
    """A time left in whole minutes or longer units: "12 minutes"."""
    minutes = timedelta(minutes=max(1, round(left / timedelta(minutes=1))))
    return format_timedelta(minutes, threshold=1.5, locale=language)


def _given(context: PageContext, editable: bool) -> Iterator[tuple[str, str, str]]:
    """(question, answer in words, link to change it or "") of each answer that counts."""
    answers, language = context.invitation.answers, context.language
    for question in path(context.survey, answers, context.facts):
        if question.id in answers:
            link = context.link(**{PAGE: question.id}) + f"#{question.id}" if editable else ""
            text = text_for(question, language, facts=context.facts)
            yield text, in_words(question, answers[question.id], language), link


def _first_sentence(words: str) -> tuple[str, str]:
    """The first sentence as heading, and the rest."""
    places = [at + 1 for end in _SENTENCE_ENDS if (at := words.find(end)) >= 0]
    at = min(places, default=len(words))
    return words[:at].removesuffix("."), words[at:].strip()
