"""Invitations with their first mail queued: each of a customer with their own address and permission."""

from uuid import UUID

from tests.questionnaire.tiny import shipped
from tests.responses.asks import asks
from vocapp import clock
from vocapp.catalogue.definition_files import SURVEYS, load
from vocapp.catalogue.publish import publish
from vocapp.database import DB
from vocapp.messages.message_queue import NewMessage, enqueue_messages
from vocapp.tokens import Keyring

IDENTITIES = """
INSERT INTO identity (id, customer_id, kind, value, created_at)
SELECT gen_random_uuid(), id, 'email', id || '@c' || abs(hashtext(id::text)) % {domains} || '.example', now()
FROM customer"""
IDENTIFIED = "UPDATE invitation i SET identity_id = k.id FROM identity k WHERE k.customer_id = i.customer_id"
PERMISSIONS = """
INSERT INTO permission (id, identity_id, channel, purpose, basis, country, evidence, granted_at)
SELECT gen_random_uuid(), id, 'email', 'survey', 'consent', 'DE', '', now() FROM identity"""
ASKED = "SELECT i.id, i.customer_id, k.value FROM invitation i JOIN identity k ON k.id = i.identity_id"


async def enqueue_invitation_mails(keys: Keyring, count: int, domains: int = 200) -> list[UUID]:
    """Enqueues `count` mails that are due now, on an empty database; returns their ids."""
    await asks(keys, shipped("post_contact"), count)
    await publish(load([SURVEYS / "company.toml"]), "the tests")
    for statement in (IDENTITIES.format(domains=domains), IDENTIFIED, PERMISSIONS):
        await DB.execute(statement)
    now = clock.now()
    return await enqueue_messages(
        [
            NewMessage(kind="invitation", subject_id=ask, customer_id=customer, address=address, due_at=now)
            for ask, customer, address in await DB.fetch(ASKED)
        ]
    )
