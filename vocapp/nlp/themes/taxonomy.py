"""The themes that a company looks for, as data that its staff edit: a tree, titles, phrases by language. Pure.

How phrases are written is told in `vocapp.nlp.text.phrase_syntax`. A changed taxonomy has a new version.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vocapp.faults import Fault, FaultError, Param
from vocapp.nlp.text.phrase_syntax import Phrase, PhraseError, parse_phrase

CX: Final = "cx"
URGENT: Final = "urgent"
NO_THEME: Final = "none"
"""What no theme may be called: a list may be asked for what has no theme."""
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
    """One theme. `phrases`: by language, one a line. `lines`: lines of business it is for; none: all of them.

    A theme that is `retired` is not looked for any more; what was found of it keeps its title.
    """

    id: str
    titles: dict[str, str]
    phrases: dict[str, str] = {}
    parent: str | None = None
    lines: tuple[str, ...] = ()
    retired: bool = False

    def title(self, language: str) -> str:
        """What people call it; in English where there is no title in their language."""
        return self.titles.get(language) or self.titles.get("en") or self.id


class Taxonomy(Struct, frozen=True, forbid_unknown_fields=True):
    """All themes, the parents of others among them.

    `urgent`: what a company adds to the words of a shipped urgent theme, by its id and by language.
    """

    version: int
    theme: tuple[Theme, ...]
    urgent: dict[str, dict[str, str]] = {}

    def of(self, line: str | None) -> tuple[Theme, ...]:
        """The themes that are looked for in a line of business; in all lines where it is not known."""
        looked_for = (theme for theme in self.theme if not theme.retired)
        return tuple(theme for theme in looked_for if not theme.lines or line is None or line in theme.lines)

    def with_all_under(self, theme: str) -> list[str]:
        """The id of a theme and of all that lie under it, however deep; of an unknown one just its own."""
        return [theme, *(one.id for one in self.theme if one.id != theme and theme in ancestors(one, self))]

    def for_every_line(self) -> "Taxonomy":
        """The same, each theme for all lines of business."""
        return replace(self, theme=tuple(replace(theme, lines=()) for theme in self.theme))


def parse_taxonomy(content: bytes | str) -> Taxonomy:
    """A taxonomy from TOML, checked: TaxonomyError says what is wrong with it."""
    try:
        taxonomy = msgspec.toml.decode(content, type=Taxonomy)
    except msgspec.DecodeError as error:
        raise TaxonomyError(Fault.of("taxonomy.unreadable", why=str(error))) from error
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
    """What a company adds to urgent themes, as themes of their ids. TaxonomyError where there is no such theme."""
    known = {theme.id: theme for theme in shipped_taxonomy(URGENT).theme} if taxonomy.urgent else {}
    strange = sorted(taxonomy.urgent.keys() - known.keys())
    if strange:
        raise TaxonomyError(Fault.of("taxonomy.unknown_urgent", theme=strange[0], known=", ".join(known)))
    return tuple(Theme(name, known[name].titles, phrases) for name, phrases in taxonomy.urgent.items())


def ancestors(theme: Theme, taxonomy: Taxonomy) -> list[str]:
    """The ids of what a theme lies under, the nearest first."""
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
            yield parse_phrase(line, language)
        except PhraseError as error:
            [found] = error.faults
            place: dict[str, Param] = {"theme": theme.id, "language": language, "line": number}
            raise TaxonomyError(Fault(_OF_PHRASES[found.code], {**found.params, **place})) from error


@cache
def shipped_taxonomy(name: str = CX) -> Taxonomy:
    """The taxonomy that comes with the product: "cx", or "urgent"."""
    return parse_taxonomy(files("vocapp.nlp").joinpath("data", "taxonomy", f"{name}.toml").read_bytes())


@cache
def shipped_themes() -> Taxonomy:
    """The shipped themes, all of them in every line of business: what a company calls its lines is not known."""
    return shipped_taxonomy(CX).for_every_line()


def taxonomy_name(taxonomy: Taxonomy, content: bytes) -> str:
    """What stands for a taxonomy in the name of whatever read by it: "t3-" and twelve letters of its content."""
    return f"t{taxonomy.version}-{hashlib.sha256(content).hexdigest()[:12]}"


def model_name(model: str, taxonomy: str | None) -> str:
    """The name of a model that reads by a taxonomy of that name; None: by the shipped one."""
    return model if taxonomy is None else f"{model}-{taxonomy}"
