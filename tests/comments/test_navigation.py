"""Navigation of the comment pages by role, and the mark of the current page."""

from tests.staff_people import Person, SignIn
from vocapp.comments.pages.comment_list_query import CommentListQuery, CommentTab
from vocapp.comments.pages.navigation import sections
from vocapp.http.access import Actor, Role


def titles(role: Role) -> dict[str, list[str]]:
    return {one.title: [page.title for page in one.pages] for one in sections(Actor("user", role=role), "/app")}


def test_each_role_sees_the_pages_that_it_may_open() -> None:
    lists = {
        "Comments": ["All", "Urgent", "Comment contradicts score"],
        "To check": ["Uncertain", "Cannot be analysed"],
    }
    assert titles(Role.AGENT) == lists
    assert titles(Role.EXECUTIVE) == lists | {"Themes": ["Trends"]}
    analyst = titles(Role.ANALYST)
    assert analyst == titles(Role.LEAD) == titles(Role.ADMIN)
    assert analyst["To check"][-1] == "Not analysed yet"
    assert analyst["Themes"] == ["Coverage", "Trends", "Suggestions", "Taxonomy"]
    assert analyst["Training"] == ["Model", "Coders"]


def test_links_keep_filters_and_one_page_is_current() -> None:
    view = CommentListQuery(CommentTab.URGENT, {"q": "late"})
    found = sections(Actor("user", role=Role.ANALYST), "/app/comments", view)
    assert found[0].pages[0].path == "/app/comments?q=late"
    here = [page.title for section in found for page in section.pages if page.is_here]
    assert here == ["Urgent"] and [section.is_here for section in found] == [True, False, False, False]


def test_a_page_below_another_is_in_its_section() -> None:
    found = sections(Actor("user", role=Role.ANALYST), "/app/comments/taxonomy/theme/waiting")
    assert [page.title for section in found for page in section.pages if page.is_here] == ["Taxonomy"]


async def test_the_page_marks_the_current_entry(database: str, signed_in: SignIn) -> None:
    ann: Person = await signed_in("Ann Analyst", Role.ANALYST)
    page = await ann.see("/app/comments/coders")
    assert '<a href="/app/comments/model" aria-current="true">Training</a>' in page
    assert '<a href="/app/comments/coders" aria-current="page">Coders</a>' in page
    page = await ann.see("/app/comments/taxonomy/versions")
    assert '<a href="/app/comments/taxonomy" aria-current="true">Taxonomy</a>' in page
