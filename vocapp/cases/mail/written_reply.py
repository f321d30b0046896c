"""Replies to an invitation: a customer who writes instead of answering gets a case, and urgent words come first.

The mail opens the case at once, whatever it says. Stage `read_reply` analyses the words afterwards, apart, and makes
the case more urgent where they are. A reply is never an answer: it is in no score.
"""

from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.cases import join_case
from vocapp.cases.action_rules import CaseChange
from vocapp.cases.case_states import ACTIVE
from vocapp.cases.match_rules import match_reply
from vocapp.cases.open_case import open_case
from vocapp.cases.recovery_check import SYSTEM
from vocapp.cases.save_change import lock_case, notify_pages, write_change
from vocapp.cases.types import CaseOrigin, EntryKind
from vocapp.catalogue import published
from vocapp.comments.score_stage import analyse_comment
from vocapp.database import DB, from_json
from vocapp.feature import Registry
from vocapp.nlp.types import CommentInput

STAGE: Final = "read_reply"
ORIGIN: Final = f"""
SELECT i.facts, c.id AS contact_id, c.customer_id, c.channel, c.touchpoint, c.line_id, c.unit_id,
  k.name AS customer_name, b.slug AS brand, ({published.REVISION}) AS catalogue
FROM invitation i JOIN contact c ON c.id = i.contact_id JOIN customer k ON k.id = c.customer_id
JOIN brand b ON b.id = i.brand_id
WHERE i.id = $1 AND NOT i.is_test AND NOT c.is_test AND i.erased_at IS NULL"""  # noqa: S608
WORDS: Final = f"""
SELECT e.case_id, e.text, i.facts, i.language, l.slug AS line, ({published.REVISION}) AS catalogue
FROM case_entry e JOIN followup_case c ON c.id = e.case_id JOIN invitation i ON i.contact_id = c.contact_id
LEFT JOIN line_of_business l ON l.id = c.line_id WHERE e.id = $1 AND e.text <> ''"""  # noqa: S608
READ: Final = """
SELECT EXISTS (SELECT FROM case_entry WHERE case_id = $1 AND detail->>'action' = 'urgent' AND detail->>'entry' = $2)"""


async def open_for_reply(registry: Registry, invitation: UUID, words: str) -> UUID | None:
    """Opens a case for a reply to an invitation, in the running transaction and under the lock of the customer.

    None for a test, for an erased customer, and where no case rule is published.
    """
    row = await DB.fetch_one(ORIGIN, invitation)
    if row is None:
        return None
    origin = CaseOrigin(**{**dict(row), "facts": from_json(row["facts"])})
    match = match_reply((await published.snapshot(origin.catalogue)).case_rules, origin.facts, words)
    return None if match is None else await open_case(registry, origin, match)


class ReadReplyStage:
    """The work of stage `read_reply`; its subjects are history entries with the words of a customer."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, entry: UUID) -> None:
        """Looks for urgent words in one entry, once."""
        row = await DB.fetch_one(WORDS, entry)
        if row is None:
            return
        analysis = await analyse_comment(CommentInput(row["text"], language=row["language"], line=row["line"]))
        if analysis is None or not analysis.urgent:
            return
        rules = (await published.snapshot(row["catalogue"])).case_rules
        match = match_reply(rules, from_json(row["facts"]), row["text"], analysis.urgent)
        async with DB.transaction():
            held = await lock_case(row["case_id"])
            if match is None or held.case.state not in ACTIVE or await DB.fetch_value(READ, held.id, str(entry)):
                return
            columns = join_case.escalate(held, match, clock.now())
            detail = {"entry": entry, "urgent": analysis.urgent}
            change = CaseChange(action="urgent", kind=EntryKind.ANSWER, columns=columns, detail=detail)
            await write_change(self._registry, SYSTEM, held, change)
        notify_pages(held.id)
