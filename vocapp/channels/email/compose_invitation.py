"""Composes the invitation mail: one template for HTML, and the same text plain."""

import re
import textwrap
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from vocapp.channels.email.mail_texts import MAIL_TEXTS, MailTexts, mail_texts_for
from vocapp.channels.mail_content import MailBody, MailInvitation, MailStep
from vocapp.questionnaire.definition import SCALE_KINDS
from vocapp.questionnaire.isolate_text import isolate
from vocapp.questionnaire.wording import reading_direction

_PATH: Final = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9 ,.eE+\-]*")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_WIDTH: Final = 72
_LOCALES: Final = {"en": "en_GB"}  # "17 May 2026", which Americans read too
# Fills the preview line; otherwise a mail client shows the first words of the mail after it.
_PADDING: Final = " \u200c" * 60

_TEMPLATE: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, auto_reload=False
).get_template("invitation.html")


class OptionLink(Struct, frozen=True):
    """Link of one answer: it opens the page with this value selected, and records nothing."""

    url: str
    label: str


def compose(ask: MailInvitation) -> MailBody:
    """Returns subject, plain text and HTML. ValueError for invalid colours or an invalid logo."""
    _check(ask)
    language, words = mail_texts_for(ask.language)
    said = _sentences(ask, words, language)
    html = _TEMPLATE.render(
        said,
        language=language,
        direction=reading_direction(language),
        words=words,
        brand=ask.brand,
        question=ask.question,
        scale=ask.question.kind in SCALE_KINDS,
        links=option_links(ask),
        answer_url=ask.answer_url,
        opt_out_url=ask.opt_out_url,
        privacy_url=ask.privacy_url,
        preview=" ".join(filter(None, (ask.question.text, ask.takes))),
        padding=_PADDING,
        test=ask.is_test,
    )
    return MailBody(subject=said["subject"], text="\n".join(_plain(ask, words, said)), html=html, language=language)


def option_links(ask: MailInvitation) -> list[OptionLink]:
    """Returns a link per option of the first question; none for a free-text question."""
    base = f"{ask.answer_url}?{quote(ask.question.id)}="
    return [OptionLink(base + quote(option.value, safe=""), option.label) for option in ask.question.options]


def _sentences(ask: MailInvitation, words: MailTexts, language: str) -> dict[str, str]:
    """Returns the sentences of this mail; the brand's own where it has them."""
    reminds = ask.step is MailStep.REMINDER
    # Isolated: otherwise a Latin name moves the punctuation of an Arabic sentence to the wrong side.
    names = {"brand": isolate(ask.brand.name, language), "contact": ask.contact_line or words["contact"]}
    expires = words["expires"].format(date=_day(ask.expires_on, language)) if ask.expires_on else ""
    return {
        "subject": ask.subject or words["reminder_subject" if reminds else "subject"].format_map(names),
        "greeting": ask.greeting or words["greeting"],
        "lead": ask.lead or words["reminder_lead" if reminds else "lead"].format_map(names),
        "sign_off": ask.sign_off or words["sign_off"],
        "why": ask.why or words["why"].format_map(names),
        "notes": " · ".join(filter(None, (ask.takes, expires))),
    }


def _plain(ask: MailInvitation, words: MailTexts, said: dict[str, str]) -> Iterator[str]:
    """Yields the lines of the plain text."""
    colon = " : " if words is MAIL_TEXTS["fr"] else ": "
    if ask.is_test:
        yield from (words["test"], "")
    yield from (said["greeting"], "", *_wrapped(said["lead"]), "", *_wrapped(ask.question.text))
    options = ask.question.options
    if options and ask.question.kind in SCALE_KINDS:
        yield f"{options[0].value} = {ask.question.low_label}, {options[-1].value} = {ask.question.high_label}"
    else:
        yield from (f"- {option.label}" for option in options)
    yield from ("", f"{words['button']}{colon}".rstrip(), ask.answer_url, "")
    if said["notes"]:
        yield from (*_wrapped(said["notes"]), "")
    yield from (said["sign_off"], ask.brand.sender_name, "", "-- ", *_wrapped(said["why"]))
    yield f"{words['opt_out']}{colon}{ask.opt_out_url}"
    if ask.privacy_url:
        yield f"{words['privacy']}{colon}{ask.privacy_url}"
    yield from (*ask.brand.footer.splitlines(), "")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


@lru_cache(maxsize=512)
def _day(day: date, language: str) -> str:
    return format_date(day, format="long", locale=_LOCALES.get(language, language))


@lru_cache(maxsize=256)
def _is_valid_design(logo: str, colours: tuple[str, ...]) -> bool:
    return bool(_PATH.fullmatch(logo)) and all(_COLOUR.fullmatch(colour) for colour in colours)


def _check(ask: MailInvitation) -> None:
    brand = ask.brand
    # They are used in a style sheet and in a path, where escaping for HTML is not enough.
    if not _is_valid_design(brand.logo, (brand.accent, brand.accent_ink, brand.accent_dark, brand.accent_dark_ink)):
        raise ValueError(f"Brand {brand.name!r}: colours must be #rrggbb, and the logo the path data of an SVG.")
