"""The mail of a digest: its sentences as HTML in the company's style and as plain text, with its charts."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.catalogue.brand import BrandLook
from vocapp.channels.mail_content import MailBody, MailImage
from vocapp.digests.content.document import write_digest
from vocapp.digests.content.plain_text import format_plain_text
from vocapp.digests.content.types import DigestData
from vocapp.timeline.labels import channel
from vocapp.ui.jinja import render
from vocapp.ui.reader import ReaderLocale, gettext, use_reader

DRAWN_WIDTH: Final = 440
SHOWN_WIDTH: Final = 544
"""Charts are drawn narrower than they are shown, so that their labels can be read on a phone."""
# Fills the preview line, or a mail program shows the first words of the mail after it.
_PADDING: Final = " \u200c" * 60


class DigestPicture(Struct, frozen=True):
    """A drawn chart, for a light and for a dark background."""

    name: str
    title: str
    alt: str
    light: bytes
    dark: bytes


class MailLinks(Struct, frozen=True):
    """Links of the mail: dashboard (its only button), archived copy, settings, end of the subscription."""

    numbers: str
    archive: str
    change: str
    stop: str


class CompanyStyle(Struct, frozen=True):
    """Name, footer and colours of the company."""

    name: str
    footer: str
    accent: str
    accent_ink: str
    accent_dark: str
    accent_dark_ink: str


def company_style(company: str, brand: BrandLook, language: str) -> CompanyStyle:
    """The company's name in the colours of its brand, for the mail."""
    colours = brand.colours
    shades = (colours.light, colours.on_light, colours.dark, colours.on_dark)
    return CompanyStyle(company, brand.footer_in(language), *shades)


def build_mail(
    digest_id: UUID,
    data: DigestData,
    reader: ReaderLocale,
    style: CompanyStyle,
    links: MailLinks,
    pictures: Sequence[DigestPicture] = (),
    *,
    is_test: bool = False,
) -> MailBody:
    """The mail in the reader's language."""
    with use_reader(reader):
        text = write_digest(data)
        subject = f"{text.title}: {text.headline}"
        subject = gettext("[Test] %(subject)s") % {"subject": subject} if is_test else subject
        notice = _subscription_notice(style.name)
        named_links = [
            (gettext("Open the dashboard"), links.numbers),
            (gettext("View in the browser"), links.archive),
            (gettext("Change this digest"), links.change),
            (gettext("Stop this digest"), links.stop),
        ]
        plain = format_plain_text(text, named_links, f"{notice}\n{style.footer}", _channel_name)
    html = render(
        "digests/mail.html",
        reader,
        subject=subject,
        digest=text,
        style=style,
        links=links,
        charts=[_chart_values(digest_id, picture) for picture in pictures],
        notice=notice,
        padding=_PADDING,
        is_test=is_test,
        channel_name=_channel_name,
    )
    images = [image for picture in pictures for image in _images(digest_id, picture)]
    return MailBody(subject=subject, text=plain, html=html, language=reader.language, images=tuple(images))


def _subscription_notice(company: str) -> str:
    return gettext("You receive this mail because you or a colleague subscribed you to this digest of %(company)s.") % {
        "company": company
    }


def _channel_name(name: str) -> str:
    return gettext(channel(name))


def _chart_values(digest_id: UUID, picture: DigestPicture) -> dict[str, object]:
    names = {scheme: _cid(digest_id, picture, scheme) for scheme in ("light", "dark")}
    return {"title": picture.title, "alt": picture.alt, "width": SHOWN_WIDTH, **names}


def _images(digest_id: UUID, picture: DigestPicture) -> tuple[MailImage, MailImage]:
    return (
        MailImage(_cid(digest_id, picture, "light"), picture.light),
        MailImage(_cid(digest_id, picture, "dark"), picture.dark),
    )


def _cid(digest_id: UUID, picture: DigestPicture, scheme: str) -> str:
    return f"{picture.name}-{scheme}.{digest_id.hex}@digest"
