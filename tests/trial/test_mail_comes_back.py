"""Through a real Postfix: a mail to an unknown address bounces, and a reply reaches the feature that wrote the mail."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage

import pytest

from tests.messages.conftest import Notes, make_notes, state
from tests.patience import until
from tests.service import free_port
from tests.trial.postfix import missing, postfix
from vocapp.database import DB
from vocapp.gateways.smtp import SmtpGateway
from vocapp.messages.lmtp_listener import mail_listener
from vocapp.settings import Settings
from vocapp.tokens import Keyring, TokenPurpose

pytestmark = [pytest.mark.trial, pytest.mark.committed, pytest.mark.skipif(bool(missing()), reason=missing())]


@pytest.fixture
async def notes(own_database: str, settings: Settings, keys: Keyring) -> AsyncIterator[Notes]:
    """The feature of notes: it writes through Postfix, which returns what is not for example.test."""
    port = free_port()
    with postfix(bounces=port) as server:
        settings = replace(
            settings,
            email_gateway="smtp",
            smtp_port=server.port,
            smtp_domain_rate=0.0,
            mail_domain="feedback.example",
            inbound_port=port,
            inbound_protocol="smtp",
        )
        gateway = SmtpGateway(settings)
        async with mail_listener(settings):
            yield make_notes(settings, keys, gateway)
        await gateway.close()


async def comes_in(notes: Notes) -> None:
    """Wait for a mail, then run the stage that reads it."""

    async def waits() -> bool:
        return bool(await DB.fetch_value("SELECT count(*) FROM inbound_mail WHERE kind = 'unread'"))

    await until(waits)
    await notes.work()


async def test_a_mail_to_nobody_bounces_hard(notes: Notes) -> None:
    note = await notes.write("nobody@elsewhere.test")
    await notes.work()
    assert await state(note) == "sent", "Postfix takes it at first"
    await comes_in(notes)
    assert await state(note) == "bounced"
    (heard,) = notes.heard
    assert (heard.kind, heard.message_id, heard.detail["status"]) == ("bounce_hard", note, "5.1.1")


async def test_a_reply_reaches_its_receiver(notes: Notes, keys: Keyring) -> None:
    note = await notes.write("ann@example.test")
    await notes.work()
    reply = EmailMessage()
    reply["From"], reply["Subject"] = "ann@example.test", "Re: A note"
    reply["To"] = f"reply+{keys.token(TokenPurpose.REPLY, note)}@feedback.example"
    reply.set_content("STOP\n\nOn Monday, Meridian wrote:\n> Hello\n")

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", notes.registry.settings.smtp_port) as client:
            client.send_message(reply)

    await asyncio.to_thread(send)
    await comes_in(notes)
    assert [(heard.kind, heard.message_id, heard.text) for heard in notes.heard] == [("opt_out", note, "STOP")]
