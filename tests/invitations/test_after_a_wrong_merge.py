"""Ada and Bob were taken for one, and Ada was written to about a call of Bob's. Since then they are separated."""

import pytest

from tests.invitations.conftest import SentInvitation, invite
from tests.invitations.customer_rows import NOON, contact, customer, identity
from tests.rows import insert
from tests.staff_people import COMMAND
from vocapp.customers.merging.merge import merge, undo_merge
from vocapp.customers.permissions import PermissionKey, may_write
from vocapp.customers.types import Purpose, WritingChannel
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.invitations import lifecycle
from vocapp.invitations.decide_stage import DecideStage
from vocapp.invitations.invitation_mail import InvitationComposer
from vocapp.invitations.opt_out import is_opted_out, opt_out
from vocapp.operations.erase_customer import erase
from vocapp.staff.trusted_sources import trust
from vocapp.tokens import Keyring


@pytest.fixture
async def bobs_call(deciding: DecideStage, keys: Keyring) -> SentInvitation:
    """The invitation about Bob's call, at Ada's address."""
    ada, bob = await customer("Ada"), await customer("Bob", None)
    # A trusted source confirms Ada's address for the two.
    await trust("shop", COMMAND)
    await contact(ada, source="shop", identities=[{"kind": "email", "value": "ada@example.org"}])
    await merge(bob, ada, actor=COMMAND)
    return await invite(deciding, keys, bob, ended_at=NOON, identities=[{"kind": "loyalty", "value": "GOLD B"}])


async def test_a_mail_that_waits_does_not_leave(bobs_call: SentInvitation, registry: Registry) -> None:
    composing = InvitationComposer(registry)
    assert (await bobs_call.message()).address == "ada@example.org"
    assert await composing(await bobs_call.message()) is not None
    await undo_merge(bobs_call.customer, actor=COMMAND)
    assert await composing(await bobs_call.message()) is None


async def test_a_stop_is_that_of_the_reader(bobs_call: SentInvitation) -> None:
    await undo_merge(bobs_call.customer, actor=COMMAND)
    bobs = PermissionKey(await identity(bobs_call.customer, "bob@example.org"), WritingChannel.EMAIL, Purpose.SURVEY)
    adas = bobs._replace(identity_id=(await bobs_call.row())["identity_id"])
    found = await lifecycle.find(bobs_call.id)
    assert found is not None
    await opt_out(found, "reply")
    assert await is_opted_out(found)
    allowed = await may_write([adas, bobs])
    assert (allowed[adas], allowed[bobs] is not None) == (None, True)


async def test_an_erased_readers_address_is_nowhere(bobs_call: SentInvitation, registry: Registry) -> None:
    await undo_merge(bobs_call.customer, actor=COMMAND)
    ada = await DB.fetch_value("SELECT customer_id FROM identity WHERE value = 'ada@example.org'")
    await erase(registry, COMMAND, ada, "request")
    assert await DB.fetch("SELECT address FROM message WHERE address <> ''") == []


async def test_erasing_the_other_leaves_the_reader_whole(bobs_call: SentInvitation, registry: Registry) -> None:
    await undo_merge(bobs_call.customer, actor=COMMAND)
    ada = await DB.fetch_value("SELECT customer_id FROM identity WHERE value = 'ada@example.org'")
    await insert("message", customer_id=ada, subject_id=ada, address="ada@example.org")
    await erase(registry, COMMAND, bobs_call.customer, "request")
    rows = await DB.fetch("SELECT address FROM message WHERE customer_id = $1", ada)
    assert [row["address"] for row in rows] == ["ada@example.org"]
