"""What staff see of cases: the pages, their line of the menu, and what an open page hears of."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from vocapp.database import DB
from vocapp.followup import web_case, web_queue
from vocapp.followup.queue_view import PATH
from vocapp.followup.web_queue import WORKERS
from vocapp.followup.writing import TOPIC as NAME
from vocapp.http.access import Actor, visible
from vocapp.part import Entry, Topic
from vocapp.ui.reader import mark

SEEN: Final = "SELECT id FROM followup_case WHERE id = ANY($1::uuid[]) AND {visible}"


async def seen(actor: Actor, cases: Sequence[UUID]) -> Collection[UUID]:
    """Those of some cases that the actor may see."""
    narrowing = visible(actor, "followup_case", first=2)
    rows = await DB.fetch(SEEN.format(visible=narrowing.sql), list(cases), *narrowing.values)
    return [row["id"] for row in rows]


ROUTES: Final = (*web_queue.ROUTES, *web_case.ROUTES)
MENU: Final = (Entry(mark("Queue"), PATH, 10, WORKERS.roles, covers=("/app/cases",)),)
TOPICS: Final = (Topic(NAME, seen, WORKERS.roles),)
