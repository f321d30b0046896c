"""What did somebody type of a theme, and what is wrong with it? Everything at once, each with its place. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from vocapp.faults import Fault
from vocapp.nlp.text.phrase_syntax import PhraseError, parse_phrase
from vocapp.nlp.themes.taxonomy import Taxonomy, Theme
from vocapp.nlp.themes.taxonomy_edit import find_theme, new_theme_id, tidy_phrases, with_descendants

MOST_CHARACTERS: Final = 40_000
"""Of the phrases of one language."""
LONGEST_TITLE: Final = 80


class ThemeForm(Struct, frozen=True):
    """A form as it was sent; `theme`: the id of the one that is edited, "" for a new one."""

    theme: str
    titles: dict[str, str]
    phrases: dict[str, str]
    parent: str = ""
    lines: tuple[str, ...] = ()
    seen: str = ""

    def as_theme(self, taxonomy: Taxonomy) -> Theme:
        """The theme that it says, with the id of a new one where it is new."""
        titles = {language: title for language, title in self.titles.items() if title}
        known = find_theme(taxonomy, self.theme)
        name = known.id if known else new_theme_id(titles, taxonomy)
        is_retired = known is not None and known.retired
        return Theme(name, titles, tidy_phrases(self.phrases), self.parent or None, self.lines, is_retired)


class ThemeFormFaults(Struct, frozen=True):
    """What is wrong: with single fields, and with the lines of each language."""

    fields: dict[str, Fault]
    phrases: dict[str, list[Fault]]

    def __bool__(self) -> bool:
        return bool(self.fields or self.phrases)


def form_of(theme: Theme, seen: str) -> ThemeForm:
    """The form of a theme as it is."""
    return ThemeForm(theme.id, dict(theme.titles), dict(theme.phrases), theme.parent or "", theme.lines, seen)


def check_form(
    typed: ThemeForm, taxonomy: Taxonomy, lines: Collection[str], *, is_urgent: bool = False
) -> ThemeFormFaults:
    """Everything that is wrong with a form. Of an urgent theme only phrases are typed."""
    fields = {} if is_urgent else dict(_of_fields(typed, taxonomy, lines))
    fields |= {
        f"phrases.{code}": Fault.of("theme.too_long")
        for code, text in typed.phrases.items()
        if len(text) > MOST_CHARACTERS
    }
    found = {code: list(phrase_faults(text, code)) for code, text in typed.phrases.items()}
    return ThemeFormFaults(fields, {code: wrong for code, wrong in found.items() if wrong})


def phrase_faults(phrases: str, language: str) -> Iterator[Fault]:
    """The lines of one language that are no phrases."""
    for number, line in enumerate(phrases[:MOST_CHARACTERS].splitlines(), 1):
        if line.strip():
            try:
                parse_phrase(line, language)
            except PhraseError as error:
                yield from (found.at("", line=number, phrase=line.strip()) for found in error.faults)


def possible_parents(taxonomy: Taxonomy, theme: str) -> Sequence[Theme]:
    """The themes that a theme may lie under: neither itself nor what lies under it."""
    under = with_descendants(taxonomy, theme) if theme else frozenset[str]()
    return [one for one in taxonomy.theme if one.id not in under and not one.retired]


def _of_fields(typed: ThemeForm, taxonomy: Taxonomy, lines: Collection[str]) -> Iterator[tuple[str, Fault]]:
    if not any(typed.titles.values()):
        yield "titles", Fault.of("theme.no_title")
    for code, title in typed.titles.items():
        if len(title) > LONGEST_TITLE:
            yield f"title.{code}", Fault.of("theme.too_long")
    known: Mapping[str, Theme] = {one.id: one for one in possible_parents(taxonomy, typed.theme)}
    before = find_theme(taxonomy, typed.theme)
    if typed.parent and typed.parent not in known and not (before and before.parent == typed.parent):
        yield "parent", Fault.of("theme.unknown_parent")
    if not set(typed.lines) <= {*lines, *(before.lines if before else ())}:
        yield "lines", Fault.of("theme.unknown_line")
