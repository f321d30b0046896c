"""What does a mail cost that leaves at most once, against one that is only composed and handed over?

Ours is the whole stage: a due row claimed, the mail composed, the intent committed, the mail delivered, the receipt
written, the due row done. The base composes the same mails and hands them to bare aiosmtplib on one kept connection.
Both end at the same mail server, whose CPU nobody counts. In the first line the asks are at hand on both sides, so that
the base asks no database; in the second both read them as the product does. DKIM is off but for its own line.
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
from tests.channels.asks import an_ask
from tests.messages.invited import invited
from vocapp import app as application
from vocapp import clock
from vocapp.channels.email.compose_invitation import compose
from vocapp.database import DB, new_id
from vocapp.database.jobs import run_due
from vocapp.feature import Feature, Registry
from vocapp.gateways.gateway import Outgoing
from vocapp.messages.build_mail import Sender, letter
from vocapp.messages.message_queue import STAGE, NewMessage, enqueue_messages
from vocapp.settings import Settings

BATCH = 256
DOMAINS = 200  # so that the pace of none holds a batch up
NOON = datetime(2026, 5, 4, 11, tzinfo=UTC)  # no hour is quiet then in the company's zone
SENT = "SELECT count(*) FROM message WHERE state = 'sent'"


async def main() -> Sequence[Comparison]:
    """The stage against composition and bare aiosmtplib; then what a signature adds, which is RSA in Python."""
    async with ground() as settings:
        with sink.running() as port, clock.travelled(NOON):
            settings = replace(
                settings, email_gateway="smtp", smtp_port=port, smtp_security="none", mail_domain="feedback.example"
            )
            registry, signing = _house(settings), _house(replace(settings, dkim_key=_key()))
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
                plain = await _in_line((ROUNDS + 1) * BATCH)
                base = _bare(registry, client, plain)
                found = [
                    await compare("a mail through the stage / composed and sent", _ours(registry), base, limit=2.5),
                    await compare(
                        "composed, signed with DKIM and sent / the same", _bare(signing, client, plain), base
                    ),
                ]
                real = _bare(registry, client, await _asked((ROUNDS + 1) * BATCH))
                found.append(
                    await compare("an ask's mail, read and composed / the same", _ours(registry), real, limit=2.5)
                )
            await registry.gateway("smtp").close()
            return found


def _house(settings: Settings) -> Registry:
    """The whole house, with a room whose asks are always at hand."""
    registry = application.build(settings, KEYS)
    ask, sender = (
        an_ask(highest=10),
        Sender(name="Meridian", address="a@meridian.example", unsubscribe_url="https://x.example/o"),
    )

    async def composed(message: asyncpg.Record) -> Outgoing:
        return letter(registry, message, compose(ask), sender)

    registry.features = (*registry.features, Feature(name="at hand", composers={"at hand": composed}))
    return registry


def _ours(registry: Registry) -> Callable[[], Awaitable[int]]:
    stage = next(stage for stage in registry.stages if stage.name == STAGE)

    async def send() -> int:
        done, before = 0, await DB.fetch_value(SENT)
        while done < BATCH:
            done += await run_due(stage)
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


async def _in_line(count: int) -> Sequence[asyncpg.Record]:
    """So many mails of the room whose asks are at hand, due now; a batch of their rows."""
    people = [new_id() for _ in range(count)]
    addresses = [f"{n}@c{n % DOMAINS}.example" for n in range(count)]
    await _enqueue("at hand", zip(people, people, addresses, strict=True))
    return await DB.fetch("SELECT * FROM message WHERE kind = 'at hand' LIMIT $1", BATCH)


async def _asked(count: int) -> Sequence[asyncpg.Record]:
    """So many asks with a mail due now, each of a customer with an address and a permission; a batch of their rows."""
    await invited(KEYS, count, DOMAINS)
    return await DB.fetch("SELECT * FROM message WHERE kind = 'invitation' LIMIT $1", BATCH)


async def _enqueue(kind: str, wanted: Iterable[tuple[UUID, UUID, str]]) -> None:
    now = clock.now()
    await enqueue_messages(
        [
            NewMessage(kind=kind, subject_id=subject, customer_id=customer, address=address, due_at=now)
            for subject, customer, address in wanted
        ]
    )
