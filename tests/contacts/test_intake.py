"""Recording contacts, once each, and finding the customers behind them."""

from collections.abc import Callable
from typing import Any

from tests.contacts.conftest import ADA
from tests.rows import insert
from vocapp.contacts.decode_event import convert_event
from vocapp.contacts.event import ContactIn
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.intake import record
from vocapp.contacts.intake_result import IntakeResult, IntakeState
from vocapp.database import DB
from vocapp.http.access import ANYONE
from vocapp.http.fault_texts import format_fault

Body = Callable[..., dict[str, Any]]


def event(value: dict[str, Any]) -> ContactIn:
    found = convert_event(value)
    assert not isinstance(found, ContactFaults), found
    return found


async def recorded(*values: dict[str, Any], is_test: bool = False) -> list[IntakeResult]:
    return await record([event(value) for value in values], is_test=is_test, actor=ANYONE)


async def customers() -> list[str | None]:
    rows = await DB.fetch("SELECT name FROM customer ORDER BY id")
    return [row["name"] for row in rows]


async def test_a_contact_is_recorded_with_its_customer_and_enqueued_for_a_decision(database: str, body: Body) -> None:
    [outcome] = await recorded(body(attributes={"tier": "gold"}))
    assert outcome.state is IntakeState.NEW
    contact = await DB.fetch_one("SELECT * FROM contact")
    assert contact["id"] == outcome.id
    assert contact["started_at"].isoformat() == "2026-05-04T09:00:00+00:00"
    assert contact["attributes"] == '{"tier": "gold"}'
    identities = await DB.fetch("SELECT kind, value, customer_id FROM identity ORDER BY kind")
    assert [(i["kind"], i["value"]) for i in identities] == [("email", "ada@example.com"), ("phone", "+442079460018")]
    assert {i["customer_id"] for i in identities} == {contact["customer_id"]}
    assert await DB.fetch_value("SELECT subject_id FROM due WHERE stage = 'decide'") == outcome.id


async def test_the_same_again_is_a_repeat_and_something_else_an_amendment(database: str, body: Body) -> None:
    [first] = await recorded(body())
    in_utc = body(started_at="2026-05-04T09:00:00Z", ended_at="2026-05-04T09:07:30Z")
    [again, other] = await recorded(in_utc, body(touchpoint="support"))
    assert (again.state, again.id) == (IntakeState.REPEAT, first.id)
    assert (other.state, other.id) == (IntakeState.AMENDED, first.id)
    assert await DB.fetch_value("SELECT touchpoint FROM contact") == "support"


async def test_a_contact_twice_in_a_batch_is_recorded_once(database: str, body: Body) -> None:
    outcomes = await recorded(body(), body(), body(issue="T-9"), body("call-2"))
    assert [o.state for o in outcomes] == [IntakeState.NEW, IntakeState.REPEAT, IntakeState.CONFLICT, IntakeState.NEW]
    assert outcomes[0].id == outcomes[1].id == outcomes[2].id


async def test_ada_is_one_customer_by_mail_or_by_phone(database: str, body: Body) -> None:
    by_phone = {"identities": [{"kind": "phone", "value": "+44 20 7946 0018"}], "lifecycle": "loyal"}
    await recorded(body())
    await recorded(body("call-2", customer=by_phone), body("call-3", customer=ADA))
    ada = await DB.fetch("SELECT name, lifecycle FROM customer")
    assert [tuple(row) for row in ada] == [("Ada Lovelace", "loyal")]


async def test_later_fields_replace_and_omitted_fields_stay(database: str, body: Body) -> None:
    await recorded(body(customer=ADA | {"attributes": {"tier": "gold", "seat": 4}}))
    married = {"country": "GB", "identities": ADA["identities"], "name": "Ada King", "attributes": {"tier": "silver"}}
    await recorded(body("call-2", customer=married))
    row = await DB.fetch_one("SELECT name, language, attributes FROM customer")
    assert tuple(row) == ("Ada King", "en", '{"seat": 4, "tier": "silver"}')


