"""What does the respondent see? The page of the questions, the thanks, and the plain pages around them."""

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
from vocapp.responses.pages.form_parser import LANGUAGE, PAGE, Fields, last
from vocapp.responses.pages.page_context import PageContext

_SENTENCE_ENDS: Final = (". ", "! ", "؟ ", "? ")


def question_page(sheet: PageContext, fields: Fields, submission: Submission | None = None) -> bytes:
    """The page that `fields` ask for, or the one to resume at; with what was refused, where something was.

    A field named for a question, as a link in a mail carries it, preselects its answer and records nothing.
    """
    survey, answers = sheet.survey, sheet.asked.answers
    chosen = {} if submission else preselected(survey, answers, fields, sheet.language)
    wanted = submission.page if submission else last(fields, PAGE) or next(iter(chosen), None)
    stands: Answers = {**(submission.answers if submission else answers), **chosen}
    page = view(survey, stands, sheet.facts, sheet.language, wanted, submission)
    return sheet.render(
        "survey.html",
        languages=sheet.languages({PAGE: page.page}),
        page=page,
        one_by_one=survey.presentation == "one_by_one",
        hidden=[*sheet.fixed.items(), (PAGE, page.page), (LANGUAGE, sheet.language)],
        unsaved=bool(chosen),
    )


def preselected(survey: Questionnaire, answers: Answers, fields: Fields, language: str) -> dict[str, Value]:
    """What a link chooses in advance: the answers in its query that can be read and are not given already."""
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


def thanks_page(sheet: PageContext, left: timedelta) -> bytes:
    """The closing words, the answers as given, and while there is time `left` to correct them a way back to each."""
    words = text_for(thanks_for(sheet.survey, sheet.asked.answers, sheet.facts), sheet.language, facts=sheet.facts)
    heading, rest = _first_sentence(words)
    _ = sheet.say
    editable = left > timedelta(0)
    then = (
        _("You can still change them for %(duration)s.", duration=_in_words(left, sheet.language))
        if editable
        else _("They can no longer be changed.")
    )
    saved = " ".join((_("Your answers are saved."), then, _("You can close this page.")))
    answers = list(_given(sheet, editable))
    return sheet.say_page(heading, rest, saved, good=True, answers=answers, ways=sheet.ways()[-1:])


def ended_page(sheet: PageContext) -> bytes:
    """The time to answer is over; what was answered until then counts."""
    _ = sheet.say
    over = _("We asked about %(contact)s. The time to answer is over.", contact=sheet.contact)
    kept = engine_text("partial", sheet.language) if sheet.asked.answers else ""
    return sheet.say_page(_("This survey has ended"), over, kept)


def not_me_page(sheet: PageContext) -> bytes:
    """Asks for the button that says: this was not me."""
    _ = sheet.say
    return sheet.say_page(
        _("Was this not you?"),
        _("We wanted to ask about %(contact)s. If that was somebody else, please tell us.", contact=sheet.contact),
        _("You will not be asked about it again."),
        button=_("This was not me"),
        action=f"{sheet.address}/not-me",
        link=(_("Back to the questions"), sheet.link()),
        ways=sheet.ways()[-1:],
    )


def not_me_done_page(sheet: PageContext) -> bytes:
    """Said once somebody else's contact was ours to ask about no longer."""
    _ = sheet.say
    return sheet.say_page(
        _("Thank you for telling us"),
        _("We will correct our records and not ask you about this contact again."),
        ways=[],
    )


def decline_page(sheet: PageContext) -> bytes:
    """Asks for the button that says: I do not want to answer."""
    _ = sheet.say
    return sheet.say_page(
        _("Would you rather not answer?"),
        _("We will not remind you of this survey."),
        button=_("I do not want to answer"),
        action=f"{sheet.address}/decline",
        link=(_("Back to the questions"), sheet.link()),
        ways=sheet.ways()[-1:],
    )


def declined_page(sheet: PageContext) -> bytes:
    """Said to whoever declined; he may still change his mind."""
    _ = sheet.say
    heading, rest = _first_sentence(engine_text("declined", sheet.language))
    back = (_("Answer after all"), sheet.link(**{PAGE: sheet.survey.questions[0].id}))
    return sheet.say_page(heading, rest, _("We will not remind you of this survey."), link=back, ways=sheet.ways()[-1:])


def _in_words(left: timedelta, language: str) -> str:
    """A time left in whole minutes or longer units: "12 minutes"."""
    minutes = timedelta(minutes=max(1, round(left / timedelta(minutes=1))))
    return format_timedelta(minutes, threshold=1.5, locale=language)


def _given(sheet: PageContext, editable: bool) -> Iterator[tuple[str, str, str]]:
    """(question, answer in words, link to change it or "") of each answer that counts."""
    answers, language = sheet.asked.answers, sheet.language
    for question in path(sheet.survey, answers, sheet.facts):
        if question.id in answers:
            link = sheet.link(**{PAGE: question.id}) + f"#{question.id}" if editable else ""
            text = text_for(question, language, facts=sheet.facts)
            yield text, in_words(question, answers[question.id], language), link


def _first_sentence(words: str) -> tuple[str, str]:
    """A page's heading, and what stands below it."""
    places = [at + 1 for end in _SENTENCE_ENDS if (at := words.find(end)) >= 0]
    at = min(places, default=len(words))
    return words[:at].removesuffix("."), words[at:].strip()
