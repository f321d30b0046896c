"""Taxonomy: the themes that a company looks for, as data that staff edit: a tree, titles, phrases by language. Pure.

`vocapp.nlp.text.phrase_syntax` explains phrases. A changed taxonomy gets a new version.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vocapp.faults import Fault, FaultError, Param
from vocapp.nlp.text.phrase_syntax import Phrase, PhraseError, parse_phrase
from vocapp.shape_faults import dotted, find_shape_faults, toml_place

CX: Final = "cx"
URGENT: Final = "urgent"
NO_THEME: Final = "none"
"""Reserved: a list of comments may be filtered by "no theme"."""
ID: Final = re.compile(r"[A-Za-z0-9_-]{1,60}")


_OF_PHRASES: Final = {
    "phrase.empty_side": "taxonomy.phrase_empty_side",
    "phrase.nothing_after_dots": "taxonomy.phrase_nothing_after_dots",
    "phrase.not_a_word": "taxonomy.phrase_not_a_word",
    "phrase.too_short": "taxonomy.phrase_too_short",
}
"""What a phrase has wrong, said with its theme, language and line."""


class TaxonomyError(FaultError):
    """A taxonomy that cannot be used."""


class Theme(Struct, frozen=True, forbid_unknown_fields=True):
    """One theme. `phrases`: by language, one per line. `lines`: its lines of business; none: all of them.

    A `retired` theme is no longer looked for; comments that have it keep its title.
    """

    id: str
    titles: dict[str, str]
    phrases: dict[str, str] = {}
    parent: str | None = None
    lines: tuple[str, ...] = ()
    retired: bool = False

    def title(self, language: str) -> str:
        """Returns the title in a language; the English one where there is none."""
        return self.titles.get(language) or self.titles.get("en") or self.id


class Taxonomy(Struct, frozen=True, forbid_unknown_fields=True):
    """All themes, including the parents of others.

    `urgent`: phrases that a company adds to a shipped urgent theme, by its id and by language.
    """

    version: int
    theme: tuple[Theme, ...]
    urgent: dict[str, dict[str, str]] = {}

    def of(self, line: str | None) -> tuple[Theme, ...]:
        """Returns the themes of a line of business; of all lines where it is not known."""
        looked_for = (theme for theme in self.theme if not theme.retired)
        return tuple(theme for theme in looked_for if not theme.lines or line is None or line in theme.lines)

    def with_all_under(self, theme: str) -> list[str]:
        """Returns the id of a theme and of all its descendants; of an unknown theme just its own id."""
        return [theme, *(one.id for one in self.theme if one.id != theme and theme in ancestors(one, self))]

    def for_every_line(self) -> "Taxonomy":
        """Returns the same taxonomy, each theme for all lines of business."""
        return replace(self, theme=tuple(replace(theme, lines=()) for theme in self.theme))


def parse_taxonomy(content: bytes | str) -> Taxonomy:
    """Parses and checks a taxonomy in TOML. TaxonomyError says what is wrong with it."""
    try:
        data = tomllib.loads(content if isinstance(content, str) else content.decode())
    except UnicodeDecodeError as error:
        raise TaxonomyError(Fault.of("taxonomy.not_utf8")) from error
    except tomllib.TOMLDecodeError as error:
        raise TaxonomyError(Fault("taxonomy.unreadable", toml_place(error, content))) from error
    if misshapen := [fault.at(dotted(path)) for path, fault in find_shape_faults(data, Taxonomy)]:
        raise TaxonomyError(*misshapen)
    taxonomy = msgspec.convert(data, Taxonomy)
    _check_taxonomy(taxonomy)
    return taxonomy


def _check_taxonomy(taxonomy: Taxonomy) -> None:
    ids = [theme.id for theme in taxonomy.theme]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise TaxonomyError(Fault.of("taxonomy.repeated_theme", names=", ".join(sorted(twice))))
    for theme in taxonomy.theme:
        if not ID.fullmatch(theme.id) or theme.id == NO_THEME:
            raise TaxonomyError(Fault.of("taxonomy.theme_id", theme=theme.id))
        if theme.parent is not None and theme.parent not in ids:
            raise TaxonomyError(Fault.of("taxonomy.unknown_parent", theme=theme.id, parent=theme.parent))
        if theme.id in ancestors(theme, taxonomy):
            raise TaxonomyError(Fault.of("taxonomy.own_parent", theme=theme.id))
        for language in theme.phrases:
            list(phrases_of(theme, language))
    for added in urgent_additions(taxonomy):
        for language in added.phrases:
            list(phrases_of(added, language))


def urgent_additions(taxonomy: Taxonomy) -> tuple[Theme, ...]:
    """Returns what a company adds to urgent themes, as themes of their ids. TaxonomyError for an unknown one."""
    known = {theme.id: theme for theme in shipped_taxonomy(URGENT).theme} if taxonomy.urgent else {}
    strange = sorted(taxonomy.urgent.keys() - known.keys())
    if strange:
        raise TaxonomyError(Fault.of("taxonomy.unknown_urgent", theme=strange[0], known=", ".join(known)))
    return tuple(Theme(name, known[name].titles, phrases) for name, phrases in taxonomy.urgent.items())


def ancestors(theme: Theme, taxonomy: Taxonomy) -> list[str]:
    """Returns the ids of the parents of a theme, the nearest first."""
    parents = {one.id: one.parent for one in taxonomy.theme}
    found: list[str] = []
    parent = theme.parent
    while parent is not None and parent not in found:
        found.append(parent)
        parent = parents.get(parent)
    return found


def phrases_of(theme: Theme, language: str) -> Iterator[Phrase]:
    """Parses the phrases of a theme in one language."""
    for number, line in enumerate(theme.phrases.get(language, "").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield parse_phrase(line, language)
        except PhraseError as error:
            [found] = error.faults
            place: dict[str, Param] = {"theme": theme.id, "language": language, "line": number}
            raise TaxonomyError(Fault(_OF_PHRASES[found.code], {**found.params, **place})) from error


@cache
def shipped_taxonomy(name: str = CX) -> Taxonomy:
    """Loads a taxonomy that comes with the product: "cx", or "urgent"."""
    return parse_taxonomy(files("vocapp.nlp").joinpath("data", "taxonomy", f"{name}.toml").read_bytes())


@cache
def shipped_themes() -> Taxonomy:
    """Returns the shipped themes for all lines of business: a company's own names of its lines are not known."""
    return shipped_taxonomy(CX).for_every_line()


def taxonomy_name(taxonomy: Taxonomy, content: bytes) -> str:
    """Returns the name of a taxonomy in stored analyses: "t3-" and twelve letters of the hash of its content."""
    return f"t{taxonomy.version}-{hashlib.sha256(content).hexdigest()[:12]}"


def model_name(model: str, taxonomy: str | None) -> str:
    """Returns the name of a model that uses the taxonomy of that name; None: the shipped one."""
    return model if taxonomy is None else f"{model}-{taxonomy}"