async def test_a_household_shares_an_address_and_stays_two_people(database: str, body: Body) -> None:
    home = {"kind": "postal", "value": "12 St James's Square\nLondon"}
    ada = {"name": "Ada", "country": "GB", "identities": [*ADA["identities"], home]}
    william = {"name": "William", "identities": [{"kind": "email", "value": "william@example.com"}, home]}
    nobody_else = {"name": None, "identities": [home]}
    await recorded(body(customer=ada))
    await recorded(body("call-2", customer=william), body("call-3", customer=nobody_else))
    assert await DB.fetch_value("SELECT count(*) FROM event") == 0
    owners = await DB.fetch("SELECT name FROM contact JOIN customer c ON c.id = customer_id ORDER BY external_id")
    assert [row["name"] for row in owners] == ["Ada", "William", None]  # a letter from there may be either's


async def test_two_people_with_one_telephone_stay_two(database: str, body: Body) -> None:
    home = {"kind": "phone", "value": "+43 1 5551234"}
    anna = {"name": "Anna Kern", "identities": [{"kind": "email", "value": "anna@kunde.example"}, home]}
    bernd = {"name": "Bernd Kern", "identities": [{"kind": "email", "value": "bernd@kunde.example"}, home]}
    await recorded(body(customer=anna), body("call-2", customer=bernd))
    await recorded(body("call-3", customer={"name": "Anna Kern", "identities": [home]}))
    await recorded(body("call-4", customer={"name": "Bernd Kern", "identities": [home]}))
    await recorded(body("call-5", customer=bernd))
    rows = await DB.fetch("SELECT external_id, customer_id, name FROM contact JOIN customer c ON c.id = customer_id")
    of = {row["external_id"]: row["customer_id"] for row in rows}
    assert {row["external_id"]: row["name"] for row in rows} == {
        "call-1": "Anna Kern",
        "call-2": "Bernd Kern",
        "call-3": "Anna Kern",
        "call-4": "Bernd Kern",
        "call-5": "Bernd Kern",
    }
    assert of["call-1"] == of["call-3"]
    assert of["call-2"] == of["call-4"] == of["call-5"]  # the number is shared; the name tells which of the two
    shared = await DB.fetch("SELECT customer_id FROM identity WHERE kind = 'phone' AND shared")
    assert {row["customer_id"] for row in shared} == {of["call-1"], of["call-2"]}


async def test_another_spelling_of_a_name_is_the_same_person(database: str, body: Body) -> None:
    phone = {"kind": "phone", "value": "+43 1 5551234"}
    for number, name in enumerate(("Anna Kern", "Kern, Anna", "A. Kern", "KERN", "Änna Kern", None)):
        address = {"kind": "email", "value": f"anna{number}@kunde.example"}
        await recorded(body(f"call-{number}", customer={"name": name, "identities": [phone, address]}))
    assert await DB.fetch_value("SELECT count(*) FROM customer") == 1


async def test_a_shared_mailbox_does_not_make_one_person_of_two_members(database: str, body: Body) -> None:
    mailbox = {"kind": "email", "value": "family@kunde.example"}
    for number, name in (("1", "Anna Kern"), ("2", "Bernd Kern")):
        member = {"name": name, "identities": [mailbox, {"kind": "loyalty", "value": f"GOLD {number}"}]}
        await recorded(body(f"call-{number}", customer=member))
    assert sorted(filter(None, await customers())) == ["Anna Kern", "Bernd Kern"]
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'customer.identity_conflict'") == 1


async def test_identities_of_two_customers_are_a_recorded_conflict_and_no_merge(database: str, body: Body) -> None:
    grace = {"name": "Grace", "identities": [{"kind": "email", "value": "grace@example.com"}]}
    await recorded(body(), body("call-2", customer=grace))
    both = {"identities": [{"kind": "phone", "value": "+442079460018"}, *grace["identities"]]}
    await recorded(body("call-3", customer=both))
    assert await customers() == ["Ada Lovelace", "Grace"]
    owner = "SELECT name FROM contact JOIN customer c ON c.id = customer_id WHERE external_id = 'call-3'"
    assert await DB.fetch_value(owner) == "Grace"  # an e-mail address weighs more than a phone number
    event_row = await DB.fetch_one("SELECT action, detail FROM event")
    ada = await DB.fetch_value("SELECT id FROM customer WHERE name LIKE 'Ada%'")
    assert event_row["action"] == "customer.identity_conflict"
    assert str(ada) in event_row["detail"]


