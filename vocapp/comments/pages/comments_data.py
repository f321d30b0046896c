"""Data of the comments page: one page of comments as its reader may see them, and the choices of the filters."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from vocapp.catalogue.published import current_surveys, survey_version
from vocapp.comments.comment_filters import chosen_comments
from vocapp.comments.comment_queries import FROM, READS_ORIGINALS, CommentView, comments_by_id, find_comments
from vocapp.comments.company_days import floor, zone
from vocapp.comments.corrections import NO_CORRECTION, Correction, own_corrections
from vocapp.comments.pages.comment_list_query import CommentListQuery
from vocapp.comments.themes.active_themes import company_themes
from vocapp.customers.merging.merged_family import MERGED_ROOTS
from vocapp.database import DB, from_json
from vocapp.database.where import WhereClause
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.nlp.sentiment.word_highlights import TextPiece, highlight_words
from vocapp.nlp.themes.taxonomy import shipped_themes
from vocapp.staff import units

SIZE: Final = 25
MOST_COUNTED: Final = 10_000

# Counts and sorts in one query. Beyond MOST_COUNTED, walking the time index finds the newest ones faster.
_FOUND: Final = f"""
WITH RECURSIVE {MERGED_ROOTS}, found AS MATERIALIZED (SELECT v.id, v.answered_at, v.label, {{person}} AS person
  {FROM} {{people}} WHERE {{condition}} LIMIT {MOST_COUNTED + 1})
SELECT (SELECT count(*) FROM found) AS count, (SELECT count(DISTINCT person) FROM found) AS people,
  (SELECT json_object_agg(label, comments) FROM (
    SELECT label, count(*) AS comments FROM found WHERE label IS NOT NULL GROUP BY 1) AS counts) AS tones,
  ARRAY(SELECT id FROM found WHERE {{after}} ORDER BY answered_at DESC, id DESC LIMIT {SIZE + 1}) AS ids"""  # noqa: S608
_PEOPLE: Final = "LEFT JOIN root ON root.start = c.customer_id"
_PERSON: Final = "coalesce(root.id, c.customer_id, v.response_id)"
_AFTER: Final = "(answered_at, id) < (SELECT p.answered_at, p.id FROM verbatim p WHERE p.id = ?)"
# Jumps from theme to theme in the index: of millions of rows, it reads one per theme.
_THEMES: Final = """
WITH RECURSIVE known AS ((SELECT theme FROM verbatim_theme ORDER BY theme LIMIT 1) UNION ALL
  SELECT (SELECT t.theme FROM verbatim_theme t WHERE t.theme > known.theme ORDER BY t.theme LIMIT 1)
  FROM known WHERE known.theme IS NOT NULL)
SELECT theme FROM known WHERE theme IS NOT NULL LIMIT 500"""


class CommentCard(Struct, frozen=True, kw_only=True):
    """One comment with its text in highlighted pieces, and the correction of the reader."""

    comment: CommentView
    pieces: Sequence[TextPiece]
    correction: Correction


class CommentPage(Struct, frozen=True, kw_only=True):
    """A page of comments. `count` stops at MOST_COUNTED + 1; `is_too_few`: hidden to protect anonymity.

    `tones`: the count of each tone, for readers of originals; empty if there are more than MOST_COUNTED.
    """

    cards: Sequence[CommentCard]
    count: int
    is_too_few: bool
    tones: Mapping[str, int] = {}


async def load_comment_page(registry: Registry, actor: Actor, view: CommentListQuery) -> CommentPage:
    """Loads a page. It has SIZE + 1 cards if another page follows, and none if the reader may not see so few.

    For a reader who may not see whose they are, `view` is of whole weeks.
    """
    # For readers who may not identify people, the floor counts people, not comments.
    of_people = actor.role not in READS_ORIGINALS
    if of_people:
        days = view.narrowed["since"], view.narrowed["until"]
        if await registry.hides_comments(actor, *days, view.place):
            return CommentPage(cards=[], count=0, is_too_few=True)
    chosen = view.chosen(await zone(), actor.id)
    where = await chosen_comments(actor, chosen)
    after = WhereClause(where.values).add_given([(_AFTER, view.after)])
    person, people = (_PERSON, _PEOPLE) if of_people else ("v.id", "")
    sql = _FOUND.format(person=person, people=people, condition=where.sql, after=after.sql)
    [row] = await DB.fetch(sql, *where.values)
    if of_people and row["people"] < await floor():
        return CommentPage(cards=[], count=0, is_too_few=row["people"] > 0)
    count = row["people"] if row["count"] <= MOST_COUNTED else row["count"]
    if row["count"] <= MOST_COUNTED:
        found = await comments_by_id(actor, row["ids"])
        tones = {} if of_people else from_json(row["tones"]) or {}
    else:
        found, tones = await find_comments(actor, chosen=chosen, limit=SIZE + 1, after=view.after), {}
    labels = await own_corrections(actor, [one.id for one in found])
    return CommentPage(cards=[_card(one, labels) for one in found], count=count, is_too_few=False, tones=tones)


def _card(one: CommentView, labels: dict[Any, Correction]) -> CommentCard:
    text = one.redacted if one.text is None else one.text
    evidence = () if one.text is None else one.evidence
    return CommentCard(
        comment=one, pieces=highlight_words(text, evidence), correction=labels.get(one.id, NO_CORRECTION)
    )


async def filter_choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Choices of the filters as pairs of value and title; empty if there is only one."""
    known = sorted(await units.tree(), key=lambda unit: unit.name.lower())
    surveys = [await survey_version(survey.id) for survey in await current_surveys()]
    offered = {
        "units": [(str(unit.id), unit.name) for unit in known if actor.units is None or unit.id in actor.units][:500],
        "lines": [
            (str(line.id), line.name) for line in await units.lines() if actor.lines is None or line.id in actor.lines
        ],
        "surveys": [(survey.id, survey.title_in(actor.language)) for survey in surveys],
    }
    return {name: pairs if len(pairs) > 1 else [] for name, pairs in offered.items()}


async def theme_ids() -> list[str]:
    """Every theme of the taxonomy that comments can have, and other themes that some comment has."""
    known = [theme for theme in (await company_themes()).theme if not theme.retired]
    branches = {theme.parent for theme in known}
    wanted = [theme.id for theme in known if theme.phrases or theme.id not in branches]
    return list(dict.fromkeys([*wanted, *(row["theme"] for row in await DB.fetch(_THEMES))]))


async def correction_theme_ids() -> frozenset[str]:
    """Every theme that a correction may name: those of the list, and retired and shipped ones of older corrections."""
    older = (*(await company_themes()).theme, *shipped_themes().theme)
    return frozenset([*(theme.id for theme in older), *await theme_ids()])


async def parent_theme_ids() -> list[str]:
    """Themes with other themes below them."""
    known = [theme for theme in (await company_themes()).theme if not theme.retired]
    return list(dict.fromkeys(theme.parent for theme in known if theme.parent))
