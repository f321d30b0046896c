"""Comments of a slice by theme and tone, counted from the comments themselves and not from cells."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import asyncpg
from msgspec import Struct

from vocapp.comments.comment_filters import CommentFilter, chosen_comments
from vocapp.comments.comment_queries import FROM
from vocapp.customers.merging.merged_family import MERGED_ROOTS
from vocapp.database import DB
from vocapp.http.access import Actor
from vocapp.metrics.histogram import Histogram
from vocapp.metrics.privacy_periods import PeriodPopulations
from vocapp.metrics.privacy_views import ALL, Atom
from vocapp.metrics.sentiment_mean import PARTS
from vocapp.rollups.queries.context import NumbersContext, read_numbers
from vocapp.rollups.queries.unit_tree import NIL
from vocapp.rollups.queries.withheld_groups import place_labels, view_of
from vocapp.rollups.rollup_slice import NONE, Dimension, Slice

# Merged customers are one person, whose root stands for them.
PEOPLE: Final = f"WITH RECURSIVE {MERGED_ROOTS}"
FROM_PEOPLE: Final = f"{FROM} LEFT JOIN root ON root.start = c.customer_id"
PERSON: Final = "coalesce(root.id, c.customer_id, r.id)"
ZONE: Final = "{zone}"
DAY: Final = f"(v.answered_at AT TIME ZONE {ZONE})::date"
STRETCH: Final = f"greatest(date_trunc('week', {DAY}), date_trunc('month', {DAY}))::date"
WHOLE: Final = f"""{PEOPLE}
SELECT count(*) FILTER (WHERE v.state = 'scored') AS comments,
  count(DISTINCT {PERSON}) FILTER (WHERE v.state = 'scored') AS people,
  count(*) FILTER (WHERE v.state IN ('refused', 'failed')) AS unread,
  array_agg(DISTINCT v.model) FILTER (WHERE v.state = 'scored') AS models {FROM_PEOPLE} WHERE {{condition}}"""
# A theme that occurs twice in a comment counts once, with its mean sentiment.
OF_THEMES: Final = f"""{PEOPLE}
SELECT theme, hundredths, count(*) AS comments, count(DISTINCT person) AS people FROM (
  SELECT t.theme, round(avg(t.sentiment) * {PARTS})::int AS hundredths, {PERSON} AS person
  {FROM_PEOPLE} JOIN verbatim_theme t ON t.verbatim_id = v.id
  WHERE v.state = 'scored' AND {{condition}} GROUP BY v.id, t.theme, {PERSON}) found
GROUP BY GROUPING SETS ((theme), (theme, hundredths)) ORDER BY theme, grouping(hundredths) DESC"""  # noqa: S608
BY_PERIOD: Final = f"""{PEOPLE}
SELECT first, coalesce(theme, '') AS theme, count(DISTINCT id) AS comments, count(DISTINCT person) AS people FROM (
  SELECT date_trunc('{{unit}}', {DAY})::date AS first, t.theme, v.id, {PERSON} AS person
  {FROM_PEOPLE} LEFT JOIN verbatim_theme t ON t.verbatim_id = v.id WHERE v.state = 'scored' AND {{condition}}) found
