"""First steps: what to do before the first customer gets a survey, read from the database in one statement."""

from typing import Final

from msgspec import Struct

from vocapp.database import DB
from vocapp.settings import Settings
from vocapp.ui.reader import mark

READ: Final = """
SELECT EXISTS (SELECT FROM company) AND EXISTS (SELECT FROM programme WHERE current) AS published,
  EXISTS (SELECT FROM unit) AS units,
  (SELECT count(*) FROM (SELECT FROM staff_user WHERE active LIMIT 2) u) > 1 AS colleagues,
  EXISTS (SELECT FROM invitation WHERE is_test) OR EXISTS (SELECT FROM response WHERE NOT is_test) AS tried,
  EXISTS (SELECT FROM api_key WHERE revoked_at IS NULL AND NOT is_test)
    OR EXISTS (SELECT FROM contact WHERE NOT is_test) AS contacts,
  EXISTS (SELECT FROM response WHERE NOT is_test) AS answered,
  EXISTS (SELECT FROM digest_subscription) AS digests"""


class ChecklistTask(Struct, frozen=True):
    """One thing to do: its name in READ, its title, its reason, and the page to do it."""

    name: str
    title: str
    why: str
    path: str


class ChecklistStep(Struct, frozen=True):
    """A task, and whether it is done."""

    task: ChecklistTask
    is_done: bool


TASKS: Final = (
    ChecklistTask(
        "published",
        mark("Publish your company, brands, surveys and programmes"),
        mark("Edit the files in surveys/, then run: vocapp surveys publish --all"),
        "/app/programmes",
    ),
    ChecklistTask(
        "units",
        mark("Add your units"),
        mark("Contacts and cases belong to teams, sites and vendors. The unit decides who sees them."),
        "/app/settings/units",
    ),
    ChecklistTask(
        "colleagues",
        mark("Invite your colleagues"),
        mark("Agents and leads work on cases. Executives read digests."),
        "/app/settings/users",
    ),
    ChecklistTask(
        "tried",
        mark("Send a test to me"),
        mark("Open a programme and send a test to yourself. It stays in the outbox and never counts."),
        "/app/programmes",
    ),
    ChecklistTask(
        "sends",
        mark("Connect your mail server"),
        mark("Until VOCAPP_EMAIL_GATEWAY is smtp, mails stay in the outbox. vocapp doctor checks your DNS records."),
        "/app/outbox",
    ),
    ChecklistTask(
        "contacts",
        mark("Import contacts"),
        mark("Connect your systems with an API key, or import a file. A dry run shows the result first."),
        "/app/contacts/import",
    ),
    ChecklistTask(
        "answered",
        mark("See the first response"),
        mark("It appears on the page of its contact. Answers that need a follow-up appear in the case queue."),
        "/app/contacts",
    ),
    ChecklistTask(
        "digests",
        mark("Subscribe to a digest"),
        mark("A weekly mail shows what changed, and the limits of the numbers."),
        "/app/digests",
    ),
)
"""In the order in which to do them."""


async def load_checklist(settings: Settings) -> list[ChecklistStep]:
    """Every step, done or to do."""
    row = await DB.fetch_one(READ)
    if row is None:
        raise LookupError("a row of constants is always there")
    found = {**row, "sends": settings.email_gateway == "smtp"}
    return [ChecklistStep(task, found[task.name]) for task in TASKS]
