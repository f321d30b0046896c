"""Roads in: every route that takes a text, with what a customer's words, name and address look like on it.

A new route that changes something needs a line here: what is planted on it, or why it takes no text about a customer.
"""

from collections.abc import Mapping
from typing import Any, Final

NAME: Final = "Zanzibar Quillfeather"
EMAIL: Final = "zanzibar@quillfeather.example"
PHONE: Final = "+442079460123"
LOYALTY: Final = "QF-crocodile-7"
WORDS: Final = f"The crocodile of {NAME}, {EMAIL}, called from {PHONE}"
MARKS: Final = ("zanzibar", "quillfeather", "79460123", "crocodile")
"""Words that stand in everything about the customer, and nowhere else."""

# By route: the form or the JSON that is sent to each of its addresses, in this order.
PLANTED: Final[Mapping[str, Mapping[str, Any]]] = {
    "/api/v1/contacts/{contact_id:uuid}": {"issue": WORDS, "attributes": {"said": WORDS}},
    "/api/v1/outcomes": {
        "kind": "order", "amount": "12.50", "currency": "GBP", "at": "2026-05-04T10:00:00Z", "source": "shop",
        "external_id": WORDS, "identity": {"kind": "email", "value": EMAIL},
    },
    "/app/comments/{comment_id:uuid}/correct": {"label": "negative", "themes": "1", "theme": WORDS[:80]},
    "/app/comments/{comment_id:uuid}/undo?themes=1&theme=Zanzibar+Quillfeather": {},
    "/app/cases/{number:int}/note": {"text": WORDS},
    "/app/cases/{number:int}/log-attempt": {"channel": "phone", "reached": "no", "text": WORDS},
    "/app/cases/{number:int}/reply": {"text": WORDS},
    "/app/cases/{number:int}/wait": {"text": WORDS, "days": "3"},
    "/app/cases/{number:int}/resume": {},
    "/app/cases/{number:int}/close": {"root_cause": "billing", "outcome": "solved", "text": WORDS},
    "/app/cases/{number:int}/reopen": {"text": WORDS},
    "/app/comments/suggestions/run": {"language": "en", "days": "90"},
    "/app/messages/inbound/{mail_id:uuid}/decide": {"opt_out": WORDS},
    "/app/login": {"email": EMAIL, "password": WORDS},
    "/app/login/code": {"code": WORDS},
    "/s/{token:str}": {"_page": "*", "improve": WORDS, "contact": "yes", "contact.how": WORDS},
    "/s/{token:str}/decline": {"text": WORDS},
    "/o/{token:str}": {"text": WORDS},
    "/r/{token:str}": {"solved": "no", "words": WORDS, "text": WORDS},
}  # fmt: skip
# Roads that the story itself goes: the test plants on them before, or in files.
BY_STORY: Final = frozenset({
    "/api/v1/contacts",
    "/app/contacts/import",
    "/app/contacts/import/{upload_id:uuid}/layout",
    "/app/contacts/import/{upload_id:uuid}/run",
    "/app/contacts/import/{upload_id:uuid}/try",
    "/in/mailbox",
})  # fmt: skip
STANDING: Final = "what staff write about the company stays; the receipt names it as not searched"
IDS: Final = "ids and choices from a list only"
OWN: Final = "about the person who is signed in, or a colleague"
# By beginning of the route: why nothing of a customer is planted there.
WORDLESS: Final[Mapping[str, str]] = {
    "/api/v1/customers/{customer_id:uuid}/merge": IDS,
    "/api/v1/customers/{customer_id:uuid}/permissions": "evidence comes with the contact, in the same column",
    "/app/cases/assign": IDS,
    "/app/cases/undo": IDS,
    "/app/cases/{number:int}/{action:str}": "planted by action",
    "/app/comments/model/": IDS,
    "/app/comments/suggestions/dismiss": STANDING,
    "/app/comments/suggestions/restore": STANDING,
    "/app/comments/taxonomy/": STANDING,
    "/app/comments/unread/": IDS,
    "/app/customers/{customer_id:uuid}/": IDS,
    "/app/digests/": OWN,
    "/app/logout": OWN,
    "/app/messages/failed-jobs": IDS,
    "/app/messages/{message_id:uuid}/resolve": IDS,
    "/app/password/": OWN,
    "/app/profile": OWN,
    "/app/programmes/{slug:str}/test": OWN,
    "/app/settings/": STANDING,
    "/d/{token:str}": OWN,
    "/o/{token:str}/undo": IDS,
    "/s/{token:str}/not-me": IDS,
    # Moved pages answer with the new address.
    "/app/numbers": IDS,
    "/app/queue": IDS,
    "/app/sending": IDS,
    "/app/verbatims": IDS,
}


def is_known(path: str) -> bool:
    """Whether somebody has said what is planted on a route."""
    planted = {road.partition("?")[0] for road in PLANTED}
    return path in planted or path in BY_STORY or any(path.startswith(start) for start in WORDLESS)


def contact_event(at: str) -> dict[str, Any]:
    """A contact with the customer in every field that takes a text."""
    return {
        "source": "acd", "external_id": WORDS, "channel": "phone_in_house", "touchpoint": "other",
        "issue": WORDS, "started_at": at, "attributes": {"said": WORDS},
        "promises": [{"what": WORDS, "kept": False}],
        "handlers": [{"kind": "ivr", "path": WORDS}, {"kind": "agent", "name": "Sam"}],
        "customer": {
            "name": NAME, "country": "GB", "lifecycle": "crocodile", "attributes": {"said": WORDS},
            "identities": [
                {"kind": "email", "value": EMAIL}, {"kind": "phone", "value": PHONE},
                {"kind": "loyalty", "value": LOYALTY}, {"kind": "postal", "value": f"1 Crocodile Row, {NAME}"},
            ],
            "permissions": [{"kind": "email", "channel": "email", "purpose": "survey", "basis": "consent",
                             "evidence": WORDS}],
        },
    }  # fmt: skip
