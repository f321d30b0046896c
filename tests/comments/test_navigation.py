"""Who finds which pages about comments, and how he knows where he is."""

from tests.staff_people import Person, SignIn
from vocapp.comments.pages.comment_list_query import CommentListQuery, CommentTab
from vocapp.comments.pages.navigation import sections
from vocapp.http.access import Actor, Role


def titles(role: Role) -> dict[str, list[str]]:
    return {one.title: [page.title for page in one.pages] for one in sections(Actor("user", role=role), "/app")}


def test_each_role_finds_what_it_may_open() -> None:
    lists = {"Comments": ["All", "Urgent", "Words against score"], "To check": ["Uncertain", "Unread by machine"]}
    assert titles(Role.AGENT) == lists
    assert titles(Role.EXECUTIVE) == lists | {"Themes": ["Trends"]}
    analyst = titles(Role.ANALYST)
    assert analyst == titles(Role.LEAD) == titles(Role.ADMIN)
    assert analyst["To check"][-1] == "Not read yet"
    assert analyst["Themes"] == ["How often", "Trends", "Suggestions", "Taxonomy"]
    assert analyst["Learning"] == ["Model", "Coders"]


def test_filters_stay_from_list_to_list_and_one_page_is_here() -> None:
    view = CommentListQuery(CommentTab.URGENT, {"q": "late"})
    found = sections(Actor("user", role=Role.ANALYST), "/app/comments", view)
    assert found[0].pages[0].path == "/app/comments?q=late"
    here = [page.title for section in found for page in section.pages if page.is_here]
    assert here == ["Urgent"] and [section.is_here for section in found] == [True, False, False, False]


def test_a_page_below_another_lies_in_its_section() -> None:
    found = sections(Actor("user", role=Role.ANALYST), "/app/comments/taxonomy/theme/waiting")
    assert [page.title for section in found for page in section.pages if page.is_here] == ["Taxonomy"]


async def test_the_page_says_where_one_is(database: str, signed_in: SignIn) -> None:
    ann: Person = await signed_in("Ann Analyst", Role.ANALYST)
    page = await ann.see("/app/comments/coders")
    assert '<a href="/app/comments/model" aria-current="true">Learning</a>' in page
    assert '<a href="/app/comments/coders" aria-current="page">Coders</a>' in page
    page = await ann.see("/app/comments/taxonomy/versions")
    assert '<a href="/app/comments/taxonomy" aria-current="true">Taxonomy</a>' in page
