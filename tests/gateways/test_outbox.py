"""The gateway that keeps mail."""

from dataclasses import replace

from tests.gateways.test_smtp import MAIL
from vocapp.database import DB
from vocapp.gateways.gateway import Gateway, SupportsLookup
from vocapp.gateways.outbox import OutboxGateway


async def test_a_mail_is_kept_once_however_often_it_is_delivered(database: str) -> None:
    gateway = OutboxGateway()
    for _ in range(3):
        await gateway.deliver(replace(MAIL, subject="Hello"))
    (kept,) = await DB.fetch("SELECT * FROM outbox_mail")
    assert (kept["recipient"], kept["subject"], kept["content"]) == (MAIL.recipient, "Hello", MAIL.payload)
    await gateway.close()


async def test_it_knows_whether_it_took_a_message(database: str) -> None:
    gateway = OutboxGateway()
    assert not await gateway.was_taken(MAIL.key)
    await gateway.deliver(MAIL)
    assert await gateway.was_taken(MAIL.key)


def test_it_is_a_gateway_that_looks_up() -> None:
    assert isinstance(OutboxGateway(), Gateway)
    assert isinstance(OutboxGateway(), SupportsLookup)