async def test_a_contact_of_a_merged_customer_goes_to_the_holder_of_the_address(database: str, body: Body) -> None:
    grace = {"name": "Grace", "identities": [{"kind": "email", "value": "grace@example.com"}]}
    await recorded(body(), body("call-2", customer=grace))
    ids = {row["name"]: row["id"] for row in await DB.fetch("SELECT id, name FROM customer")}
    await DB.execute("UPDATE customer SET merged_into = $1 WHERE id = $2", ids["Ada Lovelace"], ids["Grace"])
    await recorded(body("call-3", customer={"identities": grace["identities"]}))
    assert await DB.fetch_value("SELECT customer_id FROM contact WHERE external_id = 'call-3'") == ids["Grace"]


async def test_nobody_known_still_has_a_contact(database: str, body: Body) -> None:
    await recorded(body(customer=...), body("call-2", customer=...))
    assert await customers() == [None, None]


async def test_the_unit_of_the_handler_surveyed_owns_and_the_chain_sees(database: str, body: Body) -> None:
    for slug in ("front-desk", "billing-team", "vendor"):
        await insert("unit", slug=slug, name=slug)
    await insert("line_of_business", slug="energy", name="Energy")
    chain = [
        {"kind": "ivr", "path": "2>1", "unit": "front-desk"},
        {"kind": "agent", "name": "Noor", "unit": "vendor", "transferred": True},
        {"kind": "agent", "name": "Sam", "unit": "billing-team"},
    ]
    [outcome] = await recorded(body(handlers=chain, line_of_business="energy"))
    owner = "SELECT u.slug FROM contact c JOIN unit u ON u.id = c.unit_id"
    assert await DB.fetch_value(owner) == "billing-team"
    seen = await DB.fetch("SELECT slug FROM contact_unit JOIN unit u ON u.id = unit_id ORDER BY slug")
    assert [row["slug"] for row in seen] == ["front-desk", "vendor"]
    assert outcome.state is IntakeState.NEW


async def test_unknown_names_are_set_aside_with_those_that_there_are(database: str, body: Body) -> None:
    await insert("unit", slug="billing-team", name="Billing")
    wrong = body(unit="biling-team", line_of_business="enrgy", brand="nope")
    [odd, good] = await recorded(wrong, body("call-2", unit="billing-team"))
    assert (odd.state, good.state) == (IntakeState.NEW, IntakeState.NEW)
    assert [(f.place, f.params["value"]) for f in odd.odd] == [
        ("unit", "biling-team"),
        ("line_of_business", "enrgy"),
        ("brand", "nope"),
    ]
    assert "use one of billing-team" in format_fault(odd.odd[0])
    assert odd.odd[1].code == "line.none_yet"
    row = await DB.fetch_one("SELECT unit_id, line_id, brand, set_aside FROM contact WHERE external_id = 'call-1'")
    assert tuple(row)[:3] == (None, None, None)
    assert "biling-team" in row["set_aside"]
    [again] = await recorded(wrong)
    assert again.state is IntakeState.REPEAT


async def test_test_contacts_are_apart_from_real_ones(database: str, body: Body) -> None:
    [live] = await recorded(body())
    [test] = await recorded(body(touchpoint="support"), is_test=True)
    assert (live.state, test.state) == (IntakeState.NEW, IntakeState.NEW)
    rows = await DB.fetch("SELECT c.is_test, k.is_test FROM contact c JOIN customer k ON k.id = c.customer_id")
    assert sorted(tuple(row) for row in rows) == [(False, False), (True, True)]


async def test_permissions_come_with_the_event_and_never_restore_a_withdrawn_one(database: str, body: Body) -> None:
    asked = {"kind": "email", "channel": "email", "purpose": "survey", "basis": "consent", "evidence": "form 7"}
    await recorded(body(customer=ADA | {"permissions": [asked]}))
    await recorded(body("call-2", customer=ADA | {"permissions": [asked | {"evidence": "form 8"}]}))
    assert await DB.fetch_value("SELECT evidence FROM permission") == "form 8"
    await DB.execute("UPDATE permission SET withdrawn_at = now()")
    await recorded(body("call-3", customer=ADA | {"permissions": [asked]}))
    row = await DB.fetch_one("SELECT evidence, withdrawn_at FROM permission")
    assert row["evidence"] == "form 8"
    assert row["withdrawn_at"] is not None


async def test_times_in_the_zone_of_the_company_need_a_company(database: str, body: Body) -> None:
    local = body(started_at="2026-05-04T10:00:00", ended_at=..., timezone="company")
    [outcome] = await recorded(local)
    assert outcome.state is IntakeState.REJECTED
    assert outcome.faults[0].place == "timezone"
