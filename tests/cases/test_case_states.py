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
from vocapp.cases.action_rules import CaseActor, CaseChange, CaseSnapshot
from vocapp.cases.case_states import ACTIVE, HOLDING, TRANSITIONS, CaseEvent, CaseState, next_state
from vocapp.cases.due_times import Calendar
from vocapp.cases.types import CaseRefusedError
from vocapp.catalogue.case_rule import CaseRule
from vocapp.catalogue.working_hours import ServiceHours
from vocapp.questionnaire.conditions import IsAnswered

MONDAY = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
RULE = CaseRule(slug="low", title="Low", when=IsAnswered("csat"))
CALENDAR = Calendar(ServiceHours(), "Europe/Berlin")
OMAR, MIA = (CaseActor(id=UUID(int=number)) for number in (1, 2))
LENA = CaseActor(id=UUID(int=3), leads=True)
HANDLED = CaseActor(id=UUID(int=4), handled_contact=True)
DOERS = st.sampled_from([OMAR, MIA, LENA, HANDLED])


def test_every_message_event_leads_to_one_state() -> None:
    for happened in CaseEvent:
        assert len({ways[happened] for ways in TRANSITIONS.values() if happened in ways}) == 1


def test_every_state_can_be_reached_and_left() -> None:
    reached = {to for ways in TRANSITIONS.values() for to in ways.values()}
    assert reached == set(CaseState)
    assert all(TRANSITIONS.values())


def test_only_the_customer_confirms_a_case() -> None:
    assert [state for state in CaseState if next_state(state, CaseEvent.CONFIRMED)] == [CaseState.CLOSED]


def test_the_documentation_shows_the_diagram_as_it_is() -> None:
    assert "closed --> open: denied, reopened" in diagram(TRANSITIONS)
    assert diagram(TRANSITIONS) in (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")


class CaseMachine(RuleBasedStateMachine):
    """Whatever is tried, the rules at the head of `states` and `changes` hold."""

    def __init__(self) -> None:
        super().__init__()
        running = due_times.start_clocks(RULE.targets, CALENDAR, MONDAY)
        self.now = MONDAY
        self.by_customer = 0
        self.case = CaseSnapshot(
            state=CaseState.OPEN, owner_id=None, opened_at=MONDAY, due_at=running.first, waits_until=None,
            acknowledge_due_at=running.acknowledge, resolve_due_at=running.resolve, customer_due_at=running.customer,
            seconds_left=None, acknowledged_at=None, first_attempt_at=None, reached_at=None, closed_at=None, reopened=0,
            closings=0, rule=RULE, calendar=CALENDAR,
        )  # fmt: skip

    def do(self, action: Any, *given: Any) -> CaseChange | None:
        try:
            change: CaseChange = action(self.case, *given)
        except CaseRefusedError:
            return None
        known = {name: value for name, value in change.columns.items() if name in CaseSnapshot.__struct_fields__}
        before, self.case = self.case, msgspec.structs.replace(self.case, **known)
        if before.state is not self.case.state:
            assert self.case.state in TRANSITIONS[before.state].values()
        return change

    @rule(minutes=st.integers(1, 5000))
    def time_goes_by(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(doer=DOERS)
    def is_claimed(self, doer: CaseActor) -> None:
        had = self.case.owner_id
        if self.do(action_rules.claim, doer, self.now):
            assert had in (None, doer.id)
            assert self.case.owner_id == doer.id

    @rule(doer=DOERS, owner=DOERS)
    def is_assigned(self, doer: CaseActor, owner: CaseActor) -> None:
        had = self.case.owner_id
        if self.do(action_rules.assign, doer, owner.id, "somebody"):
            assert doer.leads or had == doer.id

    @rule(doer=DOERS)
    def is_unassigned(self, doer: CaseActor) -> None:
        if self.do(action_rules.unassign, doer, self.now):
            assert self.case.state is CaseState.OPEN

    @rule(doer=DOERS, reached=st.booleans())
    def is_attempted(self, doer: CaseActor, reached: bool) -> None:
        if self.do(action_rules.attempt, doer, "phone", reached, "", self.now):
            assert self.case.first_attempt_at is not None

    @rule(doer=DOERS)
    def is_answered(self, doer: CaseActor) -> None:
        self.do(action_rules.reply, doer, "Dear Ada", self.now)

    @rule(doer=DOERS)
    def waits(self, doer: CaseActor) -> None:
        self.do(action_rules.wait, doer, None, "", self.now)

    @rule()
    def goes_on(self) -> None:
        self.do(action_rules.resume, "wrote", self.now)

    @rule(doer=DOERS, asked=st.booleans())
    def is_closed(self, doer: CaseActor, asked: bool) -> None:
        if self.do(action_rules.close, doer, "billing", "solved", "", self.now if asked else "address", self.now):
            assert not doer.handled_contact
            assert self.case.state is (CaseState.CLOSED if asked else CaseState.UNANSWERED)

    @rule(doer=DOERS)
    def is_dismissed(self, doer: CaseActor) -> None:
        if self.do(action_rules.dismiss, doer, "nothing", self.now):
            assert not doer.handled_contact

    @precondition(lambda self: self.case.state not in ACTIVE)
    @rule()
    def is_opened_again(self) -> None:
        before = self.case.reopened
        assert self.do(action_rules.reopen, "wrote", "", self.now)
        assert (self.case.state, self.case.reopened) == (CaseState.OPEN, before + 1)

    @rule(action=st.sampled_from([action_rules.confirm, action_rules.deny]))
    def is_judged(self, action: Any) -> None:
        was = self.case.state
        if self.do(action, "words", self.now):
            assert was is CaseState.CLOSED

    @rule()
    def is_left_unanswered(self) -> None:
        self.do(action_rules.unanswered, "time")

    @invariant()
    def it_is_sound(self) -> None:
        case = self.case
        assert (case.state is CaseState.WAITING) == (case.waits_until is not None)
        assert case.seconds_left is None or case.state is CaseState.WAITING
        assert (case.closed_at is None) == (case.state in ACTIVE)
        if case.state in (CaseState.WORKING, CaseState.WAITING):
            assert case.owner_id is not None
            assert case.acknowledged_at is not None
        if case.state is CaseState.WAITING:
            assert case.due_at == case.waits_until
        if case.state in HOLDING and case.state is not CaseState.WAITING:
            assert case.resolve_due_at is not None
        assert case.closed_at is None or case.closings or case.state is CaseState.DISMISSED


TestCaseMachine = CaseMachine.TestCase
