"""Which view of the queue does an address ask for? Everything that narrows or turns it stands in the address. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import asdict, replace

from vocapp.cases.pages.types import Filters, Position, Row
from vocapp.cases.types import Tab
from vocapp.http.access import Actor, Role
from vocapp.ui.paging import parse_key

PATH: Final = "/app/queue"
MOST_WORDS: Final = 200
MOST_NAME: Final = 40
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


class View(Struct, frozen=True):
    """A tab, what narrows it, and where the page begins: after one row, or before another."""

    tab: Tab
    filters: Filters = Filters()
    after: Position | None = None
    before: Position | None = None

    @property
    def query(self) -> dict[str, str]:
        """The address's query without a position."""
        narrowed = {name: str(value) for name, value in asdict(self.filters).items() if value}
        if "text" in narrowed:
            narrowed["q"] = narrowed.pop("text")
        return {"tab": self.tab.value, **narrowed}

    @property
    def path(self) -> str:
        """The address of this very page."""
        placed = {name: _written(at) for name, at in (("after", self.after), ("before", self.before)) if at}
        return f"{PATH}?{urlencode({**self.query, **placed})}"

    @property
    def first(self) -> str:
        """The address of the view's first page."""
        return replace(self, after=None, before=None).path

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the tab narrows the view."""
        return self.filters != Filters()

    def on(self, tab: Tab) -> str:
        """The address of another tab, narrowed as this one."""
        return View(tab, self.filters).path

    def following(self, row: Row) -> str:
        """The address of the page after `row`."""
        return replace(self, after=self.position(row), before=None).path

    def preceding(self, row: Row) -> str:
        """The address of the page before `row`."""
        return replace(self, after=None, before=self.position(row)).path

    def position(self, row: Row) -> Position:
        """Where a row stands in this tab: by when it is due, of the done by when it was closed."""
        return Position(row.closed_at or row.due_at if self.tab is Tab.DONE else row.due_at, row.id)

    def case(self, number: int) -> str:
        """The address of a case that is looked at in this view."""
        return f"/app/cases/{number}?{urlencode(self.query)}"


def view_of(query: Mapping[str, str], actor: Actor) -> View:
    """The view that a query asks for; what cannot be read does not narrow."""
    filters = Filters(
        state=query.get("state", "")[:MOST_NAME],
        rule=query.get("rule", "")[:MOST_NAME],
        channel=query.get("channel", "")[:MOST_NAME],
        touchpoint=query.get("touchpoint", "")[:MOST_NAME],
        line=parse_key(query.get("line", "")),
        unit=parse_key(query.get("unit", "")),
        owner=parse_key(query.get("owner", "")),
        text=query.get("q", "").strip()[:MOST_WORDS],
    )
    return View(
        _tab(query.get("tab", ""), actor), filters, _read(query.get("after", "")), _read(query.get("before", ""))
    )


def first_tab(actor: Actor) -> Tab:
    """Where somebody begins: with his own cases, or as a lead with those of his units."""
    if actor.role is Role.AGENT:
        return Tab.MINE
    return Tab.ALL if actor.units is None else Tab.UNIT


def tabs(actor: Actor) -> list[Tab]:
    """The tabs that tell different things to `actor`."""
    return [tab for tab in Tab if tab is not Tab.UNIT or actor.units is not None]


def _tab(text: str, actor: Actor) -> Tab:
    return Tab(text) if text in set(Tab) else first_tab(actor)


def _written(at: Position) -> str:
    return f"{(at.at - EPOCH) // MICROSECOND}.{at.id.hex}"


def _read(text: str) -> Position | None:
    moment, _, key = text.partition(".")
    found = parse_key(key)
    if found is None or not moment.isdecimal() or not moment.isascii() or len(moment) > 17:
        return None
    return Position(EPOCH + int(moment) * MICROSECOND, found)
