"""The tree of themes, with the number of comments of each."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Final

from msgspec import Struct

from vocapp.comments.comment_filters import CommentFilter, chosen_comments
from vocapp.comments.comment_queries import FROM
from vocapp.comments.company_days import first_day, zone
from vocapp.database import DB
from vocapp.http.access import Actor
from vocapp.nlp.themes.taxonomy import Taxonomy, Theme, ancestors
from vocapp.nlp.themes.taxonomy_diff import phrase_lines

DAYS: Final = 90
# The number of comments for each set of themes: there are far fewer sets than comments. Only analysed comments have
# themes, so that an index has all columns that are needed.
_THEMES: Final = f"""
SELECT themes, count(*) AS comments FROM (
  SELECT array_agg(t.theme) AS themes {FROM} JOIN verbatim_theme t ON t.verbatim_id = v.id
  WHERE {{condition}} GROUP BY v.id) found GROUP BY 1"""  # noqa: S608
_URGENT: Final = f"""
SELECT kind AS theme, count(*) AS comments {FROM}, unnest(v.urgent) kind WHERE v.urgent <> '{{{{}}}}' AND {{condition}}
GROUP BY 1"""


class BranchCounts(Struct, frozen=True):
    """The number of comments of a theme itself (`own`), and of it or a theme below it (`whole`)."""

    own: int
    whole: int


class Branch(Struct, frozen=True):
    """A theme in the tree, `depth` levels below the top, with its number of phrases per language.

    `has_more`: there are themes below it.
    """

    theme: Theme
    depth: int
    phrases: dict[str, int]
    has_more: bool = False


def branches(taxonomy: Taxonomy, *, retired: bool = False) -> list[Branch]:
    """Themes in the order of the tree, each after its parent; with `retired`, only retired ones, without a tree."""
    if retired:
        return [_branch(theme, 0) for theme in taxonomy.theme if theme.retired]
    return list(_below(taxonomy, None, 0))


def _below(taxonomy: Taxonomy, parent: str | None, depth: int) -> Iterator[Branch]:
    shown = {theme.id for theme in taxonomy.theme if not theme.retired}
    for theme in taxonomy.theme:
        above = theme.parent if theme.parent in shown else None
        if not theme.retired and above == parent:
            below = list(_below(taxonomy, theme.id, depth + 1))
            yield _branch(theme, depth, has_more=bool(below))
            yield from below


def _branch(theme: Theme, depth: int, *, has_more: bool = False) -> Branch:
    counted = {language: len(phrase_lines(lines)) for language, lines in theme.phrases.items()}
    return Branch(theme, min(depth, 5), {language: count for language, count in counted.items() if count}, has_more)


async def count_comments(actor: Actor, taxonomy: Taxonomy) -> dict[str, BranchCounts]:
    """The numbers of comments of the last DAYS that `actor` may see, by theme and by urgent theme."""
    since = datetime.combine(await first_day(DAYS), time.min, tzinfo=await zone())
    where = await chosen_comments(actor, CommentFilter(since=since))
    sets = Counter[frozenset[str]]()
    for themes, comments in await DB.fetch(_THEMES.format(condition=where.sql), *where.values):
        sets[frozenset(themes)] += comments
    urgent = await DB.fetch(_URGENT.format(condition=where.sql), *where.values)
    return count_themes(sets, taxonomy) | {kind: BranchCounts(comments, comments) for kind, comments in urgent}


def count_themes(sets: Mapping[frozenset[str], int], taxonomy: Taxonomy) -> dict[str, BranchCounts]:
    """Counts per theme from counts per set of themes. A comment counts once for each theme and each theme above."""
    above = {theme.id: ancestors(theme, taxonomy) for theme in taxonomy.theme}
    own, whole = Counter[str](), Counter[str]()
    for themes, comments in sets.items():
        own.update(dict.fromkeys(themes, comments))
        whole.update(dict.fromkeys(themes.union(*(above.get(theme, ()) for theme in themes)), comments))
    return {theme: BranchCounts(own[theme], whole[theme]) for theme in whole}
