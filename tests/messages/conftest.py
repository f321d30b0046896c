"""A test feature that sends notes to Ann, Ben and Cleo, and records what comes back."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from vocapp import app as application
from vocapp import clock
from vocapp.channels.mail_content import MailBody
from vocapp.database import DB, new_id
from vocapp.database.jobs import run_jobs
from vocapp.feature import Feature, Inbound, Registry, StoredMessage
from vocapp.gateways.gateway import Gateway, Outgoing, Receipt
from vocapp.messages.build_mail import MailSender, build_mail
from vocapp.messages.message_queue import NewMessage, enqueue_message
from vocapp.settings import Settings
from vocapp.tokens import Keyring

ANN = "ann@customers.example"
SENDER = MailSender(name="Meridian", address="feedback@meridian.example")


@dataclass
class FakeGateway:
    """Ends each delivery as `ends` does; product code would call a provider here."""

    name: str = "smtp"
    ends: Callable[[Outgoing], Receipt] = lambda _: Receipt("provider-1")
    delivered: list[Outgoing] = field(default_factory=list)

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        self.delivered.append(outgoing)
        return self.ends(outgoing)

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Notes:
    """The feature: composes messages of kind "note" and records inbound mail."""

    registry: Registry
    gateway: FakeGateway
    says: Callable[[StoredMessage], MailBody | datetime | None] = lambda _: MailBody(
        subject="A note", text="Hello", html="<p>Hello</p>", language="en"
    )
    heard: list[Inbound] = field(default_factory=list)
    fails: Exception | None = None

    async def compose(self, message: StoredMessage) -> Outgoing | datetime | None:
        if self.fails:
            raise self.fails
        said = self.says(message)
        return build_mail(self.registry, message, said, SENDER) if isinstance(said, MailBody) else said

    async def receive(self, inbound: Inbound) -> None:
        self.heard.append(inbound)

    async def write(self, address: str = ANN, **other: Any) -> UUID:
        """Enqueues a note, due now."""
        given = {"kind": "note", "subject_id": new_id(), "customer_id": None, "due_at": clock.now(), **other}
        found = await enqueue_message(NewMessage(address=address, **given))
        assert found is not None
        return found

    async def work(self, *stages: str) -> None:
        """Runs the jobs that are due, one after another: a rolled-back test has one connection."""
        for stage in self.registry.stages:
            if stage.name in (stages or ("send", "hear")):
                while await run_jobs(replace(stage, concurrency=1)):
                    pass


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Mail leaves by a gateway that each test makes end as it likes."""
    return replace(settings, email_gateway="smtp", mail_domain="feedback.example", smtp_domain_rate=0.0)


def make_notes(settings: Settings, keys: Keyring, gateway: Gateway | None = None) -> Notes:
    """Returns the feature in a registry of its own, with `gateway` instead of the real one of that name."""
    registry = application.build(settings, keys)
    fake = gateway if isinstance(gateway, FakeGateway) else FakeGateway()
    notes = Notes(registry, fake)
    others = tuple(feature for feature in registry.features if feature.name not in ("invitations", "responses"))
    extra = Feature(
        name="notes", composers={"note": notes.compose}, receivers=(notes.receive,), gateways=(gateway or fake,)
    )
    registry.features = (*others, extra)
    return notes


@pytest.fixture
def notes(settings: Settings, keys: Keyring) -> Notes:
    return make_notes(settings, keys)


async def message(subject: UUID) -> asyncpg.Record:
    """The row."""
    found = await DB.fetch_one("SELECT * FROM message WHERE id = $1", subject)
    assert found is not None
    return found


async def state(subject: UUID) -> str:
    """The state of the message."""
    return str((await message(subject))["state"])


class SlowGateway:
    """A gateway that delivers as slowly as `deliver` does."""

    name = "smtp"

    def __init__(self, deliver: Any) -> None:
        self.deliver = deliver

    async def close(self) -> None:
        """Nothing is open."""
