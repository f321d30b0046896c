"""The preview of a reply: the mail as the customer would get it."""

from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.cases.mail import case_mail_text, customer_address
from vocapp.cases.pages.types import CaseDetail
from vocapp.catalogue import published
from vocapp.database import DB, from_json
from vocapp.http.access import Actor
from vocapp.invitations.contact_phrase import add_phrases, contact_line
from vocapp.invitations.invitation_text import mail_brand

INVITATION: Final = """
SELECT i.brand_id, i.facts, i.identity_id, coalesce(r.language, i.language) AS language
FROM followup_case c JOIN invitation i ON i.contact_id = c.contact_id LEFT JOIN response r ON r.id = c.response_id
WHERE c.id = $1"""


class ReplyPreview(Struct, frozen=True):
    """The mail in plain text. `to` is empty where there is no address that we may write to."""

    sender: str
    to: str
    subject: str
    text: str


async def preview(actor: Actor, case: CaseDetail, text: str) -> ReplyPreview | None:
    """The mail of `text` if `actor` sent it now; None where the invitation of the case does not exist any more."""
    row = await DB.fetch_one(INVITATION, case.row.id)
    if row is None:
        return None
    look, language = await published.brand(row["brand_id"]), row["language"]
    brand = mail_brand(look, language)
    contact = contact_line(add_phrases(from_json(row["facts"]), language), language)
    body = case_mail_text.reply_mail(brand, language, contact, text, actor.name)
    to = await customer_address.reply_address(case.row.id, case.customer_id, _identity(row["identity_id"]))
    sender = f"{actor.name}, {brand.name} <{brand.sender_address}>"
    return ReplyPreview(sender, to.value if to else "", body.subject, body.text)


def _identity(value: object) -> UUID | None:
    return value if isinstance(value, UUID) else None
