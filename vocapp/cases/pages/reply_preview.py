"""What will the customer read? A reply as the mail that it would be, before it is sent."""

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

ASKED: Final = """
SELECT i.brand_id, i.facts, i.identity_id, coalesce(r.language, i.language) AS language
FROM response r JOIN invitation i ON i.id = r.invitation_id WHERE r.id = $1"""


class ReplyPreview(Struct, frozen=True):
    """The mail in plain text. No `to`: there is no address that we may write to."""

    sender: str
    to: str
    subject: str
    text: str


async def preview(actor: Actor, story: CaseDetail, text: str) -> ReplyPreview | None:
    """The mail that `text` would become if `actor` sent it now; None for a case that nobody was asked about."""
    row = await DB.fetch_one(ASKED, story.responses[0].response_id)
    if row is None:
        return None
    look, language = await published.brand(row["brand_id"]), row["language"]
    brand = mail_brand(look, language)
    contact = contact_line(add_phrases(from_json(row["facts"]), language), language)
    body = case_mail_text.reply_mail(brand, language, contact, text, actor.name)
    to = await customer_address.reply_address(story.customer_id, _identity(row["identity_id"]))
    sender = f"{actor.name}, {brand.name} <{brand.sender_address}>"
    return ReplyPreview(sender, to.value if to else "", body.subject, body.text)


def _identity(value: object) -> UUID | None:
    return value if isinstance(value, UUID) else None
