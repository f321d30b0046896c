"""The form of a theme, and all its faults with their places. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from vocapp.faults import Fault
from vocapp.nlp.text.phrase_syntax import PhraseError, parse_phrase
from vocapp.nlp.themes.taxonomy import Taxonomy, Theme
from vocapp.nlp.themes.taxonomy_edit import find_theme, new_theme_id, tidy_phrases, with_descendants

MOST_CHARACTERS: Final = 40_000
"""Longest text with the phrases of one language."""
LONGEST_TITLE: Final = 80


class ThemeForm(Struct, frozen=True):
    """A submitted form. `theme`: the id of the theme, "" for a new one; `seen`: the digest that its editor saw."""

    theme: str
    titles: dict[str, str]
    phrases: dict[str, str]
    parent: str = ""
    lines: tuple[str, ...] = ()
    seen: str = ""

    def as_theme(self, taxonomy: Taxonomy) -> Theme:
        """The theme of the form; a new theme gets a new id."""
        titles = {language: title for language, title in self.titles.items() if title}
        known = find_theme(taxonomy, self.theme)
        name = known.id if known else new_theme_id(titles, taxonomy)
        is_retired = known is not None and known.retired
        return Theme(name, titles, tidy_phrases(self.phrases), self.parent or None, self.lines, is_retired)


class ThemeFormFaults(Struct, frozen=True):
    """Faults of fields, and of the lines of each language."""

    fields: dict[str, Fault]
    phrases: dict[str, list[Fault]]

    def __bool__(self) -> bool:
        return bool(self.fields or self.phrases)


def form_of(theme: Theme, seen: str) -> ThemeForm:
    """The form of an existing theme."""
    return ThemeForm(theme.id, dict(theme.titles), dict(theme.phrases), theme.parent or "", theme.lines, seen)


def check_form(
    form: ThemeForm, taxonomy: Taxonomy, lines: Collection[str], *, is_urgent: bool = False
) -> ThemeFormFaults:
    """All faults of a form. The form of an urgent theme has only phrases."""
    fields = {} if is_urgent else dict(_field_faults(form, taxonomy, lines))
    fields |= {
        f"phrases.{code}": Fault.of("theme.too_long", most=MOST_CHARACTERS)
        for code, text in form.phrases.items()
        if len(text) > MOST_CHARACTERS
    }
    found = {code: list(phrase_faults(text, code)) for code, text in form.phrases.items()}
    return ThemeFormFaults(fields, {code: wrong for code, wrong in found.items() if wrong})


def phrase_faults(phrases: str, language: str) -> Iterator[Fault]:
    """Invalid phrases of one language."""
    for number, line in enumerate(phrases[:MOST_CHARACTERS].splitlines(), 1):
        if line.strip():
            try:
                parse_phrase(line, language)
            except PhraseError as error:
                yield from (found.at("", line=number, phrase=line.strip()) for found in error.faults)


def possible_parents(taxonomy: Taxonomy, theme: str) -> Sequence[Theme]:
    """The themes that can be the parent of `theme`: not itself, nor a theme below it."""
    under = with_descendants(taxonomy, theme) if theme else frozenset[str]()
    return [one for one in taxonomy.theme if one.id not in under and not one.retired]


def _field_faults(form: ThemeForm, taxonomy: Taxonomy, lines: Collection[str]) -> Iterator[tuple[str, Fault]]:
    if not any(form.titles.values()):
        yield "titles", Fault.of("theme.no_title")
    for code, title in form.titles.items():
        if len(title) > LONGEST_TITLE:
            yield f"title.{code}", Fault.of("theme.too_long", most=LONGEST_TITLE)
    known: Mapping[str, Theme] = {one.id: one for one in possible_parents(taxonomy, form.theme)}
    before = find_theme(taxonomy, form.theme)
    if form.parent and form.parent not in known and not (before and before.parent == form.parent):
        yield "parent", Fault.of("theme.unknown_parent")
    if not set(form.lines) <= {*lines, *(before.lines if before else ())}:
        yield "lines", Fault.of("theme.unknown_line")
