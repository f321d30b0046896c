"""Views of the queue as addresses: the tab, the filters and the page are all in the query. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import asdict, replace

from vocapp.cases.pages.types import QueueFilters, QueuePosition, QueueRow
from vocapp.cases.types import QueueTab
from vocapp.http.access import Actor, Role
from vocapp.ui.paging import parse_key

PATH: Final = "/app/cases"
MOST_WORDS: Final = 200
MOST_NAME: Final = 40
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


class QueueView(Struct, frozen=True):
    """A tab, its filters, and where the page begins: after a row, or before one."""

    tab: QueueTab
    filters: QueueFilters = QueueFilters()
    after: QueuePosition | None = None
    before: QueuePosition | None = None

    @property
    def query(self) -> dict[str, str]:
        """The query of the address, without a position."""
        narrowed = {name: str(value) for name, value in asdict(self.filters).items() if value}
        if "text" in narrowed:
            narrowed["q"] = narrowed.pop("text")
        return {"tab": self.tab.value, **narrowed}

    @property
    def path(self) -> str:
        """The address of this page."""
        placed = {name: _written(at) for name, at in (("after", self.after), ("before", self.before)) if at}
        return f"{PATH}?{urlencode({**self.query, **placed})}"

    @property
    def first(self) -> str:
        """The address of the view's first page."""
        return replace(self, after=None, before=None).path

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set."""
        return self.filters != QueueFilters()

    def on(self, tab: QueueTab) -> str:
        """The address of another tab with the same filters."""
        return QueueView(tab, self.filters).path

    def following(self, row: QueueRow) -> str:
        """The address of the page after `row`."""
        return replace(self, after=self.position(row), before=None).path

    def preceding(self, row: QueueRow) -> str:
        """The address of the page before `row`."""
        return replace(self, after=None, before=self.position(row)).path

    def position(self, row: QueueRow) -> QueuePosition:
        """The position of a row in this tab: by its due time, or under "done" by when it was closed."""
        return QueuePosition(row.closed_at or row.due_at if self.tab is QueueTab.DONE else row.due_at, row.id)

    def case(self, number: int) -> str:
        """The address of a case within this view."""
        return f"/app/cases/{number}?{urlencode(self.query)}"


def queue_view(query: Mapping[str, str], actor: Actor) -> QueueView:
    """The view of a query; values that cannot be read filter nothing."""
    filters = QueueFilters(
        state=query.get("state", "")[:MOST_NAME],
        rule=query.get("rule", "")[:MOST_NAME],
        channel=query.get("channel", "")[:MOST_NAME],
        touchpoint=query.get("touchpoint", "")[:MOST_NAME],
        line=parse_key(query.get("line", "")),
        unit=parse_key(query.get("unit", "")),
        owner=parse_key(query.get("owner", "")),
        text=query.get("q", "").strip()[:MOST_WORDS],
    )
    return QueueView(
        _tab(query.get("tab", ""), actor), filters, _read(query.get("after", "")), _read(query.get("before", ""))
    )


def first_tab(actor: Actor) -> QueueTab:
    """The first tab of a person: their own cases, or for a lead those of their units."""
    if actor.role is Role.AGENT:
        return QueueTab.MINE
    return QueueTab.ALL if actor.units is None else QueueTab.UNIT


def tabs(actor: Actor) -> list[QueueTab]:
    """The tabs that differ for `actor`."""
    return [tab for tab in QueueTab if tab is not QueueTab.UNIT or actor.units is not None]


def _tab(text: str, actor: Actor) -> QueueTab:
    return QueueTab(text) if text in set(QueueTab) else first_tab(actor)


def _written(at: QueuePosition) -> str:
    return f"{(at.at - EPOCH) // MICROSECOND}.{at.id.hex}"


def _read(text: str) -> QueuePosition | None:
    moment, _, key = text.partition(".")
    found = parse_key(key)
    if found is None or not moment.isdecimal() or not moment.isascii() or len(moment) > 17:
        return None
    return QueuePosition(EPOCH + int(moment) * MICROSECOND, found)
