"""Which verbatims does an address ask for? Everything that narrows the list stands in the address. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from vocapp.comments.comment_filters import CommentFilter
from vocapp.nlp.types import LABELS

PATH: Final = "/app/comments"
MOST_CHARACTERS: Final = 200
NO_THEME: Final = "none"
AND_UNDER: Final = "*"
"""After the name of a theme: that theme, or any that lies under it."""


class CommentTab(StrEnum):
    """What a person may want to look at, beside everything."""

    ALL = "all"
    UNCERTAIN = "uncertain"
    CONFLICT = "conflict"
    URGENT = "urgent"
    UNREAD = "unread"


_TABS: Final[Mapping[CommentTab, Mapping[str, Any]]] = {
    CommentTab.ALL: {},
    CommentTab.UNCERTAIN: {"abstain": True, "state": "scored"},
    CommentTab.CONFLICT: {"conflict": True},
    CommentTab.URGENT: {"is_urgent": True},
    CommentTab.UNREAD: {"is_unread": True},
}


def _text(text: str) -> str:
    return text[:MOST_CHARACTERS].replace("\0", "")


def _label(text: str) -> str:
    if text not in LABELS:
        raise ValueError(text)
    return text


def _coded(text: str) -> str:
    if text not in ("mine", "not_mine", "any", "none"):
        raise ValueError(text)
    return text


_READ: Final[Mapping[str, Callable[[str], object]]] = {
    "q": _text,
    "label": _label,
    "theme": _text,
    "urgent": _text,
    "channel": _text,
    "touchpoint": _text,
    "line": UUID,
    "unit": UUID,
    "survey": _text,
    "language": _text,
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "coded": _coded,
    "after": UUID,
}


_SELDOM: Final = frozenset({"urgent", "touchpoint", "survey", "line", "unit", "language", "coded", "since", "until"})


class CommentListQuery(Struct, frozen=True):
    """A tab, what narrows it by name, and the verbatim after which the page begins."""

    tab: CommentTab = CommentTab.ALL
    narrowed: dict[str, Any] = {}
    after: UUID | None = None

    def text(self, name: str) -> str:
        """How a filter stands in its field."""
        return str(self.narrowed.get(name, ""))

    @property
    def query(self) -> dict[str, str]:
        """The address's query without a position."""
        tab = {} if self.tab is CommentTab.ALL else {"tab": self.tab.value}
        return tab | {name: str(value) for name, value in self.narrowed.items()}

    @property
    def path(self) -> str:
        """The address of this very page."""
        return _address(self.query | ({"after": str(self.after)} if self.after else {}))

    def download(self, ending: str) -> str:
        """The address of a file of all that is shown."""
        return _address(self.query).replace(PATH, f"{PATH}/comments.{ending}", 1)

    @property
    def cleared(self) -> str:
        """The address of the tab with nothing narrowed."""
        return CommentListQuery(self.tab).path

    @property
    def is_narrowed_more(self) -> bool:
        """Whether a filter is set that is seldom wanted."""
        return bool(self.narrowed.keys() & _SELDOM)

    def with_theme(self, theme: str) -> str:
        """The address of what speaks of a theme, narrowed as this one otherwise."""
        return CommentListQuery(self.tab, self.narrowed | {"theme": theme}).path

    def with_label(self, label: str) -> str:
        """The address of what is of a tone, narrowed as this one otherwise."""
        return CommentListQuery(self.tab, self.narrowed | {"label": label}).path

    def on(self, tab: CommentTab) -> str:
        """The address of another tab, narrowed as this one."""
        return replace(self, tab=tab, after=None).path

    def chosen(self, zone: ZoneInfo, me: UUID | None) -> CommentFilter:
        """What is asked for, with days as they begin and end in `zone`. `me`: whose corrections are "mine"."""
        given = dict(self.narrowed)
        coded = given.pop("coded", "")
        given["words"] = given.pop("q", None)
        given["until"] = _begin(given.get("until"), zone, 1)
        given["since"] = _begin(given.get("since"), zone, 0)
        if coded in ("any", "none"):
            given["coded"] = coded == "any"
        elif coded:
            given["coded_by" if coded == "mine" else "uncoded_by"] = me
        theme = given.get("theme", "")
        if theme == NO_THEME:
            given |= {"theme": None, "has_theme": False}
        elif theme.endswith(AND_UNDER):
            given |= {"theme": None, "under": theme.removesuffix(AND_UNDER)}
        return CommentFilter(**given, **_TABS[self.tab])


def parse_list_query(query: Mapping[str, str]) -> CommentListQuery:
    """The view that a query asks for; what cannot be read does not narrow."""
    found: dict[str, Any] = {}
    for name, read in _READ.items():
        text = query.get(name, "").strip()
        if not text:
            continue
        try:
            found[name] = read(text)
        except ValueError:
            continue
    after = found.pop("after", None)
    tab = query.get("tab", "")
    return CommentListQuery(CommentTab(tab) if tab in set(CommentTab) else CommentTab.ALL, found, after)


def _begin(day: date | None, zone: ZoneInfo, later: int) -> datetime | None:
    if day is None or day > date.max - timedelta(days=2):
        return None
    return datetime.combine(day + timedelta(days=later), time.min, tzinfo=zone)


def _address(query: Mapping[str, str]) -> str:
    return f"{PATH}?{urlencode(query)}" if query else PATH
