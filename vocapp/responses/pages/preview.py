"""Preview of a survey page with sample facts. Pure: nothing is stored, the answers are part of the address.

The page's form is sent by GET. It carries the answers so far as a form would send them, so they are read and refused
by the same rules each time, and a link to a preview shows everybody the same page.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from vocapp.catalogue.brand import BrandLook
from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.invitations.contact_phrase import add_phrases
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.pages import Submission, next_page, save, submit
from vocapp.questionnaire.values import Answers, Facts, Value, is_given
from vocapp.questionnaire.wording import choose_language
from vocapp.responses.load_invitation import SurveyInvitation
from vocapp.responses.pages.form_parser import BACK, LANGUAGE, PAGE, Fields, last_value
from vocapp.responses.pages.preview_bar import BRAND, PRESENTATION, PRESENTATIONS, SENT, PreviewContext
from vocapp.responses.pages.respondent_pages import question_page, thanks_page
from vocapp.ui.reader import ReaderLocale

ANSWERS: Final = "_answers"
NEUTRAL: Final = "en"  # the locale of numbers in the answers in the address
NOBODY: Final = UUID(int=0)


def preview(
    survey: Questionnaire, looks: Sequence[BrandLook], fields: Fields, now: datetime, address: str, staff: ReaderLocale
) -> tuple[bytes, int]:
    """(page, status) for the `fields` of the address. Without a chosen brand, the first of `looks` is shown."""
    wished = last_value(fields, PRESENTATION)
    if wished in PRESENTATIONS:
        survey = msgspec.structs.replace(survey, presentation=wished)
    look = next((each for each in looks if each.brand.slug == last_value(fields, BRAND)), looks[0])
    language = choose_language(survey, last_value(fields, LANGUAGE))
    facts = sample(survey, look, now, language)
    answers: Answers = decode_answers(survey, facts, last_value(fields, ANSWERS))
    submission = _apply(survey, answers, facts, fields, language) if SENT in fields else None
    answers = submission.answers if submission else answers
    context = PreviewContext(
        invitation=_invitation(survey, look, facts, answers, now),
        survey=survey,
        look=look,
        language=language,
        address=address,
        method="get",
        fixed={BRAND: look.brand.slug, PRESENTATION: survey.presentation, ANSWERS: encode_answers(survey, answers)},
        staff=staff,
        looks=looks,
    )
    return _page(context, fields, submission)


def sample(survey: Questionnaire, look: BrandLook, now: datetime, language: str) -> Facts:
    """Sample facts: Sam took Ada's call today, about the topic in the survey's name."""
    touchpoint = survey.id if survey.id in set(Touchpoint) else Touchpoint.OTHER
    known: Facts = {
        "contact.channel": ContactChannel.PHONE_IN_HOUSE,
        "contact.touchpoint": touchpoint,
        "contact.day": now.date().isoformat(),
        "brand": look.brand.name,
        "agent": "Sam",
        "customer": "Ada",
        "issue": None,
    }
    return add_phrases(known, language)


def encode_answers(survey: Questionnaire, answers: Answers) -> str:
    """The answers as JSON of the fields that a form would send: `{"nps": ["9"], "why.skip": ["1"]}`."""
    fields = dict(pair for name, value in answers.items() for pair in _fields(survey, name, value))
    return msgspec.json.encode(fields).decode()


def decode_answers(survey: Questionnaire, facts: Facts, text: str | None) -> dict[str, Value]:
    """The answers that `encode_answers` wrote; unreadable ones and those no longer asked for are left out."""
    try:
        fields = msgspec.json.decode((text or "{}").encode("utf-8", "replace"), type=dict[str, list[str]])
    except msgspec.DecodeError:
        return {}
    return save(survey, {}, facts, fields, NEUTRAL).answers


def _fields(survey: Questionnaire, name: str, value: Value) -> Iterator[tuple[str, list[str]]]:
    question = survey.by_id[name]
    if not is_given(value):
        yield question.skip_field, ["1"]
    elif isinstance(value, Mapping):
        yield name, ["yes" if value["wish"] else "no"]
        yield question.how_field, [str(value.get("how", ""))]
    elif isinstance(value, bool):
        yield name, ["yes" if value else "no"]
    else:
        yield name, value if isinstance(value, list) else [str(value)]


def _apply(survey: Questionnaire, answers: Answers, facts: Facts, fields: Fields, language: str) -> Submission:
    if BACK in fields:
        return save(survey, answers, facts, fields, language)
    return submit(survey, answers, facts, fields, language, last_value(fields, PAGE))


def _page(context: PreviewContext, fields: Fields, submission: Submission | None) -> tuple[bytes, int]:
    if submission and BACK in fields:
        return question_page(context, {PAGE: fields[BACK]}), 200
    if submission and submission.errors:
        return question_page(context, fields, submission), 422
    ended = next_page(context.survey, context.invitation.answers, context.facts) is None
    if ended and (submission or PAGE not in fields):
        return thanks_page(context, timedelta(minutes=context.survey.idle_minutes.page)), 200
    return question_page(context, {} if submission else fields), 200


def _invitation(
    survey: Questionnaire,
    look: BrandLook,
    facts: Facts,
    answers: Answers,
    now: datetime,
) -> SurveyInvitation:
    """An invitation that does not exist."""
    return SurveyInvitation(
        id=NOBODY,
        survey_version_id=NOBODY,
        brand_id=look.id,
        channel="web",
        language=survey.default_language,
        facts=facts,
        disposition="unknown",
        generation=1,
        key_id="",
        expires_at=now,
        is_test=True,
        is_message_waiting=False,
        unproven_messages=(),
        response_id=None,
        revision=0,
        is_open=False,
        spoken=None,
        answered_at=None,
        completed_at=None,
        answers=answers,
    )
