"""Changes to a taxonomy, one theme at a time. A theme that was in use is retired, not lost. Pure."""

import hashlib
import re
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from vocapp.nlp.redaction.known_names import fold_word
from vocapp.nlp.themes.taxonomy import NO_THEME, URGENT, Taxonomy, Theme, shipped_taxonomy
from vocapp.nlp.themes.taxonomy_diff import phrase_lines

MAX_ID_LENGTH: Final = 60


def theme_digest(theme: Theme | None) -> str:
    """Returns a digest of a theme, to detect a change by somebody else in between; "" for none."""
    return "" if theme is None else hashlib.sha256(msgspec.json.encode(theme)).hexdigest()[:12]


def find_theme(taxonomy: Taxonomy, name: str) -> Theme | None:
    """Returns the theme of an id."""
    return next((theme for theme in taxonomy.theme if theme.id == name), None)


def with_theme(taxonomy: Taxonomy, theme: Theme) -> Taxonomy:
    """Returns the taxonomy with the theme in place of the one of its id, or added at the end."""
    if find_theme(taxonomy, theme.id) is None:
        return replace(taxonomy, theme=(*taxonomy.theme, theme))
    return replace(taxonomy, theme=tuple(theme if one.id == theme.id else one for one in taxonomy.theme))


def find_urgent_theme(taxonomy: Taxonomy, kind: str) -> Theme:
    """Returns the urgent theme of a kind, with the phrases that the company adds to it."""
    known = next(theme for theme in shipped_taxonomy(URGENT).theme if theme.id == kind)
    return Theme(kind, known.titles, taxonomy.urgent.get(kind, {}))


def with_urgent(taxonomy: Taxonomy, kind: str, phrases: Mapping[str, str]) -> Taxonomy:
    """Returns the taxonomy with these phrases beside the shipped ones of an urgent theme."""
    others = {name: of_kind for name, of_kind in taxonomy.urgent.items() if name != kind}
    return replace(taxonomy, urgent=others | ({kind: dict(phrases)} if phrases else {}))


def keep_removed_themes(taxonomy: Taxonomy, earlier: Taxonomy) -> Taxonomy:
    """Adds the themes that only an earlier taxonomy has, retired: analysed comments keep their themes and titles."""
    here = {theme.id for theme in taxonomy.theme}
    gone = [replace(theme, retired=True) for theme in earlier.theme if theme.id not in here]
    known = here | {theme.id for theme in gone}
    kept = (theme if theme.parent in known else replace(theme, parent=None) for theme in gone)
    return replace(taxonomy, theme=(*taxonomy.theme, *kept))


def new_theme_id(titles: Mapping[str, str], taxonomy: Taxonomy) -> str:
    """Returns an id for a new theme, made from its title, that no other theme has or had."""
    title = titles.get("en") or next(iter(titles.values()), "")
    plain = re.sub("[^a-z0-9]+", "_", fold_word(title)).strip("_")[: MAX_ID_LENGTH - 4].strip("_") or "theme"
    taken = {
        NO_THEME,
        *(theme.id for theme in (*taxonomy.theme, *shipped_taxonomy().theme, *shipped_taxonomy(URGENT).theme)),
    }
    return next(name for name in (plain, *(f"{plain}_{number}" for number in range(2, 9999))) if name not in taken)


def tidy_phrases(phrases: Mapping[str, str]) -> dict[str, str]:
    """Returns the lists with each line once, and without empty lists."""
    kept = {language: phrase_lines(lines) for language, lines in phrases.items()}
    return {language: "\n".join(lines) + "\n" for language, lines in kept.items() if lines}


def with_descendants(taxonomy: Taxonomy, name: str) -> frozenset[str]:
    """Returns the ids of a theme and of its descendants."""
    found = {name}
    while more := {theme.id for theme in taxonomy.theme if theme.parent in found} - found:
        found |= more
    return frozenset(found)
