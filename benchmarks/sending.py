"""The cost of a mail that leaves at most once, against one that is only composed and sent.

Our side is the whole stage: claim a job, compose the mail, commit the intent, deliver, write the receipt, finish the
job. The base composes the same mails and sends them with bare aiosmtplib on one kept connection. Both use the same mail
server, whose CPU is not measured. In the first line both sides have the invitation in memory, so the base uses no
database. In the second both read it as the product does. DKIM is off except in its own line.
"""

import subprocess
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import aiosmtplib
import asyncpg

from benchmarks import sink
from benchmarks.ground import KEYS, ground
from benchmarks.measuring import ROUNDS, Comparison, compare
from tests.channels.mail_samples import sample_invitation
from tests.messages.invitation_mails import enqueue_invitation_mails
from vocapp import app as application
from vocapp import clock
from vocapp.channels.email.compose_invitation import compose
from vocapp.database import DB, new_id
from vocapp.database.jobs import run_jobs
from vocapp.feature import Feature, Registry
from vocapp.gateways.gateway import Outgoing
from vocapp.messages.build_mail import MailSender, build_mail
from vocapp.messages.message_queue import STAGE, NewMessage, enqueue_messages
from vocapp.settings import Settings

BATCH = 256
DOMAINS = 200  # so that the pace of none holds a batch up
NOON = datetime(2026, 5, 4, 11, tzinfo=UTC)  # no hour is quiet then in the company's zone
SENT = "SELECT count(*) FROM message WHERE state = 'sent'"


async def main() -> Sequence[Comparison]:
    """The stage against composing and bare aiosmtplib; then the cost of a signature, which is RSA in Python."""
    async with ground() as settings:
        with sink.running() as port, clock.travelled(NOON):
            settings = replace(
                settings, email_gateway="smtp", smtp_port=port, smtp_security="none", mail_domain="feedback.example"
            )
            registry, signing = _application(settings), _application(replace(settings, dkim_key=_key()))
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
                plain = await _queue_composed((ROUNDS + 1) * BATCH)
                base = _bare(registry, client, plain)
                found = [
                    await compare("a mail through the stage / composed and sent", _ours(registry), base, limit=2.5),
                    await compare(
                        "composed, signed with DKIM and sent / the same", _bare(signing, client, plain), base
                    ),
                ]
                real = _bare(registry, client, await _queue_invitations((ROUNDS + 1) * BATCH))
                found.append(
                    await compare("an invitation, read and composed / the same", _ours(registry), real, limit=2.5)
                )
            await registry.gateway("smtp").close()
            return found


def _application(settings: Settings) -> Registry:
    """The whole application, with a feature that composes the same invitation for every message."""
    registry = application.build(settings, KEYS)
    ask, sender = (
        sample_invitation(highest=10),
        MailSender(name="Meridian", address="a@meridian.example", unsubscribe_url="https://x.example/o"),
    )

    async def composed(message: asyncpg.Record) -> Outgoing:
        return build_mail(registry, message, compose(ask), sender)

    registry.features = (*registry.features, Feature(name="at hand", composers={"at hand": composed}))
    return registry


def _ours(registry: Registry) -> Callable[[], Awaitable[int]]:
    stage = next(stage for stage in registry.stages if stage.name == STAGE)

    async def send() -> int:
        done, before = 0, await DB.fetch_value(SENT)
        while done < BATCH:
            done += await run_jobs(stage)
        assert await DB.fetch_value(SENT) == before + done, "a mail did not leave"
        return done

    return send


def _bare(registry: Registry, client: aiosmtplib.SMTP, rows: Sequence[asyncpg.Record]) -> Callable[[], Awaitable[int]]:
    composer = registry.composer(rows[0]["kind"])

    async def send() -> int:
        for row in rows:
            mail = await composer(row)
            assert isinstance(mail, Outgoing)
            await client.sendmail(mail.sender, [mail.recipient], mail.payload)
        return len(rows)

    return send


def _key() -> str:
    return subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, text=True, check=True).stdout


async def _queue_composed(count: int) -> Sequence[asyncpg.Record]:
    """Queue `count` mails of that feature, due now. Returns a batch of their rows."""
    people = [new_id() for _ in range(count)]
    addresses = [f"{n}@c{n % DOMAINS}.example" for n in range(count)]
    await _enqueue("at hand", zip(people, people, addresses, strict=True))
    return await DB.fetch("SELECT * FROM message WHERE kind = 'at hand' LIMIT $1", BATCH)


async def _queue_invitations(count: int) -> Sequence[asyncpg.Record]:
    """Queue `count` invitations, due now, to customers with an address and a permission. Returns a batch of rows."""
    await enqueue_invitation_mails(KEYS, count, DOMAINS)
    return await DB.fetch("SELECT * FROM message WHERE kind = 'invitation' LIMIT $1", BATCH)


async def _enqueue(kind: str, wanted: Iterable[tuple[UUID, UUID, str]]) -> None:
    now = clock.now()
    await enqueue_messages(
        [
            NewMessage(kind=kind, subject_id=subject, customer_id=customer, address=address, due_at=now)
            for subject, customer, address in wanted
        ]
    )
