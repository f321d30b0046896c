"""The table of states of a response, and the SQL that is made from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.source_code import ROOT
from tests.state_diagram import diagram
from vocapp.responses.response_states import (
    STATE_COLUMNS,
    TRANSITIONS,
    CloseReason,
    ResponseEvent,
    ResponseState,
    answered_values_sql,
    state_change_sql,
    target_state,
)


def test_every_event_leads_to_one_state() -> None:
    for event in ResponseEvent:
        assert len({ways[event] for ways in TRANSITIONS.values() if event in ways}) == 1


def test_an_answer_is_accepted_in_every_state() -> None:
    assert all({ResponseEvent.ANSWERED, ResponseEvent.COMPLETED} <= set(ways) for ways in TRANSITIONS.values())


@given(st.lists(st.sampled_from(ResponseEvent)))
def test_only_the_last_answer_or_the_end_of_waiting_closes(events: list[ResponseEvent]) -> None:
    state, closing = ResponseState.OPEN, False
    for event in events:
        if event in TRANSITIONS[state]:
            state = TRANSITIONS[state][event]
            closing = event in (ResponseEvent.COMPLETED, ResponseEvent.LEFT)
        assert (state is ResponseState.CLOSED) is closing


@pytest.mark.parametrize("event", ResponseEvent)
def test_an_update_is_limited_to_the_states_of_the_table(event: ResponseEvent) -> None:
    change = state_change_sql(event, reason="$3", now="$4")
    assert f"state = '{target_state(event)}'" in change.assignments
    for state, ways in TRANSITIONS.items():
        assert (f"'{state}'" in change.condition) is (event in ways)


def test_an_open_response_has_no_moment_and_no_reason_of_closing() -> None:
    change = state_change_sql(ResponseEvent.EXCLUDED, reason="$3", now="$4")
    assert change.assignments == "state = 'open', closed_by = NULL, completed_at = NULL, closed_at = NULL"


def test_an_insert_has_one_value_for_each_column() -> None:
    values = answered_values_sql("is_last", "$1").split(", ")
    assert len(values) == len(STATE_COLUMNS)
    assert values[1] == f"CASE WHEN is_last THEN '{CloseReason.COMPLETE}' ELSE NULL END"


def test_the_documentation_shows_the_diagram_as_it_is() -> None:
    assert diagram(TRANSITIONS) in (ROOT / "docs" / "numbers.md").read_text(encoding="utf-8")
