"""Navigation of the comment pages: the sections that an actor may open, and the current page."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from vocapp.comments.pages.comment_list_query import PATH, CommentListQuery, CommentTab
from vocapp.http.access import Actor, Role
from vocapp.ui.reader import gettext as _

CODERS: Final = frozenset({Role.LEAD, Role.ANALYST, Role.ADMIN})
TREND_READERS: Final = CODERS | {Role.EXECUTIVE}
UNFILTERED: Final = CommentListQuery()


class Page(Struct, frozen=True):
    """One entry of the navigation. `is_here`: the current page is this one or below it."""

    title: str
    path: str
    is_here: bool


class Section(Struct, frozen=True):
    """A group of pages. Its link opens the first one."""

    title: str
    pages: list[Page]

    @property
    def is_here(self) -> bool:
        """Whether one of its pages is the current one."""
        return any(page.is_here for page in self.pages)


def sections(actor: Actor, path: str, view: CommentListQuery | None = None) -> list[Section]:
    """The sections that `actor` may open, without empty ones. `view`: the current list; links keep its filters."""
    codes, sees_trends = actor.role in CODERS, actor.role in TREND_READERS
    lists = [Page(text, (view or UNFILTERED).on(tab), view is not None and view.tab is tab) for tab, text in _tabs()]
    wait = _pages(path, [(_("Not analysed yet"), "unread")] if codes else [])
    themes = [(_("Coverage"), "coverage")] if codes else []
    themes += [(_("Trends"), "trends")] if sees_trends else []
    themes += [(_("Suggestions"), "suggestions"), (_("Taxonomy"), "taxonomy")] if codes else []
    learning = [(_("Model"), "model"), (_("Coders"), "coders")] if codes else []
    found = [
        Section(_("Comments"), lists[:3]),
        Section(_("To check"), [*lists[3:], *wait]),
        Section(_("Themes"), _pages(path, themes)),
        Section(_("Training"), _pages(path, learning)),
    ]
    return [section for section in found if section.pages]


def _tabs() -> list[tuple[CommentTab, str]]:
    return [
        (CommentTab.ALL, _("All")),
        (CommentTab.URGENT, _("Urgent")),
        (CommentTab.CONFLICT, _("Comment contradicts score")),
        (CommentTab.UNCERTAIN, _("Uncertain")),
        (CommentTab.UNREAD, _("Cannot be analysed")),
    ]


def _pages(path: str, places: Iterable[tuple[str, str]]) -> list[Page]:
    found = [(title, f"{PATH}/{place}") for title, place in places]
    return [Page(title, place, path == place or path.startswith(f"{place}/")) for title, place in found]
