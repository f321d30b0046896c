"""Counts of comments per theme, and per theme with the themes below it."""

from uuid import UUID

import httpx
from hypothesis import given
from hypothesis import strategies as st

from tests.comments.comment_fixtures import answer_survey, score_response
from tests.rows import insert
from tests.staff_people import SignIn
from vocapp.comments.themes.theme_tree import BranchCounts, count_themes
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.nlp.themes.taxonomy import Taxonomy, Theme, ancestors
from vocapp.tokens import Keyring

PARENTS = {"people": None, "staff": "people", "manner": "staff", "price": None}
TREE = Taxonomy(1, tuple(Theme(name, {"en": name}, parent=parent) for name, parent in PARENTS.items()))


def test_a_comment_counts_once_per_theme_and_parent() -> None:
    found = count_themes(
        {frozenset({"staff", "manner"}): 3, frozenset({"price"}): 2, frozenset({"unheard_of"}): 1}, TREE
    )
    assert found == {
        "people": BranchCounts(0, 3),
        "staff": BranchCounts(3, 3),
        "manner": BranchCounts(3, 3),
        "price": BranchCounts(2, 2),
        "unheard_of": BranchCounts(1, 1),
    }


@given(st.lists(st.frozensets(st.sampled_from(list(PARENTS)), min_size=1)))
def test_the_total_equals_a_plain_count(comments: list[frozenset[str]]) -> None:
    found = count_themes({themes: comments.count(themes) for themes in comments}, TREE)
    for theme in PARENTS:
        under = set(TREE.with_all_under(theme))
        assert under == {theme} | {one.id for one in TREE.theme if theme in ancestors(one, TREE)}
        told = found.get(theme, BranchCounts(0, 0))
        assert told.whole == sum(bool(themes & under) for themes in comments)
        assert told.own == sum(theme in themes for themes in comments)


async def test_the_total_links_to_the_comments_that_it_counts(
    database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring, signed_in: SignIn
) -> None:
    ann = await signed_in("Ann Analyst", Role.ANALYST)
    for text, themes in (("xylophone", ("staff", "competence")), ("marimba", ("empathy",)), ("gong", ("people",))):
        comment: UUID = (await score_response(registry, (await answer_survey(client, keys, text))[0]))["id"]
        await DB.execute("DELETE FROM verbatim_theme WHERE verbatim_id = $1", comment)
        for theme in themes:
            await insert("verbatim_theme", verbatim_id=comment, theme=theme)
    page = await ann.see("/app/comments/taxonomy")
    row = page.split('id="theme-people"')[1].split("</tr>")[0]
    assert "own" in row and ">1</a>" in row and ">3</a></strong>" in row
    link = row.split('<strong><a href="')[1].split('"')[0].replace("&amp;", "&")
    assert "theme=people%2A&since=" in link
    page = await ann.see(link)
    assert "3 comments" in page and '<option value="people*" selected>People and below</option>' in page
    assert '">1 comment' in await ann.see("/app/comments?theme=people")
    assert "No comment matches" in await ann.see("/app/comments?theme=money*")
