"""The table of states, and a case that staff and customer do things to in any order."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.source_code import ROOT
from tests.state_diagram import diagram
from vocapp.cases import action_rules, due_times
from vocapp.cases.action_rules import Case, Change, Doer
from vocapp.cases.case_states import HOLDING, TABLE, WORKED, Happened, State, after
from vocapp.cases.due_times import Calendar
from vocapp.cases.types import RefusedError
from vocapp.catalogue.case_rule import CaseRule
from vocapp.catalogue.working_hours import ServiceHours
from vocapp.questionnaire.conditions import IsAnswered

MONDAY = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
RULE = CaseRule(slug="low", title="Low", when=IsAnswered("csat"))
CALENDAR = Calendar(ServiceHours(), "Europe/Berlin")
OMAR, MIA = (Doer(id=UUID(int=number)) for number in (1, 2))
LENA = Doer(id=UUID(int=3), leads=True)
RATED = Doer(id=UUID(int=4), rated_himself=True)
DOERS = st.sampled_from([OMAR, MIA, LENA, RATED])


def test_every_happening_leads_to_one_state() -> None:
    for happened in Happened:
        assert len({ways[happened] for ways in TABLE.values() if happened in ways}) == 1


def test_every_state_can_be_reached_and_left() -> None:
    reached = {to for ways in TABLE.values() for to in ways.values()}
    assert reached == set(State)
    assert all(TABLE.values())


def test_only_the_customers_word_confirms() -> None:
    assert [state for state in State if after(state, Happened.CONFIRMED)] == [State.CLOSED]


def test_the_documentation_shows_the_diagram_as_it_is() -> None:
    assert "closed --> open: denied, reopened" in diagram(TABLE)
    assert diagram(TABLE) in (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")


class Worked(RuleBasedStateMachine):
    """Whatever is tried, the rules at the head of `states` and `changes` hold."""

    def __init__(self) -> None:
        super().__init__()
        running = due_times.started(RULE.targets, CALENDAR, MONDAY)
        self.now = MONDAY
        self.by_customer = 0
        self.case = Case(
            state=State.OPEN, owner_id=None, opened_at=MONDAY, due_at=running.first, waits_until=None,
            acknowledge_due_at=running.acknowledge, resolve_due_at=running.resolve, customer_due_at=running.customer,
            seconds_left=None, acknowledged_at=None, first_attempt_at=None, reached_at=None, closed_at=None, reopened=0,
            closings=0, rule=RULE, calendar=CALENDAR,
        )  # fmt: skip

    def do(self, deed: Any, *given: Any) -> Change | None:
        try:
            change: Change = deed(self.case, *given)
        except RefusedError:
            return None
        known = {name: value for name, value in change.columns.items() if name in Case.__struct_fields__}
        before, self.case = self.case, msgspec.structs.replace(self.case, **known)
        if before.state is not self.case.state:
            assert self.case.state in TABLE[before.state].values() or change.action == "closed"
        return change

    @rule(minutes=st.integers(1, 5000))
    def time_goes_by(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(doer=DOERS)
    def is_claimed(self, doer: Doer) -> None:
        had = self.case.owner_id
        if self.do(action_rules.claim, doer, self.now):
            assert had in (None, doer.id)
            assert self.case.owner_id == doer.id

    @rule(doer=DOERS, owner=DOERS)
    def is_given(self, doer: Doer, owner: Doer) -> None:
        had = self.case.owner_id
        if self.do(action_rules.assign, doer, owner.id, "somebody"):
            assert doer.leads or had == doer.id

    @rule(doer=DOERS)
    def is_put_down(self, doer: Doer) -> None:
        if self.do(action_rules.unassign, doer, self.now):
            assert self.case.state is State.OPEN

    @rule(doer=DOERS, reached=st.booleans())
    def is_tried(self, doer: Doer, reached: bool) -> None:
        if self.do(action_rules.attempt, doer, "phone", reached, "", self.now):
            assert self.case.first_attempt_at is not None

    @rule(doer=DOERS)
    def is_answered(self, doer: Doer) -> None:
        self.do(action_rules.reply, doer, "Dear Ada", self.now)

    @rule(doer=DOERS)
    def waits(self, doer: Doer) -> None:
        self.do(action_rules.wait, doer, None, "", self.now)

    @rule()
    def goes_on(self) -> None:
        self.do(action_rules.resume, "wrote", self.now)

    @rule(doer=DOERS, asked=st.booleans())
    def is_closed(self, doer: Doer, asked: bool) -> None:
        if self.do(action_rules.close, doer, "billing", "solved", "", self.now if asked else "address", self.now):
            assert not doer.rated_himself
            assert self.case.state is (State.CLOSED if asked else State.UNANSWERED)

    @rule(doer=DOERS)
    def is_dismissed(self, doer: Doer) -> None:
        if self.do(action_rules.dismiss, doer, "nothing", self.now):
            assert not doer.rated_himself

    @precondition(lambda self: self.case.state not in WORKED)
    @rule()
    def is_opened_again(self) -> None:
        before = self.case.reopened
        assert self.do(action_rules.reopen, "wrote", "", self.now)
        assert (self.case.state, self.case.reopened) == (State.OPEN, before + 1)

    @rule(deed=st.sampled_from([action_rules.confirm, action_rules.deny]))
    def is_judged(self, deed: Any) -> None:
        was = self.case.state
        if self.do(deed, "words", self.now):
            assert was is State.CLOSED

    @rule()
    def is_left_unanswered(self) -> None:
        self.do(action_rules.unanswered, "time")

    @invariant()
    def it_is_sound(self) -> None:
        case = self.case
        assert (case.state is State.WAITING) == (case.waits_until is not None)
        assert case.seconds_left is None or case.state is State.WAITING
        assert (case.closed_at is None) == (case.state in WORKED)
        if case.state in (State.WORKING, State.WAITING):
            assert case.owner_id is not None
            assert case.acknowledged_at is not None
        if case.state is State.WAITING:
            assert case.due_at == case.waits_until
        if case.state in HOLDING and case.state is not State.WAITING:
            assert case.resolve_due_at is not None
        assert case.closed_at is None or case.closings or case.state is State.DISMISSED


TestWorked = Worked.TestCase
