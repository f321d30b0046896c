"""Creation of an invitation: everything it will need is frozen on its row, and its messages are enqueued."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from vocapp.catalogue.brand import BrandLook
from vocapp.database import DB, new_id, to_json
from vocapp.database.jobs import enqueue_sql
from vocapp.invitations.lifecycle import KIND
from vocapp.invitations.load_situation import Situation
from vocapp.invitations.policy import language_choice
from vocapp.invitations.policy.contact_facts import agent_of, freeze_facts
from vocapp.invitations.policy.quiet_hours import next_allowed, zones_of
from vocapp.invitations.policy.types import SendAt
from vocapp.invitations.save_decision import DECIDED, NewDecision
from vocapp.messages import message_queue
from vocapp.messages.message_queue import NewMessage
from vocapp.tokens import Keyring, TokenPurpose, token_hash

CREATE: Final = (
    DECIDED  # noqa: S608
    + """,
asked AS (
  INSERT INTO invitation (id, contact_id, customer_id, programme_id, survey_version_id, brand_id, identity_id, channel,
    language, facts, message_budget, key_id, answer_hash, opt_out_hash, asked_at, expires_at, is_test)
  SELECT $9, $2, $10, $5, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23 FROM decided
  RETURNING id, expires_at),
jobs AS ("""
    + enqueue_sql("SELECT 'expire', id, expires_at FROM asked")
    + ") SELECT count(*) FROM asked"
)


async def invite(situation: Situation, verdict: SendAt, brand: BrandLook, keys: Keyring) -> None:
    """Writes the decision "invited", the invitation, its messages and its expiry, in the running transaction."""
    invitation = new_id()
    decision = NewDecision("invited", None, verdict.rule.id, {"when": verdict.when, "channel": verdict.address.channel})
    await DB.execute(
        CREATE,
        *decision.values(situation.row["id"]),
        *_values(
            invitation,
            situation,
            verdict,
            brand,
            keys,
        ),
    )
    await message_queue.enqueue_messages(list(_messages(invitation, situation, verdict)))


def _values(
    invitation: UUID, situation: Situation, verdict: SendAt, brand: BrandLook, keys: Keyring
) -> tuple[Any, ...]:
    """The values of `CREATE` from $9 on."""
    rule, address = verdict.rule, verdict.address
    spoken = _language(situation, verdict)
    hashes = (token_hash(keys.token(purpose, invitation)) for purpose in (TokenPurpose.ANSWER, TokenPurpose.OPT_OUT))
    return (
        invitation,
        situation.row["contact_customer_id"],
        rule.survey_version_id,
        brand.id,
        address.identity_id,
        address.channel,
        spoken,
        to_json(_facts(situation, verdict, brand, spoken)),
        rule.programme.message_budget,
        keys.current,
        *hashes,
        verdict.when,
        verdict.when + timedelta(days=rule.programme.expiry_days),
        situation.contact.is_test,
    )


def _language(situation: Situation, verdict: SendAt) -> str:
    wanted = (situation.row["language"], situation.row["customer_language"])
    return language_choice.choose(wanted, verdict.rule, situation.catalogue.company)


def _facts(situation: Situation, verdict: SendAt, brand: BrandLook, spoken: str) -> dict[str, Any]:
    return freeze_facts(
        situation.contact.facts,
        verdict.rule.programme,
        brand=brand.brand.name,
        customer=situation.row["customer_name"],
        agent=agent_of(situation.row["handlers"]),
        language=spoken,
    )


def _messages(invitation: UUID, situation: Situation, verdict: SendAt) -> Iterator[NewMessage]:
    for step, when in enumerate(_times(situation, verdict)):
        yield NewMessage(
            kind=KIND,
            subject_id=invitation,
            step=step,
            customer_id=situation.row["contact_customer_id"],
            channel=verdict.address.channel,
            address=verdict.address.value,
            due_at=when,
            is_test=situation.contact.is_test,
        )


def _times(situation: Situation, verdict: SendAt) -> Iterator[datetime]:
    """The time of the first message, and of the reminder where there is one and the hours allow it in time."""
    yield verdict.when
    programme, customer, company = verdict.rule.programme, situation.customer, situation.catalogue.company
    if programme.reminder_after_days is None:
        return
    planned = verdict.when + timedelta(days=programme.reminder_after_days)
    reminder = next_allowed(planned, zones_of(customer.timezone, customer.country, company), company)
    if reminder and reminder < verdict.when + timedelta(days=programme.expiry_days):
        yield reminder
