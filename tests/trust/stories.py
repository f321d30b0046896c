"""Whole stories by the product's own doors: a contact comes in, its customer is asked and answers, staff follow up.

Every text that somebody outside or inside can write is one word here, so that a test sees where it ends up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import httpx

from tests.invitations.customer_rows import NOON
from tests.staff_people import make_key
from vocapp import clock
from vocapp.database import DB
from vocapp.database.jobs import run_jobs
from vocapp.feature import Registry
from vocapp.http.access import Scope
from vocapp.messages.inbound_store import store_inbound
from vocapp.tokens import TokenPurpose

MOST_LINE = 200
ASKED = """
SELECT i.id, i.contact_id, i.customer_id FROM invitation i JOIN contact c ON c.id = i.contact_id
ORDER BY c.id OFFSET $1"""


def line(text: str, most: int = MOST_LINE) -> str:
    """`text` as a field of one line takes it."""
    return " ".join(text.split())[:most]


# What comes back about a mail. Its words stand in every header and part that a reader may be shown.
MAILS: Final = {
    "reply": """From: "{word}" <customer@example.org>
To: reply+{token}@feedback.example
Subject: Re: {word}
Message-ID: <{line}-reply@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"

{word}
--b
Content-Type: image/png; name="{line}.png"
Content-Disposition: attachment; filename="{word}.png"

{word}
--b--
""",
    "bounce": """Return-Path: <>
From: MAILER-DAEMON@mx.example ({word})
Subject: Undelivered Mail {word}
To: bounce+{token}@feedback.example
Message-ID: <{line}-bounce@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"

{word}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; customer@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 {word}

--b--
""",
}


@dataclass
class Story:
    """One contact with what came of it. `word` stands in every text of it."""

    word: str
    contact: UUID
    customer: UUID
    ask: UUID
    case: int = 0


@dataclass
class Teller:
    """Records stories in one installation; `browser` is that of the customers, at its origin."""

    registry: Registry
    browser: httpx.AsyncClient
    told: list[Story] = field(default_factory=list)

    async def contacts(self, words: Sequence[str], **given: Any) -> None:
        """Contacts of customers of their own, one a word, each asked by mail. `given` goes into each event."""
        first = len(self.told)
        await self.record_contacts([event(word, at, **given) for at, word in enumerate(words, first)])
        for story, word in zip(self.told[first:], words, strict=True):
            story.word = word

    async def record_contacts(self, events: Sequence[dict[str, Any]]) -> None:
        """Contacts come in by the API, and their customers are asked."""
        first, key = len(self.told), await make_key(Scope.CONTACTS_WRITE)
        for body in events:
            answer = await self.browser.post("/api/v1/contacts", json=body, headers={"authorization": f"Bearer {key}"})
            assert answer.status_code == 201, answer.text
        await self.work("decide")
        rows = await DB.fetch(ASKED, first)
        assert len(rows) == len(events), "not everybody was asked"
        self.told += [Story("", row["contact_id"], row["customer_id"], row["id"]) for row in rows]

    async def answers(self, *stories: Story) -> None:
        """Each customer answers the whole survey, writes a text everywhere, and asks to be contacted; a case opens."""
        for story in stories:
            form = {"solved": "no", "csat": "1", "effort": "1", "why": story.word, "contact": "yes"}
            await self.says(story, **form, **{"contact.how": line(story.word)})

    async def says(self, story: Story, **form: str) -> None:
        """The customer submits the answers, and a case opens."""
        path = f"/s/{self.registry.keys.token(TokenPurpose.ANSWER, story.ask)}"
        sent = await self.browser.post(path, data=form)
        assert sent.status_code == 303, sent.text
        await self.work("triage")
        story.case = await DB.fetch_value("SELECT number FROM followup_case WHERE contact_id = $1", story.contact)
        assert story.case, "no case was opened"

    async def mails(self) -> None:
        """Each invitation leaves."""
        clock.move_to(clock.now() + timedelta(hours=1))
        await self.work("send")

    async def mails_back(self) -> None:
        """Each invitation comes back with a reply, and with a bounce; both quote the word."""
        sent = await DB.fetch("SELECT id, subject_id FROM message WHERE kind = 'invitation' AND state = 'sent'")
        words = {story.ask: story.word for story in self.told}
        for message in sent:
            for name, purpose in (("reply", TokenPurpose.REPLY), ("bounce", TokenPurpose.BOUNCE)):
                token = self.registry.keys.token(purpose, message["id"])
                mail = MAILS[name].format(token=token, word=words[message["subject_id"]], line=line(token[:6]))
                await store_inbound(
                    f"{name}+{token}@feedback.example", mail.replace("\n", "\r\n").encode("utf-8", "replace")
                )
        await self.work("hear")

    async def work(self, *stages: str) -> None:
        """Work off everything that these stages owe by now."""
        for stage in self.registry.stages:
            while stage.name in stages and await run_jobs(stage):
                pass


def event(word: str, number: int, **given: Any) -> dict[str, Any]:
    """The body of a contact event that says `word` wherever it can."""
    ended = clock.now() - timedelta(hours=1)
    said = line(word)
    return {
        "source": line(word, 70) or "acd",
        "external_id": line(f"{number} {word}"),
        "channel": "phone_in_house",
        "touchpoint": "other",
        "issue": line(f"{number} {word}"),
        "started_at": (ended - timedelta(minutes=5)).isoformat(),
        "ended_at": ended.isoformat(),
        "promises": [{"what": said, "kept": False}],
        "handlers": [
            {"kind": "ivr", "name": said, "path": said},
            {"kind": "agent", "name": said, "ref": said, "email": f"sam{number}@alderway.example"},
        ],
        "attributes": {"told": word},
        "customer": {
            "name": said,
            "country": "GB",
            "lifecycle": line(word, 30),
            "attributes": {"told": word},
            "identities": [
                {"kind": "email", "value": f"customer{number}@example.org"},
                {"kind": "loyalty", "value": line(f"{number} {word}")},
                {"kind": "postal", "value": line(f"{number} {word}")},
            ],
            "permissions": [
                {"kind": "email", "channel": "email", "purpose": "survey", "basis": "consent", "evidence": word}
            ],
        },
        **given,
    }


def office_hours() -> Any:
    """A moment at which customers in Europe may be written to; the block runs at it."""
    return clock.travelled(NOON)
