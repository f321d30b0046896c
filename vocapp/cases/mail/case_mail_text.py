"""The texts of the mails of a case, a reply and a recovery check, as HTML and as plain text.

They are in the customer's language and in the look of the brand of the invitation.
"""

import textwrap
from collections.abc import Iterator
from datetime import date
from typing import Final

from babel.dates import format_date
from msgspec import Struct

from vocapp.channels.mail_content import MailBody, MailBrand
from vocapp.questionnaire.isolate_text import isolate
from vocapp.ui import languages
from vocapp.ui.jinja import render
from vocapp.ui.reader import ReaderLocale, gettext, use_reader

_WIDTH: Final = 72


class CaseMail(Struct, frozen=True, kw_only=True):
    """The parts of one mail. `choices` are (label, link) of the answers to its question."""

    subject: str
    paragraphs: tuple[str, ...]
    sign_off: str
    signed: tuple[str, ...]
    why: str
    question: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    notes: str = ""
    stop_url: str = ""

    @property
    def preview(self) -> str:
        """The text that a mail program shows beside the subject."""
        return self.question or " ".join(self.paragraphs)[:120]


def reply_mail(brand: MailBrand, language: str, contact: str, text: str, name: str) -> MailBody:
    """A reply of the staff member `name`; `contact` is the contact in one phrase."""
    with use_reader(_reader(language)):
        about = {"contact": contact or gettext("your contact with us")}
        mail = CaseMail(
            subject=gettext("Your feedback: %(contact)s") % about,
            paragraphs=tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()),
            sign_off=gettext("Kind regards"),
            signed=(name, brand.sender_name),
            why=gettext("A member of our team wrote this because you gave feedback to %(brand)s. Reply to reach us.")
            % {"brand": isolate(brand.name, language)},
        )
        return render_mail(mail, brand, language)


def check_mail(brand: MailBrand, language: str, contact: str, url: str, expires_on: date, stop_url: str) -> MailBody:
    """A recovery check; its links only preselect an answer on the page at `url`."""
    with use_reader(_reader(language)):
        name, about = isolate(brand.name, language), contact or gettext("your contact with us")
        day = format_date(expires_on, format="long", locale="en_GB" if language == "en" else language)
        until = gettext("You can answer until %(date)s.") % {"date": day}
        mail = CaseMail(
            subject=gettext("%(contact)s: is it solved?") % {"contact": about[:1].upper() + about[1:]},
            paragraphs=(
                gettext("Hello,"),
                gettext("You told %(brand)s that something was not right: %(contact)s. We have worked on it.")
                % {"brand": name, "contact": about},
            ),
            question=gettext("Is it solved for you?"),
            choices=(
                (gettext("Yes, it is solved"), f"{url}?solved=yes"),
                (gettext("No, not yet"), f"{url}?solved=no"),
            ),
            notes=f"{gettext('Your choice opens our page, where you can add a comment before you send it.')} {until}",
            sign_off=gettext("Thank you"),
            signed=(brand.sender_name,),
            why=gettext("You receive this e-mail once, because you told %(brand)s about something that was not right.")
            % {"brand": name},
            stop_url=stop_url,
        )
        return render_mail(mail, brand, language)


def render_mail(mail: CaseMail, brand: MailBrand, language: str) -> MailBody:
    """The mail as HTML and as plain text."""
    html = render("cases/mail.html", _reader(language), mail=mail, brand=brand)
    return MailBody(subject=mail.subject, text="\n".join(_plain(mail, brand)), html=html, language=language)


def _plain(mail: CaseMail, brand: MailBrand) -> Iterator[str]:
    for paragraph in mail.paragraphs:
        for line in paragraph.split("\n"):
            yield from textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
        yield ""
    if mail.question:
        yield from (mail.question, "")
        for label, url in mail.choices:
            yield from (f"- {label}:", f"  {url}")
        yield from ("", *textwrap.wrap(mail.notes, _WIDTH), "")
    yield from (mail.sign_off, *mail.signed, "", "-- ", *textwrap.wrap(mail.why, _WIDTH))
    if mail.stop_url:
        yield f"{gettext('Stop survey e-mails')}: {mail.stop_url}"
    yield from brand.footer.splitlines()
    yield ""


def _reader(language: str) -> ReaderLocale:
    base = language.partition("-")[0]
    return ReaderLocale(base if base in languages.PUBLIC else languages.DEFAULT)
