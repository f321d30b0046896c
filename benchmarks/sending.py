"""What does a mail cost that leaves at most once, against one that is only composed and handed over?

Ours is the whole stage: a due row claimed, the ask composed, the intent committed, the mail delivered, the receipt
written, the due row done. The base composes the same mails from the same rows and hands them to bare aiosmtplib on one
kept connection. Both end at the same mail server, whose CPU nobody counts. DKIM is off but for its own line.
"""

import subprocess
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import aiosmtplib
import asyncpg

from benchmarks import sink
from benchmarks.ground import KEYS, ground
from benchmarks.measuring import ROUNDS, Comparison, compare
from tests.questionnaire.tiny import shipped
from tests.responses.asks import asks
from vocapp import app as application
from vocapp import clock
from vocapp.catalogue.folder import SURVEYS, load
from vocapp.catalogue.publishing import publish
from vocapp.database import DB
from vocapp.database.due import run_due
from vocapp.gateways.contract import Outgoing
from vocapp.part import House
from vocapp.sending.queue import STAGE, NewMessage, enqueue_messages

BATCH = 512
NOON = datetime(2026, 5, 4, 11, tzinfo=UTC)  # no hour is quiet then in the company's zone
# Two hundred domains, so that the pace of none holds the batch up.
IDENTITIES = """
INSERT INTO identity (id, customer_id, kind, value, created_at)
SELECT gen_random_uuid(), id, 'email', id || '@c' || abs(hashtext(id::text)) % 200 || '.example', now() FROM customer"""
IDENTIFIED = "UPDATE invitation i SET identity_id = k.id FROM identity k WHERE k.customer_id = i.customer_id"
PERMISSIONS = """
INSERT INTO permission (id, identity_id, channel, purpose, basis, country, evidence, granted_at)
SELECT gen_random_uuid(), id, 'email', 'survey', 'consent', 'DE', '', now() FROM identity"""

SENT = "SELECT count(*) FROM message WHERE state = 'sent'"


async def main() -> Sequence[Comparison]:
    """The stage against composition and bare aiosmtplib; then what a signature adds, which is RSA in Python."""
    async with ground() as settings:
        with sink.running() as port, clock.travelled(NOON):
            settings = replace(
                settings, email_gateway="smtp", smtp_port=port, smtp_security="none", mail_domain="feedback.example"
            )
            house = application.build(settings, KEYS)
            await _put_in_line((ROUNDS + 1) * BATCH)
            rows = await DB.fetch("SELECT * FROM message WHERE kind = 'invitation' LIMIT $1", BATCH)
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
                base, signed = _bare(house, client, rows), _bare(_signing(house), client, rows)
                found = [
                    await compare("a mail through the stage / composed and sent", _ours(house), base, limit=2.5),
                    await compare("the same, composed, signed with DKIM and sent", signed, base),
                ]
            await house.gateway("smtp").close()
            return found


def _ours(house: House) -> Callable[[], Awaitable[int]]:
    stage = next(stage for stage in house.stages if stage.name == STAGE)

    async def send() -> int:
        done, before = 0, await DB.fetch_value(SENT)
        while done < BATCH:
            done += await run_due(stage)
        assert await DB.fetch_value(SENT) == before + done, "a mail did not leave"
        return done

    return send


def _bare(house: House, client: aiosmtplib.SMTP, rows: Sequence[asyncpg.Record]) -> Callable[[], Awaitable[int]]:
    compose = house.composer("invitation")

    async def send() -> int:
        for row in rows:
            mail = await compose(row)
            assert isinstance(mail, Outgoing)
            await client.sendmail(mail.sender, [mail.recipient], mail.payload)
        return len(rows)

    return send


def _signing(house: House) -> House:
    made = subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, text=True, check=True)
    return application.build(replace(house.settings, dkim_key=made.stdout), KEYS)


async def _put_in_line(count: int) -> None:
    """So many asks with a mail due, each of a customer with an address and a permission of his own."""
    await asks(KEYS, shipped("post_contact"), count)
    await publish(load([SURVEYS / "company.toml"]), "the benchmark")
    for statement in (IDENTITIES, IDENTIFIED, PERMISSIONS):
        await DB.execute(statement)
    asked = await DB.fetch(
        "SELECT i.id, i.customer_id, k.value FROM invitation i JOIN identity k ON k.id = i.identity_id"
    )
    now = clock.now()
    await enqueue_messages(
        [
            NewMessage(kind="invitation", subject_id=ask, customer_id=customer, address=address, due_at=now)
            for ask, customer, address in asked
        ]
    )
