"""Theme coverage: the share of comments with each theme, and of comments with any theme in each language."""

from collections.abc import Iterable
from typing import Final

import asyncpg
from msgspec import Struct

from vocapp.comments.comment_filters import CommentFilter, chosen_comments
from vocapp.comments.comment_queries import FROM
from vocapp.database import DB
from vocapp.http.access import Actor
from vocapp.metrics.figure import Figure
from vocapp.metrics.wilson import share

_THEMED: Final = "EXISTS (SELECT FROM verbatim_theme t WHERE t.verbatim_id = v.id)"
_LANGUAGES: Final = f"""
SELECT v.language, count(*) AS comments, count(*) FILTER (WHERE {_THEMED}) AS themed {FROM}
WHERE v.state = 'scored' AND {{condition}} GROUP BY v.language ORDER BY 2 DESC, 1"""
# A theme that occurs twice in a comment counts once, with its mean sentiment.
_THEMES: Final = f"""
SELECT theme, count(*) AS comments, count(sentiment) AS judged,
  count(*) FILTER (WHERE sentiment < 0) AS unhappy FROM (
  SELECT t.verbatim_id, t.theme, avg(t.sentiment) AS sentiment {FROM} JOIN verbatim_theme t ON t.verbatim_id = v.id
  WHERE v.state = 'scored' AND {{condition}} GROUP BY 1, 2) found GROUP BY theme ORDER BY 2 DESC, 1"""  # noqa: S608


class LanguageCoverage(Struct, frozen=True):
    """The number of analysed comments in a language, and the share with a theme."""

    language: str | None
    comments: int
    themed: Figure | None


class ThemeCoverage(Struct, frozen=True):
    """The number of comments with a theme, their share of all, and the share of them that is negative about it."""

    theme: str
    comments: int
    share: Figure | None
    unhappy: Figure | None


class Coverage(Struct, frozen=True):
    """The share of analysed comments with a theme: in all, per language, and per theme, the largest first."""

    whole: Figure | None
    languages: list[LanguageCoverage]
    themes: list[ThemeCoverage]


async def load_coverage(actor: Actor, chosen: CommentFilter) -> Coverage:
    """The coverage of comments of a filter that `actor` may see."""
    where = await chosen_comments(actor, chosen)
    languages = await DB.fetch(_LANGUAGES.format(condition=where.sql), *where.values)
    themes = await DB.fetch(_THEMES.format(condition=where.sql), *where.values)
    comments = sum(row["comments"] for row in languages)
    return Coverage(
        share(sum(row["themed"] for row in languages), comments),
        [
            LanguageCoverage(row["language"], row["comments"], share(row["themed"], row["comments"]))
            for row in languages
        ],
        list(_themes(themes, comments)),
    )


def _themes(rows: Iterable[asyncpg.Record], comments: int) -> Iterable[ThemeCoverage]:
    for row in rows:
        unhappy = share(row["unhappy"], row["judged"])
        yield ThemeCoverage(row["theme"], row["comments"], share(row["comments"], comments), unhappy)
