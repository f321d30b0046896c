"""One odd optional field never loses a contact: what is refused, and what is set aside with a warning."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared_cases import case_lines
from vocapp.contacts.decode_event import convert_event
from vocapp.contacts.event import ContactIn
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.validate_contact import ValidContact, validate_contact
from vocapp.http.fault_texts import format_fault

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
PLAIN = {
    "source": "crm",
    "external_id": "1",
    "channel": "phone_in_house",
    "touchpoint": "support",
    "started_at": "2026-11-26T10:00:00Z",
}
ANNA = {"kind": "email", "value": "anna@kunde.example"}


def read(**fields: Any) -> ValidContact | ContactFaults:
    event = convert_event(PLAIN | fields)
    return validate_contact(event, None, NOW) if isinstance(event, ContactIn) else event


def recorded(**fields: Any) -> ValidContact:
    found = read(**fields)
    assert isinstance(found, ValidContact), [format_fault(fault) for fault in found]
    return found


def odd(**fields: Any) -> dict[str, Any]:
    return {fault.place: fault.params["value"] for fault in recorded(**fields).odd}


@pytest.mark.parametrize(
    "case",
    [
        "34-one-bad-identity-loses-the-contact",
        "37-uk-is-not-gb",
        "38-language-tags-as-written",
        "39-empty-strings-of-connectors",
        "58-a-call-over-the-end-of-summer-time",
    ],
)
def test_contacts_of_the_public_cases(case: str) -> None:
    for line in case_lines(case, "api"):
        assert isinstance(read(**line["body"]), ValidContact) is (201 in line["expect"]), line["name"]


@pytest.mark.parametrize(
    ("written", "code"),
    [("UK", "GB"), ("el", "GR"), ("XK", "XK"), ("DEU", "DE"), ("Österreich", "AT"), ("U.S.A.", "US"), ("276", "DE"),
     ("40", "AT"), ("D", "DE"), ("Etats-Unis", "US"), ("EE. UU.", "US"), ("KSA", "SA"), ("DE-BY", "DE"),
     ("GB-ENG", "GB"),
     ("Ivory Coast", "CI"), ("ألمانيا", "DE")],
)  # fmt: skip
def test_a_country_is_read_in_its_usual_spellings(written: str, code: str) -> None:
    assert recorded(customer={"country": written}).event.customer.country == code


def test_a_code_that_no_country_has_is_refused_and_other_words_are_set_aside() -> None:
    for code in ("ZZ", "EU", "xx", "QQ"):
        found = read(customer={"country": code})
        assert isinstance(found, ContactFaults)
        assert "ISO 3166" in format_fault(found[0])
    assert odd(customer={"country": "keine Angabe"}) == {"customer.country": "keine Angabe"}


@pytest.mark.parametrize(
    ("written", "tag"),
    [("EN", "en"), ("de_DE", "de-DE"), ("zh-Hans-CN", "zh-Hans-CN"), ("en-GB ", "en-GB"), ("fr-ca", "fr-CA"),
     ("de_DE.UTF-8", "de-DE"), ("ger", "de"), ("Deutsch", "de"), ("es-419", "es-419"), ("sr_Latn_RS", "sr-Latn-RS"),
     ("iw", "he"), ("in", "id"), ("de-", "de"), ("espanol", "es"), ("Francais", "fr"), ("العربية", "ar")],
)  # fmt: skip
def test_a_language_is_read_in_any_spelling(written: str, tag: str) -> None:
    assert recorded(language=written).event.language == tag


@pytest.mark.parametrize("absent", ["", "  ", None])
def test_what_is_empty_is_absent(absent: str | None) -> None:
    names = ("issue", "language", "outcome", "brand", "unit", "ended_at", "wait_seconds", "handlers", "promises")
    empty: dict[str, Any] = dict.fromkeys((*names, "attributes", "survey_announced", "timezone"), absent)
    nobody = dict.fromkeys(("name", "language", "timezone", "country", "lifecycle", "attributes"), absent)
    person = nobody | {"identities": [ANNA, {"kind": "phone", "value": absent}], "permissions": absent}
    found = recorded(**empty, customer=person)
    assert found.odd == ()
    assert found.digest == recorded(customer={"identities": [ANNA]}).digest
    assert recorded(customer=absent).odd == ()


def test_a_bad_identity_leaves_the_good_ones() -> None:
    identities = [
        ANNA,
        {"kind": "email", "value": "keine"},
        {"kind": "phone", "value": "n/a"},
        {"kind": "shoe", "value": "42"},
    ]
    found = recorded(customer={"identities": identities})
    assert found.identities == (("email", "anna@kunde.example"),)
    assert [fault.params["value"] for fault in found.odd] == ['{"kind":"shoe","value":"42"}', "keine", "n/a"]


@pytest.mark.parametrize("kind", ["e-mail", "Mail", "EMAIL", " email ", "courriel"])
def test_kinds_of_identities_as_other_systems_call_them(kind: str) -> None:
    found = recorded(customer={"identities": [{"kind": kind, "value": "anna@kunde.example"}]})
    assert (found.identities, found.odd) == ((("email", "anna@kunde.example"),), ())


def test_an_empty_list_for_a_customer_and_a_blank_zone_are_absent() -> None:
    assert recorded(customer=[]).odd == ()
    assert recorded(timezone="  ").odd == recorded(timezone="\u00a0").odd == ()


def test_several_addresses_in_a_cell_are_several() -> None:
    cell = {"kind": "email", "value": "a.kern@kunde.example; b.kern@kunde.example; keine"}
    found = recorded(customer={"identities": [cell]})
    assert [value for _, value in found.identities] == ["a.kern@kunde.example", "b.kern@kunde.example"]
    assert [fault.params["value"] for fault in found.odd] == ["keine"]


@pytest.mark.parametrize(
    ("fields", "places"),
    [
        ({"touchpoint": "telepathy"}, {"touchpoint"}),
        ({"outcome": "fine, thanks"}, {"outcome"}),
        ({"wait_seconds": -1}, {"wait_seconds"}),
        ({"wait_seconds": "3 min"}, {"wait_seconds"}),
        ({"issue": "x" * 300}, {"issue"}),
        ({"unit": "Team A/B"}, {"unit"}),
        ({"surprise": 1}, {"surprise"}),
        ({"language": "gibberish"}, {"language"}),
        ({"promises": [{"due": "2026-11-27T10:00:00Z"}, {"what": "call"}]}, {"promises[0].what"}),
        ({"handlers": [{"kind": "wizard"}, {"kind": "agent", "seconds": "long"}]},
         {"handlers[0].kind", "handlers[1].seconds"}),
        ({"handlers": "Ada"}, {"handlers"}),
        ({"attributes": {"a b": 1, "ok": 2, "deep": {"x": 1}}}, {"attributes.a b", "attributes.deep"}),
        ({"attributes": [1]}, {"attributes"}),
        ({"customer": {"name": ["x"], "timezone": "Mars/Olympus"}}, {"customer.name", "customer.timezone"}),
        ({"customer": {"identities": [{"kind": "email", "value": f"a{n}@kunde.example"} for n in range(12)]}},
         {"customer.identities"}),
        ({"customer": {"identities": [ANNA], "permissions": [{"kind": "email", "channel": "email"}]}},
         {"customer.permissions[0].purpose", "customer.permissions[0].basis"}),
    ],
)  # fmt: skip
def test_an_odd_field_is_set_aside_as_it_came(fields: dict[str, Any], places: set[str]) -> None:
    found = recorded(**fields)
    assert {fault.place for fault in found.odd} <= places
    assert found.odd
    for fault in found.odd:
        sentence = format_fault(fault)
        assert "regex" not in sentence
        assert "Expected" not in sentence


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"source": None}, "source"),
        ({"external_id": ["x"]}, "external_id"),
        ({"channel": "telegraph"}, "channel"),
        ({"started_at": "yesterday"}, "started_at"),
        ({"started_at": "2026-11-26T10:00:00"}, "started_at"),
        ({"ended_at": "2026-11-26T09:00:00Z"}, "ended_at"),
        ({"ended_at": "soon"}, "ended_at"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"customer": "Anna"}, "customer"),
    ],
)
def test_what_cannot_be_told_is_refused_with_every_other_fault(fields: dict[str, Any], place: str) -> None:
    found = read(**fields)
    assert isinstance(found, ContactFaults)
    assert place in {fault.place for fault in found}
    if place not in ("customer", "timezone"):
        both = read(**fields | {"wait_seconds": "x"} if place in ("source", "external_id", "channel") else fields)
        assert isinstance(both, ContactFaults)
    assert all("regex" not in format_fault(fault) for fault in found)


def test_usual_spellings_of_words_numbers_and_times_are_read() -> None:
    found = recorded(
        external_id=4711,
        channel=" Phone-In-House ",
        touchpoint="SUPPORT",
        started_at="2026-11-26 10:00+00:00",
        wait_seconds="120",
        handling_seconds=90.0,
        survey_announced="ja",
        unit="Billing-Team",
        customer={"name": "Anna\nKern", "identities": {"kind": "EMAIL", "value": " anna@kunde.example "}},
    )
    assert found.odd == ()
    event = found.event
    assert (event.external_id, event.wait_seconds, event.handling_seconds) == ("4711", 120, 90)
    assert (event.survey_announced, event.unit, event.customer.name) == (True, "billing-team", "Anna Kern")
    assert found.started_at == datetime(2026, 11, 26, 10, tzinfo=UTC)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
OPTIONAL = (
    "issue",
    "outcome",
    "wait_seconds",
    "promises",
    "language",
    "handlers",
    "attributes",
    "unit",
    "brand",
    "xyz",
)
OF_CUSTOMER = ("name", "language", "timezone", "lifecycle", "attributes", "identities", "permissions", "xyz")


@given(st.dictionaries(st.sampled_from(OPTIONAL), JSON), st.dictionaries(st.sampled_from(OF_CUSTOMER), JSON))
def test_no_optional_value_whatever_loses_a_contact(fields: dict[str, Any], customer: dict[str, Any]) -> None:
    found = recorded(**fields, customer=customer)
    for fault in found.odd:
        assert format_fault(fault)
    assert recorded(**fields, customer=customer).digest == found.digest
