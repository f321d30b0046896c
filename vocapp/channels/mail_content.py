"""Content of an invitation by mail: everything resolved, in the customer's language and one brand's design."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from vocapp.questionnaire.definition import Question
from vocapp.questionnaire.page_view import choices_of
from vocapp.questionnaire.values import NO_FACTS, Facts
from vocapp.questionnaire.wording import labels_for, text_for


class MailStep(StrEnum):
    """The place of a message in its invitation: the first or a reminder."""

    FIRST = "first"
    FALLBACK = "fallback"
    REMINDER = "reminder"


class MailBrand(Struct, frozen=True, kw_only=True):
    """A brand as a mail shows it. Accents are `#rrggbb`, readable on the background; `…_ink` on the accent."""

    name: str
    sender_name: str
    sender_address: str
    footer: str
    logo: str = ""  # path data of an SVG in a viewBox of 0 0 24 24; decoration, since many mail clients drop it
    accent: str = "#1a5fb4"
    accent_ink: str = "#ffffff"
    accent_dark: str = "#99c1f1"
    accent_dark_ink: str = "#111111"


class MailOption(Struct, frozen=True):
    """One answer that a link preselects: `value` as the page's form would send it."""

    value: str
    label: str


class MailQuestion(Struct, frozen=True, kw_only=True):
    """The first question. Without options it is only shown; it is answered on the page."""

    id: str
    kind: str
    text: str
    options: tuple[MailOption, ...] = ()
    low_label: str = ""
    high_label: str = ""


class MailInvitation(Struct, frozen=True, kw_only=True):
    """Everything in an invitation mail. An empty text is replaced by the product's own in `language`."""

    brand: MailBrand
    language: str  # en, de, fr, es or ar; a region is ignored, an unknown one falls back to English
    contact_line: str  # "your call on 3 May about billing", in `language`; empty: no contact is named
    question: MailQuestion
    answer_url: str
    opt_out_url: str
    privacy_url: str = ""
    why: str = ""  # why this customer gets this mail
    takes: str = ""  # how long answering takes, as a sentence
    expires_on: date | None = None
    step: MailStep = MailStep.FIRST
    is_test: bool = False
    subject: str = ""
    greeting: str = ""
    lead: str = ""
    sign_off: str = ""


class MailImage(Struct, frozen=True):
    """A PNG that the HTML refers to as `cid:name`; `name` is unique, such as "trend.0196a0@digest"."""

    name: str
    png: bytes


class MailBody(Struct, frozen=True, kw_only=True):
    """A composed mail without headers: the same text plain and as HTML."""

    subject: str
    text: str
    html: str
    language: str
    images: tuple[MailImage, ...] = ()


def mail_question(question: Question, language: str, facts: Facts = NO_FACTS) -> MailQuestion:
    """Returns a question as a mail shows it, with piped values filled in."""
    low, high = labels_for(question, language)
    return MailQuestion(
        id=question.id,
        kind=question.kind,
        text=text_for(question, language, facts=facts),
        options=()
        if question.kind in ("choices", "contact_me")
        else tuple(MailOption(value, label) for value, label in choices_of(question, language)),
        low_label=low,
        high_label=high,
    )
