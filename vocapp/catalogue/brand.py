"""Brand: what customers see of the sender, read from `surveys/brands/*.toml` and frozen on the invitation."""

from functools import cached_property
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vocapp.catalogue.contrast import AccentColours, readable_colours
from vocapp.catalogue.programme import Slug

Texts = dict[str, str]
"""Language → wording."""

PathData = Annotated[str, Meta(pattern=r"^[MmLlHhVvCcSsQqTtAaZz0-9 ,.eE+-]*$", examples=["M0 0h24v24z"])]
"""The `d` of an SVG path in a viewBox of 0 0 24 24."""


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Wordings(_Part, frozen=True, kw_only=True):
    """The brand's own wordings by language; a missing language uses the product's wordings.

    A wording may contain the pipes of a survey: ``{agent|our team}``, ``{date}``, ``{channel}``, ``{brand}``, ….
    """

    subject: Texts = {}
    greeting: Texts = {}
    lead: Texts = {}
    sign_off: Texts = {}
    reminder_subject: Texts = {}
    reminder_lead: Texts = {}


class Brand(_Part, frozen=True, kw_only=True):
    """One brand. A contact without a brand gets that of its line of business and country, else the company's."""

    slug: Slug
    name: Annotated[str, Meta(min_length=1)]
    accent: Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$", examples=["#1a5fb4"])]
    sender_name: Annotated[str, Meta(min_length=1)]
    sender_address: Annotated[str, Meta(pattern=r"^[^@\s<>]+@[^@\s<>]+$", examples=["feedback@example.com"])]
    footer: Texts  # the legal footer: sender and postal address
    logo: PathData = ""  # drawn in the accent; empty: the name alone
    link_origin: Annotated[str, Meta(pattern=r"^(https?://[^/\s]+)?$", examples=["https://feedback.example.com"])] = (
        ""  # empty: VOCAPP_PUBLIC_URL
    )
    wordings: Wordings = Wordings()
    lines: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


class BrandLook(Struct, frozen=True, kw_only=True, dict=True):
    """A published brand for pages and mails: the row's id, the brand, and its colours corrected for contrast."""

    id: UUID
    version: int
    brand: Brand

    @cached_property
    def colours(self) -> AccentColours:
        """The accent and the ink on it, for light and dark backgrounds."""
        return readable_colours(self.brand.accent)

    def footer_in(self, language: str) -> str:
        """The legal footer in `language`, else in the first language it has."""
        return in_language(self.brand.footer, language)


def in_language(texts: Texts, language: str) -> str:
    """The wording in `language` ("de-AT" falls back to "de"), else the first one, else ""."""
    return texts.get(language) or texts.get(language.partition("-")[0]) or next(iter(texts.values()), "")
