"""The comment list in an address: tab, filters and position. Pure."""

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
from vocapp.metrics.privacy_floor import stretch_of
from vocapp.nlp.types import LABELS

PATH: Final = "/app/comments"
MOST_CHARACTERS: Final = 200
NO_THEME: Final = "none"
AND_UNDER: Final = "*"
"""After the id of a theme: that theme or any theme below it."""


class CommentTab(StrEnum):
    """Tabs of the list."""

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


def _day(text: str) -> date:
    found = date.fromisoformat(text)
    if not EARLIEST <= found <= LATEST:
        raise ValueError(text)
    return found


_PARSERS: Final[Mapping[str, Callable[[str], object]]] = {
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
    "since": _day,
    "until": _day,
    "coded": _coded,
    "after": UUID,
}


DEFAULT_DAYS: Final = 28
# Days further away have no moment in every time zone.
EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2199, 12, 31)
MOST_DAYS: Final = timedelta(days=3 * 366)
_PLACE: Final = frozenset({"channel", "touchpoint", "line", "unit", "survey", "language"})
_MORE_FILTERS: Final = frozenset(
    {"urgent", "touchpoint", "survey", "line", "unit", "language", "coded", "since", "until"}
)


class CommentListQuery(Struct, frozen=True):
    """A tab, the values of its filters by name, and the comment after which the page begins."""

    tab: CommentTab = CommentTab.ALL
    narrowed: dict[str, Any] = {}
    after: UUID | None = None

    def text(self, name: str) -> str:
        """The value of a filter in its field."""
        return str(self.narrowed.get(name, ""))

    @property
    def query(self) -> dict[str, str]:
        """The query of the address, without the position."""
        tab = {} if self.tab is CommentTab.ALL else {"tab": self.tab.value}
        return tab | {name: str(value) for name, value in self.narrowed.items()}

    @property
    def path(self) -> str:
        """The address of this page."""
        return _address(self.query | ({"after": str(self.after)} if self.after else {}))

    def download(self, ending: str) -> str:
        """The address of the download with these filters."""
        return _address(self.query).replace(PATH, f"{PATH}/comments.{ending}", 1)

    @property
    def cleared(self) -> str:
        """The address of the tab without filters."""
        return CommentListQuery(self.tab).path

    @property
    def is_narrowed_more(self) -> bool:
        """Whether one of the filters under "More filters" is set."""
        return bool(self.narrowed.keys() & _MORE_FILTERS)

    def with_theme(self, theme: str) -> str:
        """The address with these filters and a theme."""
        return CommentListQuery(self.tab, self.narrowed | {"theme": theme}).path

    def with_label(self, label: str) -> str:
        """The address with these filters and a tone."""
        return CommentListQuery(self.tab, self.narrowed | {"label": label}).path

    def on(self, tab: CommentTab) -> str:
        """The address of another tab with these filters."""
        return replace(self, tab=tab, after=None).path

    def in_whole_weeks(self, today: date) -> "CommentListQuery":
        """The same over whole weeks and months, as a reader sees them who may not see whose comments they are.

        Without days the last DEFAULT_DAYS; MOST_DAYS at most.
        """
        until = min(self.narrowed.get("until", today), today)
        since = max(self.narrowed.get("since", until - timedelta(days=DEFAULT_DAYS - 1)), until - MOST_DAYS)
        first, last = stretch_of(min(since, until)).first, stretch_of(until).last
        return replace(self, narrowed=self.narrowed | {"since": first, "until": min(last, today)})

    @property
    def place(self) -> dict[str, Any]:
        """The values of the filters that narrow to a place, a survey or a language."""
        return {name: value for name, value in self.narrowed.items() if name in _PLACE}

    def chosen(self, zone: ZoneInfo, me: UUID | None) -> CommentFilter:
        """The comments as a filter; days begin and end in `zone`. `me`: the person of "mine"."""
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
    """Parses the query of an address; invalid values are ignored."""
    found: dict[str, Any] = {}
    for name, parse in _PARSERS.items():
        text = query.get(name, "").strip()
        if not text:
            continue
        try:
            found[name] = parse(text)
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
