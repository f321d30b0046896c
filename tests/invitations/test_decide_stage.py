"""Every contact gets one decision; an invited customer gets one invitation, its first mail and perhaps a reminder."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

import asyncpg
import pytest

from tests.invitations.customer_rows import (
    NOON,
    contact,
    customer,
    decision,
    identity,
    permission,
    publish_all,
    republish,
)
from tests.rows import insert
from tests.staff_people import COMMAND
from vocapp import clock
from vocapp.catalogue.brand import Brand
from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import Programme, Sampling
from vocapp.customers.permissions import PermissionKey, grant
from vocapp.customers.types import Basis, Purpose, WritingChannel
from vocapp.database import DB, from_json, new_id
from vocapp.invitations.decide_stage import DecideStage
from vocapp.staff.trusted_sources import trust
from vocapp.tokens import Keyring, TokenPurpose, token_hash

SOON = NOON + timedelta(minutes=1)


async def invitation_of(contact_id: UUID) -> asyncpg.Record:
    [row] = await DB.fetch("SELECT * FROM invitation WHERE contact_id = $1", contact_id)  # nobody was asked?
    return row


async def messages_of(invitation_id: UUID) -> list[asyncpg.Record]:
    return await DB.fetch("SELECT * FROM message WHERE subject_id = $1 ORDER BY step", invitation_id)


async def test_a_call_about_billing_gets_its_invitation_half_an_hour_later(
    deciding: DecideStage, keys: Keyring
) -> None:
    ada = await customer("Ada", language="de-AT")
    clock.move_to(SOON)
    call = await contact(ada, issue="INV-7", ended_at=NOON)
    assert await deciding.work(call) is None
    assert await decision(call) == ("invited", None)
    invitation = await invitation_of(call)
    assert (invitation["customer_id"], invitation["language"], invitation["channel"]) == (ada, "de", "email")
    assert invitation["answer_hash"] == token_hash(keys.token(TokenPurpose.ANSWER, invitation["id"]))
    assert invitation["opt_out_hash"] == token_hash(keys.token(TokenPurpose.OPT_OUT, invitation["id"]))
    assert invitation["asked_at"] == NOON + timedelta(minutes=30)
    assert invitation["expires_at"] - invitation["asked_at"] == timedelta(days=14)
    first, reminder = await messages_of(invitation["id"])
    assert (first["kind"], first["step"], first["address"]) == ("invitation", 0, "ada@example.org")
    assert first["due_at"] == invitation["asked_at"]
    assert (reminder["step"], reminder["due_at"]) == (1, invitation["asked_at"] + timedelta(days=4))
    owed = await DB.fetch("SELECT stage FROM due ORDER BY stage")
    assert [row["stage"] for row in owed] == ["count", "expire", "send", "send"]


async def test_facts_of_the_contact_are_frozen_on_the_invitation(deciding: DecideStage) -> None:
    ada = await customer("Ada", language="de")
    chain = [
        {"kind": "ivr", "path": "2>1"},
        {"kind": "agent", "name": "Sam", "transferred": True},
        {"kind": "agent", "name": "Kim"},
    ]
    call = await contact(ada, issue="INV-7", ended_at=NOON, handlers=chain, attributes={"tier": "gold"})
    clock.move_to(SOON)
    await deciding.work(call)
    facts = from_json((await invitation_of(call))["facts"])
    assert facts["brand"] == "Alderway"
    assert (facts["agent"], facts["customer"], facts["issue"]) == ("Kim", "Ada", "INV-7")
    assert (facts["date"], facts["channel"], facts["touchpoint"]) == ("4. Mai", "Telefon", "Rechnung")
    assert (facts["contact.tier"], facts["contact.transfers"], facts["contact.day"]) == ("gold", 1, "2026-05-04")
    assert facts["customer.country"] == "GB"


async def test_the_touchpoint_chooses_the_survey(deciding: DecideStage) -> None:
    surveys = {"sales_won": "sales_won", "payment": "billing", "complaint": "support", "other": "post_contact"}
    for touchpoint, survey in surveys.items():
        person = await customer(touchpoint, f"{touchpoint}@example.org")
        call = await contact(person, touchpoint=touchpoint)
        await deciding.work(call)
        version = (await invitation_of(call))["survey_version_id"]
        assert await DB.fetch_value("SELECT slug FROM survey_version WHERE id = $1", version) == survey


async def test_deciding_twice_makes_one_invitation(deciding: DecideStage) -> None:
    call = await contact(await customer())
    await deciding.work(call)
    await deciding.work(call)
    assert await DB.fetch_value("SELECT count(*) FROM invitation") == 1
    assert await DB.fetch_value("SELECT count(*) FROM decision_history") == 1


async def test_a_second_contact_within_thirty_days_is_suppressed(deciding: DecideStage) -> None:
    ada = await customer()
    await deciding.work(await contact(ada))
    second = await contact(ada, touchpoint="support")
    await deciding.work(second)
    await deciding.work(second)
    assert await decision(second) == ("suppressed", "customer cap")
    told = await DB.fetch_one("SELECT d.revision, p.slug FROM decision d JOIN programme p ON p.id = d.programme_id "
                              "WHERE d.contact_id = $1", second)  # fmt: skip
    assert told is not None
    assert (told["revision"], told["slug"]) == (1, "support")


async def test_a_merged_customer_is_one_person(deciding: DecideStage) -> None:
    ada = await customer("Ada")
    lovelace = await customer("A. Lovelace", "ada@work.example", merged_into=ada)
    countess = await customer("The Countess", None, merged_into=lovelace)
    await deciding.work(await contact(lovelace))
    second = await contact(countess, identities=[{"kind": "email", "value": "ada@work.example"}])
    await deciding.work(second)
    assert await decision(second) == ("suppressed", "customer cap")
    assert await DB.fetch_value("SELECT customer_id FROM invitation JOIN message USING (customer_id)") == lovelace


async def test_an_address_that_only_another_contact_named_is_not_used(deciding: DecideStage) -> None:
    ada = await customer("Ada", "ada@example.org")
    phone = [{"kind": "phone", "value": "+442071838750"}]
    await contact(ada, source="shop", identities=[{"kind": "email", "value": "ada@example.org"}])
    call = await contact(ada, identities=phone)
    await deciding.work(call)
    assert await decision(call) == ("suppressed", "address not named")

    await trust("shop", COMMAND)
    confirmed = await contact(ada, identities=phone)
    await deciding.work(confirmed)
    assert await decision(confirmed) == ("invited", None)


async def test_the_mail_of_a_merged_customer_is_not_for_a_contact_of_the_other(deciding: DecideStage) -> None:
    ada = await customer("Ada", "ada@example.org")
    other = await customer("A. King", None, merged_into=ada)
    call = await contact(other)
    await deciding.work(call)
    assert await decision(call) == ("suppressed", "address not named")


async def test_the_address_that_the_customer_used_comes_first(deciding: DecideStage) -> None:
    ada = await customer("Ada", "ada@example.org")
    await identity(ada, "ada@work.example")
    call = await contact(ada, identities=[{"kind": "email", "value": "ada@example.org"}])
    await deciding.work(call)
    [first, _] = await messages_of((await invitation_of(call))["id"])
    assert first["address"] == "ada@example.org"


async def test_the_permissions_of_each_address_count(deciding: DecideStage) -> None:
    """An objection counts for all of them, until it is lifted for one; silence is left to the law."""
    objecting, also_silent = await customer("Bob", None), await customer("Cleo", None)
    await permission(await identity(objecting, "bob@example.org"), withdrawn=True)
    await identity(objecting, "bob@work.example")
    await permission(await identity(also_silent, "cleo@example.org"), withdrawn=True)
    await permission(await identity(also_silent, "cleo@work.example"))
    renewed = await customer("Fay", None)
    await permission(await identity(renewed, "fay@example.org"), withdrawn=True)
    work = PermissionKey(await identity(renewed, "fay@work.example"), WritingChannel.EMAIL, Purpose.SURVEY)
    await grant(work, Basis.CONSENT, actor=COMMAND, evidence="Fay wrote so")
    abroad = await customer("Dora", "dora@example.org", country="DE")
    unknown = await customer("Eve", "eve@example.org", country=None)
    calls = [await contact(person) for person in (objecting, also_silent, abroad, unknown, renewed)]
    for call in calls:
        await deciding.work(call)
    assert await decision(calls[0]) == ("suppressed", "opted out")
    assert await decision(calls[1]) == ("suppressed", "opted out"), "whatever consent an event declared"
    assert await decision(calls[4]) == ("invited", None)
    assert await decision(calls[2]) == ("suppressed", "no basis")
    assert await decision(calls[3]) == ("suppressed", "no basis")
    [first, _] = await messages_of((await invitation_of(calls[4]))["id"])
    assert first["address"] == "fay@work.example"


async def test_a_bounced_address_is_not_written_to(deciding: DecideStage) -> None:
    ada = await customer("Ada", None)
    await identity(ada, "ada@example.org", bounced=True)
    call = await contact(ada)
    await deciding.work(call)
    assert await decision(call) == ("suppressed", "address bounced")


async def test_staff_are_not_invited(deciding: DecideStage) -> None:
    await insert("staff_user", email="Sam@Alderway.example", name="Sam")
    call = await contact(await customer("Sam", "sam@alderway.example"))
    await deciding.work(call)
    assert await decision(call) == ("ineligible", "staff")


async def test_an_agent_gets_no_invitation_about_their_own_contact(deciding: DecideStage) -> None:
    call = await contact(await customer("Sam", "sam@alderway.example"))
    await deciding.work(call)
    assert await decision(call) == ("ineligible", "self-rating")


async def test_a_contact_without_an_address_is_ineligible(deciding: DecideStage) -> None:
    visitor = await customer("At the kiosk", None, country=None, timezone=None)
    await identity(visitor, "+442071838750", kind="phone")
    visit = await contact(visitor, channel="kiosk")
    await deciding.work(visit)
    assert await decision(visit) == ("ineligible", "no address")


async def test_a_contact_that_has_not_ended_is_decided_later(deciding: DecideStage) -> None:
    end = NOON + timedelta(minutes=10)
    call = await contact(await customer(), ended_at=end)
    assert await deciding.work(call) == end
    assert await decision(call) == ("deferred", "not over")
    clock.move_to(end + timedelta(seconds=1))
    assert await deciding.work(call) is None
    assert await decision(call) == ("invited", None)
    outcomes = await DB.fetch("SELECT outcome FROM decision_history ORDER BY id")
    assert [row["outcome"] for row in outcomes] == ["deferred", "invited"]


async def test_two_brands_each_use_their_own_name(deciding: DecideStage) -> None:
    calls = {}
    for brand in (None, "alderway", "brightmoor", "nobody"):
        person = await customer(str(brand), f"{brand}@example.org")
        calls[brand] = await contact(person, brand=brand)
        await deciding.work(calls[brand])
    assert from_json((await invitation_of(calls[None]))["facts"])["brand"] == "Alderway"
    assert from_json((await invitation_of(calls["brightmoor"]))["facts"])["brand"] == "Brightmoor"
    assert await decision(calls["nobody"]) == ("ineligible", "unknown brand")


async def test_an_invitation_keeps_its_brand_version(deciding: DecideStage) -> None:
    call = await contact(await customer())
    await deciding.work(call)
    await republish(Brand, "alderway", name="Alderway & Sons")
    brand = (await invitation_of(call))["brand_id"]
    assert await DB.fetch_value("SELECT current FROM brand WHERE id = $1", brand) is False


async def test_a_reminder_is_left_out_where_the_hours_leave_no_moment(deciding: DecideStage) -> None:
    days = tuple(f"{NOON + timedelta(days=day):%m-%d}" for day in range(3, 16))
    await republish(Company, "company", blocked_days=days)
    call = await contact(await customer())
    await deciding.work(call)
    assert len(await messages_of((await invitation_of(call))["id"])) == 1


async def test_a_programme_without_a_reminder_sends_none(deciding: DecideStage) -> None:
    await republish(Programme, "billing", reminder_after_days=None)
    call = await contact(await customer())
    await deciding.work(call)
    assert len(await messages_of((await invitation_of(call))["id"])) == 1


async def test_a_changed_programme_counts_from_the_next_contact_on(deciding: DecideStage) -> None:
    await republish(Programme, "billing", sampling=Sampling(percent=0))
    call = await contact(await customer())
    await deciding.work(call)
    assert await decision(call) == ("suppressed", "not sampled")


async def test_test_contacts_are_decided_apart_from_real_ones(deciding: DecideStage) -> None:
    await customer("Ada")
    tester = await customer("Ada", is_test=True)
    call = await contact(tester, is_test=True)
    await deciding.work(call)
    invitation = await invitation_of(call)
    assert invitation["is_test"]
    assert all(message["is_test"] for message in await messages_of(invitation["id"]))


async def test_an_erased_contact_needs_no_decision(deciding: DecideStage) -> None:
    assert await deciding.work(new_id()) is None
    assert await DB.fetch_value("SELECT count(*) FROM decision") == 0


async def test_contacts_wait_until_something_is_published(database: str, keys: Keyring) -> None:
    with clock.travelled(NOON):
        call = await contact(await customer())
        later = await DecideStage(keys).work(call)
        assert later is not None
        assert timedelta(minutes=4) < later - clock.now() <= timedelta(minutes=5)
        assert await decision(call) == ("deferred", "not published")
        await publish_all()
        await DecideStage(keys).work(call)
        assert await decision(call) == ("invited", None)


async def test_a_failure_is_recorded_as_decision_until_the_next_attempt(deciding: DecideStage) -> None:
    ada = await customer(timezone="Nowhere/At_All")
    call = await contact(ada)
    with pytest.raises(ZoneInfoNotFoundError):
        await deciding.work(call)
    assert await decision(call) == ("failed", "ZoneInfoNotFoundError")
    await DB.execute("UPDATE customer SET timezone = NULL WHERE id = $1", ada)
    await deciding.work(call)
    assert await decision(call) == ("invited", None)
