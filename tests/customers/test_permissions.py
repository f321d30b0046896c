"""Permission to write to Ada: what she allowed or refused, then the law of her country."""

from uuid import UUID

from tests.customers.conftest import add_customer, add_identity, identity_of
from vocapp.customers.merging.merge import merge
from vocapp.customers.permissions import PermissionKey, grant, may_write, withdraw
from vocapp.customers.types import Basis, Purpose, WritingChannel
from vocapp.database import DB, new_id
from vocapp.http.access import ANYONE

WORK, HOME = "ada@firm.example", "ada@home.example"


def wish(identity: UUID, purpose: Purpose = Purpose.SURVEY) -> PermissionKey:
    return PermissionKey(identity, WritingChannel.EMAIL, purpose)


async def basis(identity: UUID, purpose: Purpose = Purpose.SURVEY) -> Basis | None:
    asked = wish(identity, purpose)
    return (await may_write([asked]))[asked]


async def test_an_existing_customer_may_be_invited_where_the_law_allows_it(database: str) -> None:
    await add_customer("Ada", WORK, country="GB")
    await add_customer("Greta", "greta@firm.example", country="DE")
    await add_customer("Nemo", "nemo@firm.example", country=None)
    ada = await identity_of(WORK)
    assert await basis(ada) is Basis.EXISTING_CUSTOMER
    assert await basis(ada, Purpose.MARKETING) is None
    assert await basis(await identity_of("greta@firm.example")) is None
    assert await basis(await identity_of("nemo@firm.example")) is None
    assert await basis(new_id()) is None


async def test_many_wishes_are_one_question(database: str) -> None:
    await add_customer("Ada", WORK, HOME)
    wishes = [wish(await identity_of(value), purpose) for value in (WORK, HOME) for purpose in Purpose]
    found = await may_write(wishes)
    assert list(found) == wishes
    assert sum(value is not None for value in found.values()) == 2
    assert await may_write([]) == {}


async def test_consent_counts_where_the_law_requires_it(database: str) -> None:
    greta = await add_customer("Greta", WORK, country="DE")
    identity = await identity_of(WORK)
    await grant(wish(identity), Basis.CONSENT, actor=ANYONE, country="DE", evidence="form of 2 May")
    assert await basis(identity) is Basis.CONSENT
    event = await DB.fetch_one("SELECT action, subject_id, detail FROM event")
    assert (event["action"], event["subject_id"]) == ("permission.granted", str(greta))
    assert "form" not in event["detail"]


async def test_an_objection_stands_for_all_her_addresses_also_for_later_ones(database: str) -> None:
    ada = await add_customer("Ada", WORK, HOME)
    work, home = await identity_of(WORK), await identity_of(HOME)
    await grant(wish(home), Basis.CONSENT, actor=ANYONE)
    assert await withdraw(wish(work), by="link", actor=ANYONE)
    later = await add_identity(ada, "ada@new.example")
    assert [await basis(identity) for identity in (work, home, later)] == [None, None, None]
    assert not await withdraw(wish(work), by="header", actor=ANYONE)
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'permission.withdrawn'") == 1


async def test_an_objection_to_surveys_does_not_stop_service(database: str) -> None:
    await add_customer("Ada", WORK)
    work = await identity_of(WORK)
    await grant(wish(work, Purpose.SERVICE), Basis.CONTRACT, actor=ANYONE)
    await withdraw(wish(work), by="reply", actor=ANYONE)
    assert await basis(work, Purpose.SERVICE) is Basis.CONTRACT


async def test_consent_given_again_ends_the_objection_for_that_address_only(database: str) -> None:
    await add_customer("Ada", WORK, HOME)
    work, home = await identity_of(WORK), await identity_of(HOME)
    await withdraw(wish(work), by="link", actor=ANYONE)
    await withdraw(wish(home), by="link", actor=ANYONE)
    await grant(wish(work), Basis.CONSENT, actor=ANYONE)
    assert (await basis(work), await basis(home)) == (Basis.CONSENT, None)


async def test_an_objection_goes_with_a_merge(database: str) -> None:
    ada = await add_customer("Ada", WORK)
    other = await add_customer("A. Lovelace", HOME)
    await withdraw(wish(await identity_of(HOME)), by="link", actor=ANYONE)
    assert await basis(await identity_of(WORK)) is Basis.EXISTING_CUSTOMER
    await merge(other, ada, actor=ANYONE)
    assert await basis(await identity_of(WORK)) is None
