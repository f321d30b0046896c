"""Composes the mails of a case when they are sent, from the rows as they are then.

A recovery check is not sent where the case went on, was answered, or may not be asked; and it waits during quiet hours
of the customer. A reply is sent at any hour, but not to a customer who opted out of service mails.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from vocapp import clock
from vocapp.cases.mail import case_mail_text, customer_address
from vocapp.catalogue import published
from vocapp.customers.merging.merged_family import family_sql
from vocapp.database import DB, from_json
from vocapp.feature import Registry, StoredMessage
from vocapp.gateways.gateway import Outgoing
from vocapp.invitations.contact_phrase import add_phrases, contact_line
from vocapp.invitations.invitation_text import mail_brand
from vocapp.invitations.policy.quiet_hours import next_allowed, zones_of
from vocapp.messages.build_mail import MailSender, build_mail
from vocapp.tokens import TokenPurpose

_CUSTOMER: Final = "SELECT c.customer_id FROM case_check k JOIN followup_case c ON c.id = k.case_id WHERE k.id = $1"
# Nothing where the address belongs to somebody else by now: a merge was undone.
CHECK: Final = f"""
WITH RECURSIVE {family_sql(f"ARRAY({_CUSTOMER})")}
SELECT k.id, k.identity_id, k.brand_id, k.language, k.key_id, k.expires_at, p.timezone, p.country, i.facts,
  i.id AS invitation_id, i.generation, i.key_id AS ask_key_id, ({published.REVISION}) AS catalogue
FROM case_check k JOIN followup_case c ON c.id = k.case_id JOIN customer p ON p.id = c.customer_id
JOIN invitation i ON i.contact_id = c.contact_id
JOIN identity n ON n.id = k.identity_id AND n.customer_id IN (SELECT id FROM family)
WHERE k.id = $1 AND k.answer IS NULL AND k.withdrawn_at IS NULL AND k.expires_at > $2 AND c.state = 'closed'"""  # noqa: S608
REPLY: Final = """
SELECT e.text, e.actor_name, c.id AS case_id, c.customer_id, i.brand_id, i.facts, i.id AS invitation_id,
  coalesce(r.language, i.language) AS language
FROM case_entry e JOIN followup_case c ON c.id = e.case_id
JOIN invitation i ON i.contact_id = c.contact_id LEFT JOIN response r ON r.id = c.response_id
WHERE e.id = $1"""
THREAD: Final = """
SELECT message_id FROM message WHERE message_id IS NOT NULL AND id <> $1 AND state IN ('sent', 'delivered')
AND ((kind = 'invitation' AND subject_id = $2)
     OR (kind = 'case_reply' AND subject_id IN (SELECT id FROM case_entry WHERE case_id = $3 AND kind = 'reply')))
ORDER BY sent_at"""


class CheckComposer:
    """The composer of message kind "recovery"."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, message: StoredMessage) -> Outgoing | datetime | None:
        """The mail; None where it must not be sent any more, a time where it must not be sent before."""
        row = await DB.fetch_one(CHECK, message.subject_id, clock.now())
        if row is None or not await customer_address.may_send_check(row["identity_id"]):
            return None
        company = (await published.snapshot(row["catalogue"])).company
        allowed = next_allowed(clock.now(), zones_of(row["timezone"], row["country"], company), company)
        if allowed is None or allowed >= row["expires_at"]:
            return None
        if allowed > clock.now():
            return allowed
        return await self._letter(row, message, ZoneInfo(row["timezone"] or company.timezone))

    async def _letter(self, row: asyncpg.Record, message: StoredMessage, zone: ZoneInfo) -> Outgoing:
        look = await published.brand(row["brand_id"])
        origin, keys = look.brand.link_origin or self._registry.settings.origin, self._registry.keys
        page = f"{origin}/r/{keys.token(TokenPurpose.RECOVERY, row['id'], key_id=row['key_id'])}"
        ask = (row["invitation_id"], row["generation"], row["ask_key_id"])
        stop = f"{origin}/o/{keys.token(TokenPurpose.OPT_OUT, *ask)}"
        last_day = row["expires_at"].astimezone(zone).date()
        brand, language = mail_brand(look, row["language"]), row["language"]
        body = case_mail_text.check_mail(brand, language, _contact(row["facts"], language), page, last_day, stop)
        sender = MailSender(
            name=brand.sender_name, address=brand.sender_address, unsubscribe_url=stop, label=look.brand.slug
        )
        return build_mail(self._registry, message, body, sender)


class ReplyComposer:
    """The composer of message kind "case_reply"."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, message: StoredMessage) -> Outgoing | datetime | None:
        """The mail; None where the customer opted out, or the address bounced."""
        row = await DB.fetch_one(REPLY, message.subject_id)
        if row is None or not await customer_address.may_reply_to(row["case_id"], row["customer_id"], message.address):
            return None
        look, language = await published.brand(row["brand_id"]), row["language"]
        brand = mail_brand(look, language)
        contact = _contact(row["facts"], language)
        body = case_mail_text.reply_mail(brand, language, contact, row["text"], row["actor_name"])
        sender = MailSender(
            name=f"{row['actor_name']}, {brand.name}",
            address=brand.sender_address,
            label=look.brand.slug,
            thread=await _thread(message.id, row["invitation_id"], row["case_id"]),
            is_automatic=False,
        )
        return build_mail(self._registry, message, body, sender)


async def _thread(message: UUID, invitation: UUID, case_id: UUID) -> tuple[str, ...]:
    return tuple(row["message_id"] for row in await DB.fetch(THREAD, message, invitation, case_id))


def _contact(facts: str, language: str) -> str:
    told: dict[str, Any] = from_json(facts)
    return contact_line(add_phrases(told, language), language)
