"""The themes that a company looks for, as data that its staff edit: a tree, titles, phrases by language. Pure.

How phrases are written is told in `vocapp.insight.phrases`. A changed taxonomy has a new version.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import msgspec
from msgspec import Struct

from vocapp.insight.clauses import Sentence, sentences
from vocapp.insight.matching import Hit, Matcher
from vocapp.insight.phrases import Phrase, PhraseError, parse

SHIPPED: Final = "cx"
URGENT: Final = "urgent"


class TaxonomyError(ValueError):
    """A taxonomy that cannot be used: the message names the theme, the language, the phrase and the remedy."""


class Theme(Struct, frozen=True, forbid_unknown_fields=True):
    """One theme. `phrases`: by language, one a line. `lines`: lines of business it is for; none: all of them."""

    id: str
    titles: dict[str, str]
    phrases: dict[str, str] = {}
    parent: str | None = None
    lines: tuple[str, ...] = ()

    def title(self, language: str) -> str:
        """What people call it; in English where there is no title in their language."""
        return self.titles.get(language) or self.titles.get("en") or self.id


class Taxonomy(Struct, frozen=True, forbid_unknown_fields=True):
    """All themes, the parents of others among them."""

    version: int
    theme: tuple[Theme, ...]

    def of(self, line: str | None) -> tuple[Theme, ...]:
        """The themes for a line of business; all of them where it is not known."""
        return tuple(theme for theme in self.theme if not theme.lines or line is None or line in theme.lines)


def decoded(content: bytes | str) -> Taxonomy:
    """A taxonomy from TOML, checked: TaxonomyError says what is wrong with it."""
    try:
        taxonomy = msgspec.toml.decode(content, type=Taxonomy)
    except msgspec.DecodeError as error:
        raise TaxonomyError(f"The taxonomy cannot be read: {error}") from error
    _checked(taxonomy)
    return taxonomy


def _checked(taxonomy: Taxonomy) -> None:
    ids = [theme.id for theme in taxonomy.theme]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise TaxonomyError(f"The themes {sorted(twice)} are there twice: give each an id of its own.")
    for theme in taxonomy.theme:
        if theme.parent is not None and theme.parent not in ids:
            raise TaxonomyError(f"Theme {theme.id!r}: its parent {theme.parent!r} is no theme. Name one that is.")
        if theme.id in _ancestors(theme, taxonomy):
            raise TaxonomyError(f"Theme {theme.id!r} lies under itself: give it another parent, or none.")
        for language in theme.phrases:
            list(phrases_of(theme, language))


def _ancestors(theme: Theme, taxonomy: Taxonomy) -> list[str]:
    parents = {one.id: one.parent for one in taxonomy.theme}
    found: list[str] = []
    parent = theme.parent
    while parent is not None and parent not in found:
        found.append(parent)
        parent = parents.get(parent)
    return found


def phrases_of(theme: Theme, language: str) -> Iterator[Phrase]:
    """The phrases of a theme in one language."""
    for number, line in enumerate(theme.phrases.get(language, "").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield parse(line, language)
        except PhraseError as error:
            raise TaxonomyError(f"Theme {theme.id!r}, {language}, line {number}: {error}") from error


def matcher(taxonomy: Taxonomy, language: str, line: str | None = None) -> Matcher:
    """What finds the themes of a taxonomy in texts of one language."""
    return Matcher((theme.id, phrase) for theme in taxonomy.of(line) for phrase in phrases_of(theme, language))


@cache
def shipped(name: str = SHIPPED) -> Taxonomy:
    """The taxonomy that comes with the product: "cx", or "urgent"."""
    return decoded(files(__package__).joinpath("taxonomy", f"{name}.toml").read_bytes())


@cache
def shipped_matcher(language: str) -> Matcher:
    """What finds the themes of both, each as "cx/…" or "urgent/…" by its id; built once a language."""
    return Matcher(
        (f"{name}/{theme.id}", phrase)
        for name in (SHIPPED, URGENT)
        for theme in shipped(name).theme
        for phrase in phrases_of(theme, language)
    )


@lru_cache(maxsize=4)
def shipped_hits(text: str, language: str) -> tuple[tuple[Sentence, list[Hit]], ...]:
    """The hits of both in each sentence that has any; kept for whoever asks next about the same text."""
    find = shipped_matcher(language).find
    found = ((sentence, find(sentence.words)) for sentence in sentences(text, language))
    return tuple((sentence, hits) for sentence, hits in found if hits)
