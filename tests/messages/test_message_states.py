"""States only move forward, whatever comes back in whatever order."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.state_diagram import diagram
from vocapp.messages.message_states import LEFT, TABLE, Happened, State, after, origins, target

ORDER = list(State)
REPORTS = [Happened.ACCEPTED, Happened.ARRIVED, Happened.DELIVERED, Happened.BOUNCED]


def run(state: State, events: list[Happened]) -> State:
    for happened in events:
        state = after(state, happened)
    return state


@given(st.sampled_from(State), st.lists(st.sampled_from(REPORTS), max_size=20), st.randoms())
def test_reports_in_any_order_and_number_end_the_same(
    start: State, reports: list[Happened], rng: random.Random
) -> None:
    shuffled = reports * 3
    rng.shuffle(shuffled)
    assert run(start, shuffled) is run(start, sorted(set(reports), key=REPORTS.index))


@given(st.sampled_from(State), st.lists(st.sampled_from(REPORTS), max_size=20))
def test_a_report_never_leads_back(start: State, reports: list[Happened]) -> None:
    state = start
    for report in reports:
        following = after(state, report)
        assert ORDER.index(following) >= ORDER.index(state)
        state = following
    assert state in LEFT or not reports


@given(st.lists(st.sampled_from(Happened), max_size=30))
def test_what_has_left_is_never_in_line_again(events: list[Happened]) -> None:
    state, left = State.QUEUED, False
    for happened in events:
        state = after(state, happened)
        left = left or state in LEFT
        assert not left or state in LEFT


@given(st.lists(st.sampled_from([h for h in Happened if h is not Happened.NOT_SENT and h is not Happened.PUT_OFF])))
def test_an_uncertain_message_is_never_sent_again_by_itself(events: list[Happened]) -> None:
    assert State.SENDING not in {run(State.UNCERTAIN, events[:n]) for n in range(len(events) + 1)}


@pytest.mark.parametrize("happened", Happened)
def test_an_event_leads_to_one_state_from_wherever_it_can_happen(happened: Happened) -> None:
    ends = {ways[happened] for ways in TABLE.values() if happened in ways}
    assert ends == {target(happened)}
    assert origins(happened) == [state.value for state in State if happened in TABLE[state]]


def test_every_state_has_its_ways() -> None:
    assert set(TABLE) == set(State)


def test_the_documentation_shows_the_diagram_as_it_is() -> None:
    assert diagram(TABLE) in (Path(__file__).parents[2] / "docs" / "sending.md").read_text(encoding="utf-8")


def test_the_diagram_shows_every_way() -> None:
    drawn = diagram(TABLE)
    assert drawn.startswith("stateDiagram-v2\n  [*] --> queued")
    assert "  sending --> uncertain: lost" in drawn
    assert drawn.count("-->") == 1 + sum(len(set(ways.values())) for ways in TABLE.values())
