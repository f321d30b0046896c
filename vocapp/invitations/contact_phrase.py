"""A contact in one phrase for the customer, e.g. "your call on 3 May about billing", in the customer's language. Pure.

The texts are data in `contact_phrase.toml`, one table per language; mails and survey pages use them.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import msgspec
from babel.dates import format_skeleton
from msgspec import Struct

from vocapp.questionnaire.values import Fact, Facts

FALLBACK: Final = "en"


class PhraseWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The texts of one language, by contact channel and by touchpoint."""

    line: str
    locale: str
    contact: Mapping[str, str]
    channel: Mapping[str, str]
    topic: Mapping[str, str]
    touchpoint: Mapping[str, str]


@cache
def languages() -> Mapping[str, PhraseWords]:
    """The texts by language."""
    text = files(__package__).joinpath("contact_phrase.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, PhraseWords])


def phrase_words(language: str) -> PhraseWords:
    """The texts of a language tag; those of "de" for "de-AT", English for a language without texts."""
    known = languages()
    return known.get(language) or known.get(language.partition("-")[0]) or known[FALLBACK]


def contact_line(facts: Facts, language: str) -> str:
    """The contact of an invitation's `facts` in one phrase, without a full stop; "" if its day is unknown."""
    words = phrase_words(language)
    if "contact.day" not in facts:
        return ""
    contact = words.contact.get(str(facts.get("contact.channel")), "")
    topic = words.topic.get(str(facts.get("contact.touchpoint")), "")
    return words.line.format(contact=contact, date=day(str(facts["contact.day"]), language), topic=topic).strip()


def add_phrases(facts: Facts, language: str) -> Facts:
    """`facts` with the pipes channel, date and touchpoint in `language`; needed again when the language changes."""
    words = phrase_words(language)
    known = facts.get("contact.day")
    said: dict[str, Fact] = {
        "channel": words.channel.get(str(facts.get("contact.channel"))),
        "touchpoint": words.touchpoint.get(str(facts.get("contact.touchpoint"))),
        "date": day(str(known), language) if known else None,
    }
    return {**facts, **said}


@lru_cache
def day(iso: str, language: str) -> str:
    """A day without its year, e.g. "3 May"."""
    return format_skeleton("MMMMd", date.fromisoformat(iso), locale=phrase_words(language).locale)
