"""The recovery check: each closing of a case asks the customer once, on a page with its own link, whether it is solved.

It does not count towards the cap of invitations, but needs permission and respects quiet hours. A customer who cannot
be asked makes the case unanswered at once, with the reason.
"""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import asyncpg
from msgspec import Struct

from vocapp import clock
from vocapp.cases import action_rules
from vocapp.cases.case_states import CaseState
from vocapp.cases.mail import customer_address
from vocapp.cases.mail.customer_address import CaseAddress
from vocapp.cases.save_change import LockedCase, lock_case, notify_pages, write_change
from vocapp.database import DB, new_id
from vocapp.database.jobs import enqueue
from vocapp.feature import Registry
from vocapp.http.access import ANYONE, Actor
from vocapp.messages.message_queue import NewMessage, enqueue_message, revoke
from vocapp.messages.message_states import TRIED_SQL
from vocapp.tokens import TokenPurpose, is_well_formed, token_hash

KIND: Final = "recovery"
STAGE: Final = "check_over"
LONGEST_WORDS: Final = 2000
SYSTEM: Final = Actor(kind="vocapp")
"""The actor where no person acts."""

_ASKED: Final = """
SELECT i.identity_id, i.brand_id, coalesce(r.language, i.language) AS language FROM followup_case c
JOIN invitation i ON i.contact_id = c.contact_id LEFT JOIN response r ON r.id = c.response_id WHERE c.id = $1"""
_INSERT: Final = """
INSERT INTO case_check (id, case_id, closing, identity_id, brand_id, channel, language, key_id, token_hash, asked_at,
  expires_at) VALUES ($1, $2, $3, $4, $5, 'email', $6, $7, $8, $9, $10)"""
_CHECK: Final = "SELECT * FROM case_check WHERE {by} = $1"
_ANSWER: Final = """
UPDATE case_check SET answer = $2, words = $3, answered_at = $4
WHERE id = $1 AND answer IS NULL AND withdrawn_at IS NULL AND expires_at > $4"""
_WITHDRAW: Final = """
UPDATE case_check SET withdrawn_at = $2 WHERE case_id = $1 AND answer IS NULL AND withdrawn_at IS NULL RETURNING id"""
_LEFT: Final = f"""
SELECT EXISTS (SELECT FROM message m JOIN case_check k ON k.id = m.subject_id WHERE m.kind = 'recovery'
AND k.case_id = $1 AND k.closing = $2 AND m.state {TRIED_SQL})"""  # noqa: S608 — TRIED_SQL is a constant

CheckStatus = Literal["open", "confirmed", "denied", "expired", "over"]


class CheckLink(Struct, frozen=True):
    """A recovery check as its link opens it; `standing` "over" means that the case went on without it."""

    id: UUID
    case_id: UUID
    brand_id: UUID
    language: str
    standing: CheckStatus


class CheckRecipient(Struct, frozen=True):
    """The address of a recovery check, and when it is sent."""

    address: CaseAddress
    brand_id: UUID
    language: str
    at: datetime


async def choose_recipient(held: LockedCase) -> CheckRecipient | str:
    """The recipient if the case closes now, or the reason for none: address, bounced, permission or rule."""
    rule, asked = held.case.rule, await DB.fetch_one(_ASKED, held.id)
    if not rule.check.ask or asked is None:
        return "rule"
    address = await customer_address.check_address(held.id, held.customer_id, asked["identity_id"])
    if isinstance(address, str):
        return address
    return CheckRecipient(
        address, asked["brand_id"], asked["language"], clock.now() + timedelta(minutes=rule.check.delay_minutes)
    )


async def send_check(registry: Registry, held: LockedCase, asking: CheckRecipient) -> None:
    """Put the question of this closing in line, in the running transaction; `held` is the case before it."""
    check, expires = new_id(), asking.at + timedelta(days=held.case.rule.check.days)
    token = token_hash(registry.keys.token(TokenPurpose.RECOVERY, check))
    who = (asking.address.identity_id, asking.brand_id, asking.language, registry.keys.current)
    await DB.execute(_INSERT, check, held.id, held.case.closings + 1, *who, token, asking.at, expires)
    message = NewMessage(
        kind=KIND,
        subject_id=check,
        customer_id=held.customer_id,
        address=asking.address.value,
        due_at=asking.at,
    )
    await enqueue_message(message)
    await enqueue(STAGE, check, not_before=expires)


async def withdraw(case_id: UUID) -> None:
    """Withdraws the open recovery check of a case, in the running transaction."""
    rows = await DB.fetch(_WITHDRAW, case_id, clock.now())
    await revoke(kind=KIND, subjects=[row["id"] for row in rows], reason="the case goes on")


async def is_sent(case_id: UUID, closing: int) -> bool:
    """Whether the recovery check of a closing was sent, or is being sent."""
    return bool(await DB.fetch_value(_LEFT, case_id, closing))


async def find_check(token: str) -> CheckLink | None:
    """The recovery check that a link opens."""
    row = await DB.fetch_one(_CHECK.format(by="token_hash"), token_hash(token)) if is_well_formed(token) else None
    return CheckLink(row["id"], row["case_id"], row["brand_id"], row["language"], _status_of(row)) if row else None


async def record_answer(registry: Registry, check: CheckLink, *, solved: bool, words: str) -> CheckStatus:
    """Records the customer's answer, once and only while the check is open; its status afterwards."""
    comment = words.strip()[:LONGEST_WORDS]
    async with DB.transaction():
        held = await lock_case(check.case_id)
        taken = await DB.execute(_ANSWER, check.id, "confirmed" if solved else "denied", comment, clock.now())
        if taken and held.case.state is CaseState.CLOSED:
            rule = action_rules.confirm if solved else action_rules.deny
            await write_change(registry, ANYONE, held, rule(held.case, comment, clock.now()))
        row = await DB.fetch_one(_CHECK.format(by="id"), check.id)
    if taken:
        notify_pages(check.case_id)
    return _status_of(row) if row else "over"


async def expire(registry: Registry, check_id: UUID) -> None:
    """Stage `check_over`: the time to answer is over, and the case becomes unanswered.

    Does nothing for a check that was answered or withdrawn, or whose case has a later closing.
    """
    async with DB.transaction():
        row = await DB.fetch_one(_CHECK.format(by="id"), check_id)
        if row is None or row["answer"] is not None or row["withdrawn_at"] is not None:
            return
        held = await lock_case(row["case_id"])
        if held.case.state is not CaseState.CLOSED:
            return
        await write_change(registry, SYSTEM, held, action_rules.unanswered(held.case, "time"))
    notify_pages(held.id)


async def record_bounce(registry: Registry, check_id: UUID) -> None:
    """The mail of the check bounced, so nobody will answer. In the running transaction."""
    row = await DB.fetch_one(_CHECK.format(by="id"), check_id)
    if row is None or row["answer"] is not None or row["withdrawn_at"] is not None:
        return
    held = await lock_case(row["case_id"])
    if held.case.state is CaseState.CLOSED:
        await withdraw(held.id)
        await write_change(registry, SYSTEM, held, action_rules.unanswered(held.case, "bounced"))


def _status_of(row: asyncpg.Record) -> CheckStatus:
    if row["answer"] is not None:
        return "confirmed" if row["answer"] == "confirmed" else "denied"
    if row["withdrawn_at"] is not None:
        return "over"
    return "expired" if row["expires_at"] <= clock.now() else "open"
