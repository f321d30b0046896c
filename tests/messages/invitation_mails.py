"""Invitations with their first mail queued: each of a customer with their own address and permission."""

from uuid import UUID

from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite_many
from tests.rows import insert_many
from vocapp import clock
from vocapp.catalogue.definition_files import SURVEYS, load
from vocapp.catalogue.publish import publish
from vocapp.database import DB
from vocapp.messages.message_queue import NewMessage, enqueue_messages
from vocapp.tokens import Keyring


async def enqueue_invitation_mails(keys: Keyring, count: int, domains: int = 200) -> list[UUID]:
    """Enqueues `count` mails that are due now, on an empty database; returns their ids."""
    await invite_many(keys, shipped("post_contact"), count)
    await publish(load([SURVEYS / "company.toml"]), "the tests")
    invitations = await DB.fetch("SELECT id, customer_id FROM invitation ORDER BY id")
    customers = [row["customer_id"] for row in invitations]
    addresses = [f"{customer}@c{number % domains}.example" for number, customer in enumerate(customers)]
    identities = await insert_many(
        "identity",
        [{"customer_id": customer, "value": address} for customer, address in zip(customers, addresses, strict=True)],
    )
    await insert_many("permission", [{"identity_id": identity, "country": "DE"} for identity in identities])
    await DB.execute("UPDATE invitation i SET identity_id = k.id FROM identity k WHERE k.customer_id = i.customer_id")
    now = clock.now()
    return await enqueue_messages(
        [
            NewMessage(
                kind="invitation",
                subject_id=row["id"],
                customer_id=row["customer_id"],
                address=address,
                due_at=now,
            )
            for row, address in zip(invitations, addresses, strict=True)
        ]
    )
