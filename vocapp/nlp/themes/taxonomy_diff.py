"""Difference between two taxonomies: added and removed themes, titles, parents, phrases. Pure."""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from vocapp.nlp.themes.taxonomy import Taxonomy, Theme, urgent_additions

ChangeKind = Literal["added", "removed", "retired", "brought back", "renamed", "moved", "lines", "phrases"]


class PhraseChange(Struct, frozen=True):
    """Added and removed phrases of one language, in the order of their lists."""

    language: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


class ThemeChange(Struct, frozen=True):
    """A theme as it is now (or was), before and after; None where it does not exist.

    `is_urgent`: it adds to the shipped urgent ones.
    """

    theme: Theme
    before: Theme | None
    after: Theme | None
    is_urgent: bool = False

    @property
    def what(self) -> tuple[ChangeKind, ...]:
        """The kinds of change."""
        if self.before is None or self.after is None:
            return ("added",) if self.before is None else ("removed",)
        return tuple(_change_kinds(self.before, self.after))

    @property
    def phrases(self) -> tuple[PhraseChange, ...]:
        """The changes of phrases, by language."""
        return tuple(_phrase_changes(*({} if one is None else one.phrases for one in (self.before, self.after))))


def compare_taxonomies(before: Taxonomy, after: Taxonomy) -> list[ThemeChange]:
    """Returns every theme that changed: in the order of the new taxonomy, then the removed ones."""
    found = list(_compare_themes(_by_id(before.theme), _by_id(after.theme), is_urgent=False))
    return found + list(
        _compare_themes(_by_id(urgent_additions(before)), _by_id(urgent_additions(after)), is_urgent=True)
    )


def phrase_lines(phrases: str) -> tuple[str, ...]:
    """Returns the phrases of a list, one per line, each once."""
    return tuple(dict.fromkeys(line.strip() for line in phrases.splitlines() if line.strip()))


def _compare_themes(
    before: Mapping[str, Theme], after: Mapping[str, Theme], *, is_urgent: bool
) -> Iterator[ThemeChange]:
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        change = ThemeChange(new or before[name], old, new, is_urgent)
        if change.what:
            yield change


def _by_id(themes: tuple[Theme, ...]) -> dict[str, Theme]:
    return {theme.id: theme for theme in themes}


def _change_kinds(before: Theme, after: Theme) -> Iterator[ChangeKind]:
    if before.retired != after.retired:
        yield "retired" if after.retired else "brought back"
    if before.titles != after.titles:
        yield "renamed"
    if before.parent != after.parent:
        yield "moved"
    if set(before.lines) != set(after.lines):
        yield "lines"
    if any(_phrase_changes(before.phrases, after.phrases)):
        yield "phrases"


def _phrase_changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[PhraseChange]:
    for language in dict.fromkeys((*before, *after)):
        old, new = (phrase_lines(one.get(language, "")) for one in (before, after))
        added = tuple(line for line in new if line not in set(old))
        removed = tuple(line for line in old if line not in set(new))
        if added or removed:
            yield PhraseChange(language, added, removed)
