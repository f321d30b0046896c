"""What is pure in the pages of cases: addresses of the queue, words that weigh, and lines of a story."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.cases.causes import OUTCOMES, ROOT_CAUSES, Causes
from vocapp.cases.pages.history_lines import Line, lines
from vocapp.cases.pages.queue_query import EPOCH, MICROSECOND, View, first_tab, tabs, view_of
from vocapp.cases.pages.types import Entry, Filters, Position
from vocapp.cases.types import Tab
from vocapp.database import new_id
from vocapp.http.access import Actor, Role
from vocapp.ui.reader import ReaderLocale

OMAR = Actor(kind="user", role=Role.AGENT, units=(new_id(),))
MOMENTS = st.integers(0, 10**16).map(lambda microseconds: EPOCH + microseconds * MICROSECOND)
POSITIONS = st.builds(Position, MOMENTS, st.uuids())
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), max_size=40)
VIEWS = st.builds(
    View,
    st.sampled_from(Tab),
    st.builds(
        Filters, rule=WORDS, channel=WORDS, unit=st.none() | st.uuids(), owner=st.none() | st.uuids(), text=WORDS
    ),
    after=st.none() | POSITIONS,
    before=st.none() | POSITIONS,
)


@given(VIEWS)
def test_a_view_is_what_its_address_says(view: View) -> None:
    query = dict(parse_qsl(urlsplit(view.path).query))
    assert view_of(query, OMAR) == view


@given(st.dictionaries(st.sampled_from(["tab", "unit", "owner", "line", "after", "before", "q", "rule"]), st.text()))
def test_any_query_is_some_view(query: dict[str, str]) -> None:
    assert view_of(query, OMAR).tab in Tab


def test_everybody_has_the_tabs_that_tell_him_something() -> None:
    assert (first_tab(OMAR), Tab.UNIT in tabs(OMAR)) == (Tab.MINE, True)
    lead, chief = Actor(role=Role.LEAD, units=()), Actor(role=Role.ADMIN)
    assert (first_tab(lead), first_tab(chief), Tab.UNIT in tabs(chief)) == (Tab.UNIT, Tab.ALL, False)


def line(**detail: Any) -> Line:
    entry = Entry(
        id=UUID(int=1),
        kind="status",
        at=datetime(2026, 5, 4, tzinfo=UTC),
        actor="",
        actor_name="",
        detail=detail,
        text="",
    )
    [found] = lines([entry], Causes(ROOT_CAUSES, OUTCOMES), ReaderLocale())
    return found


@pytest.mark.parametrize(
    ("detail", "title"),
    [
        ({"action": "claimed"}, "Claimed"),
        ({"action": "assigned", "name": "Mia"}, "Given to Mia"),
        ({"action": "attempted", "channel": "phone", "reached": True}, "Reached the customer: Telephone"),
        ({"action": "resumed", "why": "wrote"}, "Waits no longer: the customer wrote"),
        ({"action": "resumed", "why": "person"}, "Waits no longer"),
        ({"action": "closed", "root_cause": "price", "outcome": "own"}, "Closed: own, from Price or fees"),
        ({"action": "reopened", "why": "wrote"}, "Open again: the customer wrote"),
        ({"action": "reopened", "why": "person"}, "Opened again"),
        ({"action": "unanswered", "why": "permission"}, "The customer could not be asked: no permission"),
        ({"action": "unanswered", "why": "rule"}, "The customer is not asked whether it is solved"),
        ({"action": "a later one"}, "a later one"),
        ({}, ""),
    ],
)
def test_a_line_says_what_happened(detail: dict[str, Any], title: str) -> None:
    assert line(**detail).title == title


def test_what_was_taken_back_is_marked() -> None:
    assert line(action="claimed", undone=True).is_undone
    assert not line(action="claimed").is_undone
