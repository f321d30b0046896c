"""Content of an invitation mail. Pure: from what is frozen on the invitation to what the channel composes."""

from datetime import date
from typing import Final

from msgspec import Struct

from vocapp.catalogue.brand import BrandLook, Texts
from vocapp.channels.mail_content import MailBrand, MailInvitation, MailStep, mail_question
from vocapp.invitations.contact_phrase import contact_line
from vocapp.questionnaire.definition import Question, Questionnaire
from vocapp.questionnaire.path import path
from vocapp.questionnaire.values import Facts
from vocapp.questionnaire.wording import choose_language, fill, format_duration

REMINDER: Final = 1


class InvitationContent(Struct, frozen=True, kw_only=True):
    """An invitation that is about to be mailed; `step` 0 is the first message."""

    look: BrandLook
    survey: Questionnaire
    facts: Facts
    language: str
    step: int
    answer_url: str
    opt_out_url: str
    expires_on: date
    is_test: bool


def mail_ask(asking: InvitationContent) -> MailInvitation:
    """The content of the mail in the invitation's language, with the brand's look and wordings."""
    spoken = choose_language(asking.survey, asking.language)
    wordings, facts, reminds = asking.look.brand.wordings, asking.facts, asking.step >= REMINDER

    def own(texts: Texts) -> str:
        return fill(texts.get(spoken, ""), facts, spoken)

    return MailInvitation(
        brand=mail_brand(asking.look, spoken),
        language=spoken,
        contact_line=contact_line(facts, spoken),
        question=mail_question(first_question(asking.survey, facts), spoken, facts),
        answer_url=asking.answer_url,
        opt_out_url=asking.opt_out_url,
        takes=format_duration(asking.survey.seconds, spoken),
        expires_on=asking.expires_on,
        step=MailStep.REMINDER if reminds else MailStep.FIRST,
        is_test=asking.is_test,
        subject=own(wordings.reminder_subject if reminds else wordings.subject),
        greeting=own(wordings.greeting),
        lead=own(wordings.reminder_lead if reminds else wordings.lead),
        sign_off=own(wordings.sign_off),
    )


def first_question(survey: Questionnaire, facts: Facts) -> Question:
    """The question that the mail shows; a published survey always has one."""
    return next(iter(path(survey, {}, facts)))


def mail_brand(look: BrandLook, language: str) -> MailBrand:
    """The brand as a mail shows it."""
    brand, colours = look.brand, look.colours
    return MailBrand(
        name=brand.name,
        sender_name=brand.sender_name,
        sender_address=brand.sender_address,
        footer=look.footer_in(language),
        logo=brand.logo,
        accent=colours.light,
        accent_ink=colours.on_light,
        accent_dark=colours.dark,
        accent_dark_ink=colours.on_dark,
    )
