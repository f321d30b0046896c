"""Validation of events without the database: all faults at once, the owning unit, the digest."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.contacts.conftest import ADA
from tests.fault_sentences import refused
from vocapp.contacts.decode_event import LONGEST, convert_event, decode_line
from vocapp.contacts.event import ContactIn, Handler, HandlerKind
from vocapp.contacts.event_faults import SHOWN, ContactFaults, shorten
from vocapp.contacts.handler_chain import HandlerChainError, other_units, owning_unit, surveyed_handler
from vocapp.contacts.validate_contact import ValidContact, validate_contact
from vocapp.http.fault_texts import format_fault

Body = Callable[..., dict[str, Any]]

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)


def event(value: dict[str, Any]) -> ContactIn:
    found = convert_event(value)
    assert isinstance(found, ContactIn), found
    return found


def checked(value: dict[str, Any], zone: ZoneInfo | None = None) -> ValidContact:
    found = validate_contact(event(value), zone, NOW)
    assert isinstance(found, ValidContact), found
    return found


def faults(value: dict[str, Any]) -> dict[str, str]:
    found = validate_contact(event(value), None, NOW)
    assert isinstance(found, ContactFaults)
    return {fault.place: format_fault(fault) for fault in found}


def odd(value: dict[str, Any]) -> dict[str, str]:
    """What is set aside of a contact that is recorded."""
    return {fault.place: format_fault(fault) for fault in checked(value).odd}


def test_local_times_are_read_in_the_given_zone(body: Body) -> None:
    local = {"started_at": "2026-05-04T10:00:00", "ended_at": ...}
    named = checked(body(**local, timezone="Europe/Berlin"))
    companys = checked(body(**local, timezone="company"), ZoneInfo("Asia/Tokyo"))
    assert named.started_at == named.ended_at == datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
    assert companys.started_at == datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
    assert "offset" in faults(body(**local))["started_at"]


def test_every_fault_is_found_and_a_bad_zone_is_one(body: Body) -> None:
    wrong = body(
        started_at="2026-05-04T10:00:00",
        timezone="Berlin",
        promises=[{"what": "call", "due": "2026-05-05T10:00:00"}],
        customer={
            "timezone": "Nowhere",
            "identities": [{"kind": "email", "value": "x"}, {"kind": "phone", "value": "030 1"}],
        },
        handlers=[{"kind": "agent", "surveyed": True}, {"kind": "agent", "surveyed": True}],
    )
    assert faults(wrong).keys() == {
        "timezone",
        "customer.timezone",
        "customer.identities[0].value",
        "customer.identities[1].value",
        "handlers",
    }
    assert odd(wrong | {"timezone": "Europe/Berlin"}).keys() == faults(wrong).keys() - {"timezone"}


def test_a_promise_needs_a_zone_too(body: Body) -> None:
    wrong = body(promises=[{"what": "x"}, {"what": "y", "due": "2026-05-05T10:00:00"}])
    assert odd(wrong).keys() == {"promises[1].due"}
    kept = checked(body(promises=[{"what": "y", "due": "2026-06-05T10:00:00+02:00"}])).promises
    assert kept[0].due == datetime(2026, 6, 5, 8, 0, tzinfo=UTC)


def test_permissions_are_for_identities_of_the_event(body: Body) -> None:
    def permission(**fields: Any) -> dict[str, Any]:
        given = {"kind": "email", "channel": "email", "purpose": "survey", "basis": "consent"} | fields
        return body(customer=ADA | {"permissions": [given]})

    [(known, given)] = checked(permission()).permissions
    assert (known[1], given.basis) == ("ada@example.com", "consent")
    assert checked(permission(value="ADA@example.com")).permissions[0][0] == known
    assert odd(permission(value="other@example.com")).keys() == {"customer.permissions[0].value"}
    assert odd(permission(value="other")).keys() == {"customer.permissions[0].value"}
    assert odd(permission(channel="sms")).keys() == {"customer.permissions[0].channel"}
    assert "kind loyalty" in odd(permission(kind="loyalty"))["customer.permissions[0].value"]


def test_the_digest_of_a_contact_ignores_its_notation(body: Body) -> None:
    digest = checked(body(attributes={"a": 1, "b": 2})).digest
    assert checked(body(attributes={"b": 2, "a": 1}, promises=[])).digest == digest
    in_berlin = body(
        attributes={"a": 1, "b": 2},
        started_at="2026-05-04T11:00:00",
        ended_at="2026-05-04T11:07:30",
        timezone="Europe/Berlin",
    )
    assert checked(in_berlin).digest == digest
    assert checked(body(attributes={"a": 1})).digest != digest


def test_a_fault_shows_what_was_given_shortened() -> None:
    assert shorten("x" * 100) == "x" * (SHOWN - 1) + "…"
    assert shorten({"a": None}) == '{"a":null}'


def handler(kind: HandlerKind, unit: str | None = None, *, surveyed: bool = False) -> Handler:
    return Handler(kind=kind, unit=unit, surveyed=surveyed)


IVR, AGENT = HandlerKind.IVR, HandlerKind.AGENT


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        ([], None),
        ([handler(IVR, "menu")], 0),
        ([handler(IVR)], None),
        ([handler(AGENT, "a"), handler(AGENT, "b"), handler(HandlerKind.QUEUE, "q")], 1),
        ([handler(AGENT, "a", surveyed=True), handler(AGENT, "b")], 0),
    ],
)
def test_the_survey_is_about_the_one_marked_else_the_last_agent(chain: list[Handler], expected: int | None) -> None:
    assert surveyed_handler(chain) == (None if expected is None else chain[expected])


def test_the_owner_is_the_unit_of_the_handler_surveyed(body: Body) -> None:
    chain = [{"kind": "ivr", "unit": "menu"}, {"kind": "agent", "unit": "team"}]
    found = event(body(handlers=chain))
    assert owning_unit(found) == "team"
    assert other_units(found, "team") == ["menu"]
    assert owning_unit(event(body(unit="team"))) == "team"
    assert owning_unit(event(body(unit="team", handlers=[{"kind": "agent"}]))) == "team"
    with refused(HandlerChainError, match="belongs to the unit team"):
        owning_unit(event(body(unit="other", handlers=chain)))


def test_lines_that_are_no_events() -> None:
    for line, remedy in (
        (b"{", "not a JSON object"),
        (b"\xff", "not a JSON object"),
        (b"[" * 5000, "nested too deeply"),
    ):
        found = decode_line(line)
        assert isinstance(found, ContactFaults)
        assert remedy in format_fault(found[0])
    too_long = decode_line(b"x" * (LONGEST + 1))
    assert isinstance(too_long, ContactFaults)
    assert str(LONGEST) in format_fault(too_long[0])


def test_faults_of_the_shape_name_the_place_and_the_value(body: Body) -> None:
    odd_shapes = {"identities": [{"kind": "shoe", "value": 42}], "a/b": 1}
    assert {(fault.place, fault.params["value"]) for fault in checked(body(customer=odd_shapes)).odd} == {
        ("customer.identities[0].kind", '{"kind":"shoe","value":"42"}'),
        ("customer.a/b", "1"),
    }
    missing = convert_event({})
    assert isinstance(missing, ContactFaults)
    assert {(fault.place, fault.params["value"]) for fault in missing} >= {("source", "null")}
