"""Case 18: a real mail server refuses the address at sending; only a definite refusal of the address makes it dead."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.gateways.unreliable_server import Server, mail_server
from tests.invitations.conftest import SentInvitation
from tests.invitations.customer_rows import NOON, contact, decision
from vocapp import app as application
from vocapp import clock
from vocapp.database import DB
from vocapp.database.jobs import run_jobs
from vocapp.invitations.decide_stage import DecideStage
from vocapp.settings import Settings
from vocapp.tokens import Keyring


@pytest.fixture
async def refusing() -> AsyncIterator[Server]:
    async with mail_server() as running:
        yield running


async def send(refusing: Server, settings: Settings, keys: Keyring) -> None:
    """Everything that is due is sent by SMTP to the server."""
    given = replace(
        settings, email_gateway="smtp", smtp_port=refusing.port, smtp_security="none", smtp_domain_rate=0.0,
        mail_domain="feedback.example",
    )  # fmt: skip
    registry = application.build(given, keys)
    await DB.execute("UPDATE due SET not_before = $1 WHERE stage = 'send'", clock.now())
    await DB.execute("UPDATE message SET due_at = $1 WHERE step = 0", clock.now())
    for stage in registry.stages:
        if stage.name == "send":
            await run_jobs(replace(stage, concurrency=1))
    for feature in registry.features:
        for gateway in feature.gateways:
            await gateway.close()


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        ("550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown", "address bounced"),
        ("550 5.1.1 No such user", "address bounced"),
        ("550 5.1.10 Recipient not found", "address bounced"),
        ("550 5.2.1 Mailbox disabled", "address bounced"),
        ("550 5.7.1 Sender blocked", None),
        ("550 5.1.1 blocked by Spamhaus", None),
        ("552 5.2.2 Mailbox full", None),
        ("451 4.7.1 Greylisted, try again", None),
    ],
)
async def test_what_the_server_says_at_the_recipient(
    adas: SentInvitation,
    deciding: DecideStage,
    refusing: Server,
    settings: Settings,
    keys: Keyring,
    reply: str,
    rule: str | None,
) -> None:
    refusing.at_rcpt = lambda _: reply
    await send(refusing, settings, keys)
    assert refusing.connections, "nothing was sent"
    bounced = await DB.fetch_value("SELECT bounced_at IS NOT NULL FROM identity WHERE customer_id = $1", adas.customer)
    assert bounced is (rule is not None)
    later = await contact(adas.customer, ended_at=NOON)
    await deciding.work(later)
    assert (await decision(later))[1] == (rule or "customer cap")
