"""Invitation policy: one story for each rule, their order, and what must hold whatever the numbers are."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invitations.policy_examples import ADA, AT_HOME, CALL, COMPANY, MONDAY_NOON, changed, rule, verdict
from vocapp.catalogue.programme import Cap, Sampling
from vocapp.invitations.policy import decide as policy
from vocapp.invitations.policy.decide import RULES, require
from vocapp.invitations.policy.sampling import is_sampled, share
from vocapp.invitations.policy.types import (
    Defer,
    Ineligible,
    InvitationHistory,
    PastInvitation,
    PermissionState,
    SendAt,
    Suppress,
)
from vocapp.questionnaire.conditions import OneOf

LAST_WEEK = MONDAY_NOON - timedelta(days=7)
ASKED = InvitationHistory((PastInvitation(LAST_WEEK, "other", "INV-1"),))
SALE = OneOf("contact.touchpoint", ("sales_won",))


def test_ada_gets_her_invitation_at_once_at_her_address() -> None:
    assert verdict() == SendAt(rule=rule(), when=MONDAY_NOON, address=AT_HOME)


def test_a_test_customer_gets_no_invitation_for_a_real_contact() -> None:
    robot = changed(ADA, is_test=True)
    assert verdict(customer=robot) == Ineligible("test customer")
    assert isinstance(verdict(customer=robot, contact=changed(CALL, is_test=True)), SendAt)


def test_staff_are_invited_in_tests_only() -> None:
    sam = changed(ADA, is_staff=True)
    assert verdict(customer=sam) == Ineligible("staff")
    assert isinstance(verdict(customer=sam, contact=changed(CALL, is_test=True)), SendAt)


def test_nobody_is_invited_about_their_own_work() -> None:
    sam = changed(ADA, emails=frozenset({"sam@alderway.example", "sam@example.org"}))
    call = changed(CALL, handler_emails=frozenset({"sam@alderway.example"}))
    assert verdict(customer=sam, contact=call) == Ineligible("self-rating")


def test_the_first_programme_that_fits_decides_alone() -> None:
    nobody = rule("billing", sampling=Sampling(percent=0))
    assert verdict(programmes=(rule("sale", when=SALE), nobody, rule())) == Suppress("not sampled")
    assert verdict(programmes=(rule("sale", when=SALE),)) == Ineligible("no programme")
    assert verdict(programmes=()) == Ineligible("no programme")


def test_a_contact_that_is_not_over_waits_for_its_end() -> None:
    end = MONDAY_NOON + timedelta(minutes=3)
    assert verdict(contact=changed(CALL, ended_at=end)) == Defer(end, "not over")


def test_without_an_address_no_invitation_is_sent() -> None:
    assert verdict(customer=changed(ADA, addresses=())) == Ineligible("no address")
    elsewhere = changed(AT_HOME, channel="sms")
    assert verdict(customer=changed(ADA, addresses=(elsewhere,))) == Ineligible("no address")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"bounced": True}, Suppress("address bounced")),
        ({"standing": PermissionState.WITHDRAWN}, Suppress("opted out")),
        ({"standing": PermissionState.WITHDRAWN, "bounced": True}, Suppress("opted out")),
        ({"standing": PermissionState.NO_BASIS}, Suppress("no basis")),
    ],
)
def test_an_address_may_be_of_no_use(fields: dict[str, object], refusal: Suppress) -> None:
    useless = changed(AT_HOME, **fields)
    assert verdict(customer=changed(ADA, addresses=(useless,))) == refusal
    second = changed(AT_HOME, value="ada@work.example")
    chosen = verdict(customer=changed(ADA, addresses=(useless, second)))
    assert isinstance(chosen, SendAt)
    assert chosen.address.value == "ada@work.example"


def test_a_dead_address_beside_one_without_basis_leaves_none() -> None:
    both = (changed(AT_HOME, bounced=True), changed(AT_HOME, standing=PermissionState.NO_BASIS))
    assert verdict(customer=changed(ADA, addresses=both)) == Suppress("no basis")


def test_a_contact_of_last_week_is_too_old() -> None:
    assert verdict(contact=changed(CALL, ended_at=LAST_WEEK)) == Suppress("too old")
    edge = changed(CALL, ended_at=MONDAY_NOON - timedelta(hours=72))
    assert isinstance(verdict(contact=edge), SendAt)


def test_one_invitation_in_thirty_days_over_every_survey() -> None:
    assert verdict(history=ASKED) == Suppress("customer cap")
    long_ago = InvitationHistory((PastInvitation(MONDAY_NOON - timedelta(days=30), "other", None),))
    assert isinstance(verdict(history=long_ago), SendAt)
    still_to_go_out = InvitationHistory((PastInvitation(MONDAY_NOON + timedelta(hours=1), "other", None),))
    assert verdict(history=still_to_go_out) == Suppress("customer cap")


def test_a_cap_counts_back_from_the_time_of_sending_and_not_of_deciding() -> None:
    """An invitation that leaves in two hours meets one that is thirty days old then, though not yet now."""
    nearly = InvitationHistory((PastInvitation(MONDAY_NOON - timedelta(days=30, hours=-1), "other", None),))
    assert verdict(history=nearly) == Suppress("customer cap")
    later = (rule(delay_minutes=120),)
    assert isinstance(verdict(history=nearly, programmes=later), SendAt)
    assert verdict(history=nearly, programmes=(rule(delay_minutes=30),)) == Suppress("customer cap")


def test_a_programme_has_a_cap_of_its_own() -> None:
    generous = changed(COMPANY, cap=Cap(asks=5, days=30))
    strict = rule("other", cap=Cap(asks=1, days=90))
    assert verdict(history=ASKED, company=generous, programmes=(strict,)) == Suppress("programme cap")
    assert isinstance(verdict(history=ASKED, company=generous, programmes=(changed(rule(cap=Cap())),)), SendAt)


def test_an_issue_gets_one_invitation_per_programme() -> None:
    generous = changed(COMPANY, cap=Cap(asks=5, days=30))
    again = changed(CALL, issue="INV-1")
    assert verdict(again, history=ASKED, company=generous, programmes=(rule("other"),)) == Suppress("once per issue")
    for other in (rule("other", once_per_issue=False), rule("after")):
        assert isinstance(verdict(again, history=ASKED, company=generous, programmes=(other,)), SendAt)
    assert isinstance(verdict(CALL, history=ASKED, company=generous, programmes=(rule("other"),)), SendAt)


def test_a_slot_is_kept_for_the_rarer_event() -> None:
    company = changed(COMPANY, cap=Cap(asks=2, days=30), reserved_asks=1)
    assert isinstance(verdict(company=company), SendAt)
    assert verdict(history=ASKED, company=company) == Suppress("reserved")
    assert isinstance(verdict(history=ASKED, company=company, programmes=(rule(reserve=True),)), SendAt)


def test_no_invitation_is_sent_while_a_case_is_open() -> None:
    assert verdict(history=InvitationHistory(hold=True)) == Suppress("open case")


def test_a_delay_counts_from_the_end_of_the_contact() -> None:
    sent = verdict(programmes=(rule(delay_minutes=60),))
    assert isinstance(sent, SendAt)
    assert sent.when == CALL.ended_at + timedelta(minutes=60)


def test_a_call_at_night_gets_its_invitation_in_the_morning_where_ada_lives() -> None:
    night = datetime(2026, 5, 4, 22, 0, tzinfo=UTC)
    sent = verdict(contact=changed(CALL, ended_at=night), now=night)
    assert isinstance(sent, SendAt)
    assert sent.when == datetime(2026, 5, 5, 7, 0, tzinfo=UTC)  # eight in London, in summer


def test_a_long_holiday_makes_a_contact_too_old() -> None:
    closed = changed(COMPANY, blocked_days=("05-04", "05-05", "05-06", "05-07"), stale_hours=24)
    assert verdict(company=closed) == Suppress("no time")
    slow = rule(delay_minutes=4 * 24 * 60)
    assert isinstance(verdict(company=closed, programmes=(slow,)), SendAt)


def test_a_policy_rule_evaluated_too_early_is_an_error() -> None:
    with pytest.raises(LookupError, match="before the one"):
        require(None)


def test_the_policy_rules_are_in_the_documented_order() -> None:
    told = re.findall(r"^\d+\. +([^:]+):", policy.__doc__ or "", re.MULTILINE)
    names = [name.replace("-", "_").replace(" ", "_") for name in told]
    assert names == [rule.__name__ for rule in RULES]
    numbers = [int((rule.__doc__ or "").removeprefix("Rule ").removesuffix(".")) for rule in RULES]
    assert numbers == list(range(1, len(RULES) + 1))


def test_the_first_policy_rule_that_applies_decides() -> None:
    everything_wrong = changed(CALL, ended_at=LAST_WEEK, issue="INV-1")
    assert verdict(everything_wrong, history=changed(ASKED, hold=True)) == Suppress("too old")


@given(st.uuids(), st.floats(0, 100))
def test_the_same_contact_falls_in_the_same_sample_every_time(contact: UUID, percent: float) -> None:
    programme = rule(sampling=Sampling(percent=percent)).programme
    assert is_sampled(contact, programme) == is_sampled(contact, programme)
    assert is_sampled(contact, rule(sampling=Sampling(percent=100)).programme)
    assert not is_sampled(contact, rule(sampling=Sampling(percent=0)).programme)
    if is_sampled(contact, programme):
        larger = rule(sampling=Sampling(percent=min(100, percent + 10))).programme
        assert is_sampled(contact, larger)


def test_a_sample_of_thirty_per_cent_is_thirty_per_cent_and_another_seed_another_sample() -> None:
    contacts = [UUID(int=number) for number in range(4000)]
    one = {c for c in contacts if is_sampled(c, rule(sampling=Sampling(percent=30)).programme)}
    other = {c for c in contacts if is_sampled(c, rule(sampling=Sampling(percent=30, seed="spring")).programme)}
    assert abs(len(one) - 1200) < 120
    assert abs(len(one & other) - 360) < 90
    assert 0 <= share(contacts[0], rule().programme) < 1


@given(
    st.lists(st.integers(0, 60 * 24 * 90), min_size=1, max_size=30),
    st.integers(1, 3),
    st.integers(1, 40),
    st.integers(0, 60 * 24 * 3),
)
def test_a_cap_holds_in_every_window_of_its_days(ends: list[int], asks: int, days: int, delay: int) -> None:
    company = changed(COMPANY, cap=Cap(asks=asks, days=days))
    history: list[PastInvitation] = []
    for minutes in sorted(ends):
        end = MONDAY_NOON + timedelta(minutes=minutes)
        sent = verdict(
            changed(CALL, ended_at=end),
            history=InvitationHistory(tuple(history)),
            programmes=(rule(delay_minutes=delay),),
            company=company,
            now=end,
        )
        if isinstance(sent, SendAt):
            history.append(PastInvitation(sent.when, "after", None))
    times = sorted(ask.at for ask in history)
    assert times, "the first contact is always asked about"
    for first, beyond in zip(times, times[asks:], strict=False):
        assert beyond - first >= timedelta(days=days)
    assert all(earlier <= later for earlier, later in pairwise(times))
