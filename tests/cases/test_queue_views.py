"""The pure parts of the pages of cases: addresses of queue views, and lines of the history."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.cases.causes import OUTCOMES, ROOT_CAUSES, CaseCauses
from vocapp.cases.pages.history_lines import HistoryLine, history_lines
from vocapp.cases.pages.queue_query import EPOCH, MICROSECOND, QueueView, first_tab, queue_view, tabs
from vocapp.cases.pages.types import HistoryEntry, QueueFilters, QueuePosition
from vocapp.cases.types import QueueTab
from vocapp.database import new_id
from vocapp.http.access import Actor, Role
from vocapp.ui.reader import ReaderLocale

OMAR = Actor(kind="user", role=Role.AGENT, units=(new_id(),))
MOMENTS = st.integers(0, 10**16).map(lambda microseconds: EPOCH + microseconds * MICROSECOND)
POSITIONS = st.builds(QueuePosition, MOMENTS, st.uuids())
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), max_size=40)
VIEWS = st.builds(
    QueueView,
    st.sampled_from(QueueTab),
    st.builds(
        QueueFilters, rule=WORDS, channel=WORDS, unit=st.none() | st.uuids(), owner=st.none() | st.uuids(), text=WORDS
    ),
    after=st.none() | POSITIONS,
    before=st.none() | POSITIONS,
)


@given(VIEWS)
def test_a_queue_view_is_read_from_its_address(view: QueueView) -> None:
    query = dict(parse_qsl(urlsplit(view.path).query))
    assert queue_view(query, OMAR) == view


@given(st.dictionaries(st.sampled_from(["tab", "unit", "owner", "line", "after", "before", "q", "rule"]), st.text()))
def test_any_query_is_some_view(query: dict[str, str]) -> None:
    assert queue_view(query, OMAR).tab in QueueTab


def test_tabs_depend_on_role_and_units() -> None:
    assert (first_tab(OMAR), QueueTab.UNIT in tabs(OMAR)) == (QueueTab.MINE, True)
    lead, chief = Actor(role=Role.LEAD, units=()), Actor(role=Role.ADMIN)
    assert (first_tab(lead), first_tab(chief), QueueTab.UNIT in tabs(chief)) == (QueueTab.UNIT, QueueTab.ALL, False)


def line(**detail: Any) -> HistoryLine:
    entry = HistoryEntry(
        id=UUID(int=1),
        kind="status",
        at=datetime(2026, 5, 4, tzinfo=UTC),
        actor="",
        actor_name="",
        detail=detail,
        text="",
    )
    [found] = history_lines([entry], CaseCauses(ROOT_CAUSES, OUTCOMES), ReaderLocale())
    return found


@pytest.mark.parametrize(
    ("detail", "title"),
    [
        ({"action": "claimed"}, "Claimed"),
        ({"action": "assigned", "name": "Mia"}, "Assigned to Mia"),
        ({"action": "attempted", "channel": "phone", "reached": True}, "Reached: Phone"),
        ({"action": "resumed", "why": "wrote"}, "No longer waiting: the customer wrote"),
        ({"action": "resumed", "why": "person"}, "No longer waiting for the customer"),
        ({"action": "closed", "root_cause": "price", "outcome": "own"}, "Closed: own (cause: Price or fees)"),
        ({"action": "reopened", "why": "wrote"}, "Reopened: the customer wrote"),
        ({"action": "reopened", "why": "person"}, "Reopened"),
        ({"action": "unanswered", "why": "permission"}, "No recovery check: no permission"),
        ({"action": "unanswered", "why": "rule"}, "No recovery check"),
        ({"action": "a later one"}, "a later one"),
        ({}, ""),
    ],
)
def test_a_history_line_names_the_action(detail: dict[str, Any], title: str) -> None:
    assert line(**detail).title == title


def test_an_undone_action_is_marked() -> None:
    assert line(action="claimed", undone=True).is_undone
    assert not line(action="claimed").is_undone
