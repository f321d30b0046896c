"""Removes the quotes of an erased customer from every digest: HTML, text and stored data."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from markupsafe import escape

from vocapp.database import DB, from_json, to_json
from vocapp.digests.tables import Digest, DigestQuote
from vocapp.feature import ERASED_TEXT, ErasedCustomer
from vocapp.gateways.outbox import delete_outbox_mails

_RESPONSES: Final = """
SELECT r.id FROM response r JOIN invitation i ON i.id = r.invitation_id WHERE i.customer_id = ANY($1::uuid[])"""
# The mail itself, if the outbox has a copy.
_MESSAGE_IDS: Final = """
SELECT message_id FROM message WHERE kind = 'digest' AND subject_id = ANY($1::uuid[]) AND message_id IS NOT NULL"""

_QUOTED: Final = """
SELECT d.id, d.html, d.plain, d.numbers, array_agg(q.words) AS words FROM digest_quote q
JOIN digest d ON d.id = q.digest_id WHERE q.response_id = ANY($1::uuid[]) GROUP BY d.id ORDER BY d.id"""


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """The eraser of digests. Returns how many digests quoted the customer."""
    responses = [row["id"] for row in await DB.fetch(_RESPONSES, list(erased.customers))]
    return {"digests": await remove_quotes(responses)}


async def remove_quotes(responses: Sequence[UUID]) -> int:
    """Removes quotes of these responses in the running transaction. Returns the number of changed digests."""
    rows = await DB.fetch(_QUOTED, list(responses))
    for row in rows:
        html, plain, numbers = row["html"], row["plain"], from_json(row["numbers"])
        for words in row["words"]:
            html = html.replace(str(escape(words)), ERASED_TEXT)
            plain = _wrapped_pattern(words).sub(ERASED_TEXT, plain)
        for side in ("low", "high"):
            for quote in numbers[side]:
                if UUID(quote["response_id"]) in responses:
                    quote["words"] = ERASED_TEXT
        change = Digest.update({Digest.html: html, Digest.plain: plain, Digest.numbers: to_json(numbers)})
        await change.where(Digest.id == row["id"])
    mails = await DB.fetch(_MESSAGE_IDS, [row["id"] for row in rows])
    await delete_outbox_mails(message_ids=[mail["message_id"] for mail in mails])
    if responses:
        await DigestQuote.delete().where(DigestQuote.response_id.is_in(list(responses)))
    return len(rows)


def _wrapped_pattern(words: str) -> re.Pattern[str]:
    """Matches the words in plain text, where a line may end after each of them."""
    return re.compile(r"\s+(?:> )?".join(re.escape(word) for word in words.split()))
