"""The routes of the staff pages of cases, their menu entry, and the topic of their live updates."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from vocapp.cases.pages import case_page, mail_parts, queue_page
from vocapp.cases.pages.queue_page import WORKERS
from vocapp.cases.pages.queue_query import PATH
from vocapp.cases.save_change import TOPIC as NAME
from vocapp.database import DB
from vocapp.feature import LiveTopic, MenuEntry
from vocapp.http.access import Actor, visible
from vocapp.ui.reader import mark

SEEN: Final = "SELECT id FROM followup_case WHERE id = ANY($1::uuid[]) AND {visible}"


async def visible_cases(actor: Actor, cases: Sequence[UUID]) -> Collection[UUID]:
    """The cases among `cases` that the actor may see."""
    narrowing = visible(actor, "followup_case", first=2)
    rows = await DB.fetch(SEEN.format(visible=narrowing.sql), list(cases), *narrowing.values)
    return [row["id"] for row in rows]


ROUTES: Final = (*queue_page.ROUTES, *case_page.ROUTES, mail_parts.case_attachment)
MENU: Final = (MenuEntry(mark("Cases"), PATH, 10, WORKERS.roles),)
TOPICS: Final = (LiveTopic(NAME, visible_cases, WORKERS.roles),)
