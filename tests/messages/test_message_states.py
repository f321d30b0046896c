"""States only move forward, whatever comes back in whatever order."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.state_diagram import diagram
from vocapp.messages.message_states import (
    SENT_STATES,
    TRANSITIONS,
    MessageEvent,
    MessageState,
    next_state,
    source_states,
    target_state,
)

ORDER = list(MessageState)
REPORTS = [MessageEvent.ACCEPTED, MessageEvent.ARRIVED, MessageEvent.DELIVERED, MessageEvent.BOUNCED]


def run(state: MessageState, events: list[MessageEvent]) -> MessageState:
    for happened in events:
        state = next_state(state, happened)
    return state


@given(st.sampled_from(MessageState), st.lists(st.sampled_from(REPORTS), max_size=20), st.randoms())
def test_reports_in_any_order_and_number_end_the_same(
    start: MessageState, reports: list[MessageEvent], rng: random.Random
) -> None:
    shuffled = reports * 3
    rng.shuffle(shuffled)
    assert run(start, shuffled) is run(start, sorted(set(reports), key=REPORTS.index))


@given(st.sampled_from(MessageState), st.lists(st.sampled_from(REPORTS), max_size=20))
def test_a_delivery_report_never_returns_a_message_to_an_earlier_state(
    start: MessageState, reports: list[MessageEvent]
) -> None:
    state = start
    for report in reports:
        following = next_state(state, report)
        assert ORDER.index(following) >= ORDER.index(state)
        state = following
    assert state in SENT_STATES or not reports


@given(st.lists(st.sampled_from(MessageEvent), max_size=30))
def test_a_sent_message_is_never_queued_again(events: list[MessageEvent]) -> None:
    state, left = MessageState.QUEUED, False
    for happened in events:
        state = next_state(state, happened)
        left = left or state in SENT_STATES
        assert not left or state in SENT_STATES


@given(
    st.lists(
        st.sampled_from([h for h in MessageEvent if h is not MessageEvent.NOT_SENT and h is not MessageEvent.PUT_OFF])
    )
)
def test_an_uncertain_message_is_never_sent_again_automatically(events: list[MessageEvent]) -> None:
    assert MessageState.SENDING not in {run(MessageState.UNCERTAIN, events[:n]) for n in range(len(events) + 1)}


@pytest.mark.parametrize("happened", MessageEvent)
def test_an_event_leads_to_one_state_from_wherever_it_can_happen(happened: MessageEvent) -> None:
    ends = {ways[happened] for ways in TRANSITIONS.values() if happened in ways}
    assert ends == {target_state(happened)}
    assert source_states(happened) == [state.value for state in MessageState if happened in TRANSITIONS[state]]


def test_every_state_has_its_ways() -> None:
    assert set(TRANSITIONS) == set(MessageState)


def test_the_documentation_shows_the_diagram_as_it_is() -> None:
    assert diagram(TRANSITIONS) in (Path(__file__).parents[2] / "docs" / "messages.md").read_text(encoding="utf-8")


def test_the_diagram_shows_every_way() -> None:
    drawn = diagram(TRANSITIONS)
    assert drawn.startswith("stateDiagram-v2\n  [*] --> queued")
    assert "  sending --> uncertain: lost" in drawn
    assert drawn.count("-->") == 1 + sum(len(set(ways.values())) for ways in TRANSITIONS.values())
