"""Invitation mail: composed when it is sent, from what was frozen when the invitation was made.

It is not sent any more if the invitation is answered, refused or expired, if the address has bounced or if the
permission was withdrawn. It is postponed in the customer's quiet hours and while the customer is on hold. A reminder is
sent only after a first mail that was sent.
"""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from vocapp import clock
from vocapp.catalogue import published
from vocapp.catalogue.company import Company
from vocapp.channels.registry import EMAIL
from vocapp.customers.merging.merged_family import family_sql
from vocapp.customers.permissions import PermissionKey, may_write
from vocapp.customers.types import Purpose as WritingPurpose
from vocapp.customers.types import WritingChannel
from vocapp.database import DB
from vocapp.feature import Registry, StoredMessage
from vocapp.gateways.gateway import Outgoing
from vocapp.invitations.invitation_text import InvitationContent, mail_ask
from vocapp.invitations.policy.dispositions import Disposition
from vocapp.invitations.policy.quiet_hours import next_allowed, zones_of
from vocapp.messages.build_mail import MailSender, build_mail
from vocapp.tokens import TokenPurpose

HELD_HOURS: Final = 6
"""Hours until a message of a customer on hold is tried again."""

READ: Final = f"""
WITH RECURSIVE {family_sql("ARRAY(SELECT customer_id FROM invitation WHERE id = $1)")}
SELECT a.id, a.survey_version_id, a.brand_id, a.identity_id, a.channel, a.language, a.facts, a.disposition,
  a.generation, a.key_id, a.expires_at, a.is_test, k.timezone, k.country, i.bounced_at IS NOT NULL AS is_bounced,
  EXISTS (SELECT FROM customer_hold h JOIN family f ON f.id = h.customer_id WHERE h.released_at IS NULL) AS is_held,
  (SELECT m.state FROM message m WHERE m.kind = 'invitation' AND m.subject_id = a.id AND m.step = 0) AS first_state,
  ({published.REVISION}) AS revision
FROM invitation a JOIN customer k ON k.id = a.customer_id JOIN identity i ON i.id = a.identity_id
WHERE a.id = $1 AND i.customer_id IN (SELECT id FROM family)"""  # noqa: S608
"""Nothing where the address belongs to somebody else by now: a merge was undone."""


class InvitationComposer:
    """The composer of messages of kind "invitation"."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, message: StoredMessage) -> Outgoing | datetime | None:
        """The mail; None if it must not be sent any more, a moment if it must wait until then."""
        row = await DB.fetch_one(READ, message.subject_id)
        if row is None or not await _may_leave(row, message.step):
            return None
        company = (await published.snapshot(row["revision"])).company
        allowed = next_allowed(clock.now(), zones_of(row["timezone"], row["country"], company), company)
        if allowed is None or allowed >= row["expires_at"]:
            return None
        if row["is_held"]:
            return clock.now() + timedelta(hours=HELD_HOURS)
        if allowed > clock.now():
            return allowed
        return await self._letter(row, message, company)

    async def _letter(self, row: asyncpg.Record, message: StoredMessage, company: Company) -> Outgoing:
        asking = await self._asking(row, message.step, company)
        brand = asking.look.brand
        sender = MailSender(
            name=brand.sender_name,
            address=brand.sender_address,
            unsubscribe_url=asking.opt_out_url,
            label=brand.slug,
        )
        return build_mail(self._registry, message, EMAIL.compose(mail_ask(asking)), sender)

    async def _asking(self, row: asyncpg.Record, step: int, company: Company) -> InvitationContent:
        look = await published.brand(row["brand_id"])
        origin = look.brand.link_origin or self._registry.settings.origin
        zone = ZoneInfo(row["timezone"] or company.timezone)
        return InvitationContent(
            look=look,
            survey=await published.survey_version(row["survey_version_id"]),
            facts=msgspec.json.decode(row["facts"]),
            language=row["language"],
            step=step,
            answer_url=f"{origin}/s/{self._token(row, TokenPurpose.ANSWER)}",
            opt_out_url=f"{origin}/o/{self._token(row, TokenPurpose.OPT_OUT)}",
            expires_on=row["expires_at"].astimezone(zone).date(),
            is_test=row["is_test"],
        )

    def _token(self, row: asyncpg.Record, purpose: TokenPurpose) -> str:
        return self._registry.keys.token(purpose, row["id"], row["generation"], row["key_id"])


async def _may_leave(row: asyncpg.Record, step: int) -> bool:
    """Whether this message still has a purpose and a legal basis."""
    if row["disposition"] != Disposition.UNKNOWN or row["is_bounced"] or row["expires_at"] <= clock.now():
        return False
    if step and row["first_state"] not in ("sent", "delivered"):
        return False
    wish = PermissionKey(row["identity_id"], WritingChannel(row["channel"]), WritingPurpose.SURVEY)
    return (await may_write([wish]))[wish] is not None