GROUP BY GROUPING SETS ((first), (first, theme)) HAVING grouping(theme) = 1 OR theme IS NOT NULL"""  # noqa: S608
ATOMS: Final = f"""{PEOPLE}
SELECT {STRETCH} AS stretch, coalesce(c.channel, '{NONE}') AS channel, coalesce(c.touchpoint, '{NONE}') AS touchpoint,
  coalesce(c.line_id, '{NIL}') AS line_id, coalesce(c.unit_id, '{NIL}') AS unit_id, s.slug,
  coalesce(v.language, '{NONE}') AS spoken,
  count(DISTINCT {PERSON}) AS n {FROM_PEOPLE} WHERE v.state = 'scored' AND {{condition}} GROUP BY 1, 2, 3, 4, 5, 6, 7"""


class Mentions(Struct):
    """How many comments mention a theme, of how many people, and their tones in hundredths."""

    comments: int = 0
    people: int = 0
    tones: Histogram = {}


class ThemeCounts(Struct, frozen=True):
    """The analysed comments of a slice, the number of their writers, and their themes.

    `unread`: comments that could not be analysed; `models`: all models that analysed the others.
    """

    comments: int
    people: int
    unread: int
    models: frozenset[str]
    themes: Mapping[str, Mentions]


class ThemeQuery(Struct, frozen=True):
    """A slice and a language; None does not narrow."""

    slice: Slice
    language: str | None = None

    def but(self, slice_: Slice) -> "ThemeQuery":
        """The same of another slice."""
        return ThemeQuery(slice_, self.language)


async def count_themes(context: NumbersContext, asked: ThemeQuery) -> ThemeCounts:
    """The themes of the comments of the slice that the reader may see."""
    whole = await _fetch(context, asked, WHOLE)
    themes: dict[str, Mentions] = defaultdict(Mentions)
    for name, hundredths, comments, people in await _fetch(context, asked, OF_THEMES):
        if hundredths is not None:
            themes[name].tones = {**themes[name].tones, hundredths: comments}
        elif not themes[name].comments:  # the whole theme comes before what nobody judged
            themes[name].comments, themes[name].people = comments, people
    comments, people, unread, models = whole[0]
    return ThemeCounts(comments, people, unread, frozenset(models or ()), dict(themes))


async def count_themes_by_period(
    context: NumbersContext, asked: ThemeQuery, by: Dimension
) -> Mapping[tuple[date, str], Mentions]:
    """The same for each week or month, by its first day and theme; "" stands for all comments."""
    rows = await _fetch(context, asked, BY_PERIOD.replace("{unit}", by.value))
    return {(row["first"], row["theme"]): Mentions(row["comments"], row["people"]) for row in rows}


async def withheld_stretches(context: NumbersContext, asked: ThemeQuery) -> set[date]:
    """The stretches whose comments of this query are hidden from a reader whom the floor binds.

    Judged are the writers of analysed comments, by place, survey and language.
    """
    atoms: dict[date, dict[Atom, int]] = defaultdict(dict)
    for row in await _fetch(context, ThemeQuery(Slice(asked.slice.since, asked.slice.until)), ATOMS):
        atom = (*place_labels(context, row), (row["slug"],), (row["spoken"],))
        atoms[row["stretch"]][atom] = atoms[row["stretch"]].get(atom, 0) + row["n"]
    view = (*view_of(asked.slice), asked.language or ALL)
    # Years of a large company take a second: in a thread, so that other requests do not wait.
    return await asyncio.to_thread(lambda: PeriodPopulations(atoms, context.floor).withheld_stretches(view))


async def hides_comments(actor: Actor, since: date, until: date, narrowed: Mapping[str, Any]) -> bool:
    """The floor of the list of comments: see `feature.CommentFloor`."""
    place = {name: value for name, value in narrowed.items() if name != "language"}
    async with read_numbers(actor) as context:
        asked = ThemeQuery(Slice(since, until, **place), narrowed.get("language"))
        return context.is_bound and bool(await withheld_stretches(context, asked))


async def _fetch(context: NumbersContext, asked: ThemeQuery, sql: str) -> list[asyncpg.Record]:
    local = context.zone
    where = await chosen_comments(context.actor, _chosen(asked, ZoneInfo(local)))
    text = sql.replace("{condition}", where.sql)
    if ZONE in text:
        text = text.replace(ZONE, where.place(local))
    return await DB.fetch(text, *where.values)


def _chosen(asked: ThemeQuery, local: ZoneInfo) -> CommentFilter:
    slice_ = asked.slice
    narrowed = {name: getattr(slice_, name) for name in ("channel", "touchpoint", "line", "unit", "survey")}
    since = datetime.combine(slice_.since, time(), local)
    until = datetime.combine(slice_.until + timedelta(days=1), time(), local)
    return CommentFilter(since=since, until=until, language=asked.language, **narrowed)
