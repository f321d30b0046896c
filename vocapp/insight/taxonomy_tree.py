"""The themes as a tree, and how many comments speak of each."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from msgspec import Struct

from vocapp import clock
from vocapp.database import DB
from vocapp.edge.access import Actor
from vocapp.insight.chosen import Chosen, where
from vocapp.insight.taxonomy import Taxonomy, Theme
from vocapp.insight.taxonomy_changes import lines_of
from vocapp.insight.verbatims import FROM

DAYS: Final = 90
_THEMES: Final = f"""
SELECT t.theme, count(DISTINCT v.id) AS comments {FROM} JOIN verbatim_theme t ON t.verbatim_id = v.id
WHERE v.state = 'scored' AND {{condition}} GROUP BY 1"""
_URGENT: Final = f"""
SELECT kind AS theme, count(*) AS comments {FROM}, unnest(v.urgent) kind WHERE v.urgent <> '{{{{}}}}' AND {{condition}}
GROUP BY 1"""


class Branch(Struct, frozen=True):
    """A theme in its place, `depth` steps below the top; how many phrases it has in each language."""

    theme: Theme
    depth: int
    phrases: dict[str, int]


def branches(taxonomy: Taxonomy, *, retired: bool = False) -> list[Branch]:
    """Each theme after the one it lies under, in the order of the taxonomy; or those that are retired, in a row."""
    if retired:
        return [_branch(theme, 0) for theme in taxonomy.theme if theme.retired]
    return list(_below(taxonomy, None, 0))


def _below(taxonomy: Taxonomy, parent: str | None, depth: int) -> Iterator[Branch]:
    shown = {theme.id for theme in taxonomy.theme if not theme.retired}
    for theme in taxonomy.theme:
        above = theme.parent if theme.parent in shown else None
        if not theme.retired and above == parent:
            yield _branch(theme, depth)
            yield from _below(taxonomy, theme.id, depth + 1)


def _branch(theme: Theme, depth: int) -> Branch:
    counted = {language: len(lines_of(lines)) for language, lines in theme.phrases.items()}
    return Branch(theme, min(depth, 5), {language: count for language, count in counted.items() if count})


async def comments_of(actor: Actor) -> dict[str, int]:
    """How many comments of the last DAYS that `actor` may see speak of each theme, and of each urgent one."""
    condition, values = await where(actor, Chosen(since=clock.now() - timedelta(days=DAYS)))
    found = [row for sql in (_THEMES, _URGENT) for row in await DB.fetch(sql.format(condition=condition), *values)]
    return {row["theme"]: row["comments"] for row in found}
