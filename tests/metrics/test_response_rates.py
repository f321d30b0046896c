"""Response rates, coverage, and whether what was said is acted upon."""

from datetime import UTC, datetime, timedelta

from vocapp.metrics import case_rates as f
from vocapp.metrics import response_rates
from vocapp.metrics.figure import Figure
from vocapp.metrics.response_rates import Dispositions

MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)


def percent(found: Figure | None) -> float:
    assert found is not None
    return round(found.value, 1)


def test_response_rates() -> None:
    invited = Dispositions(complete=20, partial=5, refused=3, noncontact=10, other=2, unknown=60)
    assert (invited.invitations, invited.starts) == (100, 25)
    assert percent(response_rates.rr1(invited)) == 20.0
    assert percent(response_rates.rr2(invited)) == 25.0
    assert percent(response_rates.coop1(invited)) == 66.7  # 20 of 20 + 5 + 3 + 2
    assert percent(response_rates.completion(invited)) == 80.0
    assert percent(response_rates.break_off(invited)) == 20.0


def test_dispositions_by_name() -> None:
    assert Dispositions.of({"complete": 2, "unknown": 1}) == Dispositions(complete=2, unknown=1)


def test_no_invitation_has_no_rate() -> None:
    assert response_rates.rr1(Dispositions()) is None
    assert response_rates.completion(Dispositions(unknown=3)) is None


def test_coverage_and_suppression() -> None:
    assert percent(response_rates.coverage(60, 80)) == 75.0
    found = response_rates.suppression({"customer cap": 8, "no basis": 4}, 80)
    assert {rule: percent(figure) for rule, figure in found.items()} == {"customer cap": 10.0, "no basis": 5.0}


def test_open_overdue_cases_are_misses() -> None:
    assert percent(f.in_sla(in_time=8, handled=9, overdue=1)) == 80.0


def test_a_case_is_recovered_only_when_the_customer_confirms() -> None:
    assert percent(f.recovery(confirmed=4, closed=10)) == 40.0
    assert percent(f.reopening(1, 10)) == 10.0
    assert percent(f.reach(3, 4)) == 75.0
    assert percent(f.promises_kept(9, 10)) == 90.0
    assert f.recovery(0, 0) is None


def test_the_same_issue_within_a_week_is_a_repeat() -> None:
    day = timedelta(days=1)
    ada, bob = "Ada", "Bob"
    contacts = [
        (ada, "T1", MONDAY),
        (ada, "T1", MONDAY + 7 * day),  # a repeat, on whatever channel
        (ada, "T1", MONDAY + 15 * day),  # eight days later: not
        (ada, "T2", MONDAY + day),
        (bob, "T1", MONDAY + day),
        (bob, None, MONDAY),
        (bob, None, MONDAY + day),
    ]
    found = f.repeat_contact(contacts)
    assert found is not None
    assert (round(found.value, 1), found.n) == (14.3, 7)


def test_the_typical_time_has_an_interval_of_its_order() -> None:
    assert f.median_time([]) is None
    one = f.median_time([60.0])
    assert one == Figure(60.0, 60.0, 60.0, 1, "seconds")
    many = f.median_time([float(minute) for minute in range(1, 101)])
    assert many is not None
    assert (many.value, many.low, many.high) == (50.5, 40.0, 61.0)
