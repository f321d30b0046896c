"""What is still to be done before the first customer is asked? One look at the database, and the way to each remedy."""

from typing import Final

from msgspec import Struct

from vocapp.database import DB
from vocapp.settings import Settings
from vocapp.ui.reader import mark

READ: Final = """
SELECT EXISTS (SELECT FROM company) AS company,
  EXISTS (SELECT FROM programme WHERE current) AS programmes,
  EXISTS (SELECT FROM unit) AS units,
  (SELECT count(*) FROM (SELECT FROM staff_user WHERE active LIMIT 2) u) > 1 AS colleagues,
  EXISTS (SELECT FROM api_key WHERE revoked_at IS NULL AND NOT is_test) AS key,
  EXISTS (SELECT FROM contact WHERE NOT is_test) AS contacts,
  EXISTS (SELECT FROM invitation WHERE is_test) OR EXISTS (SELECT FROM response WHERE NOT is_test) AS tried,
  EXISTS (SELECT FROM response WHERE NOT is_test) AS answered,
  EXISTS (SELECT FROM digest_subscription) AS digests"""


class Step(Struct, frozen=True, kw_only=True):
    """One thing to do: whether it is done, what it is, why, and where."""

    is_done: bool
    title: str
    why: str
    path: str


async def checklist(settings: Settings) -> list[Step]:
    """Every step, in the order in which one does them."""
    row = await DB.fetch_one(READ)
    if row is None:
        raise LookupError("a row of constants is always there")
    sends = settings.email_gateway == "smtp"
    return [
        Step(
            is_done=row["company"] and row["programmes"],
            title=mark("Publish your company, brands, surveys and programmes"),
            why=mark("Edit the files in surveys/, then run: vocapp surveys publish --all"),
            path="/app/programmes",
        ),
        Step(
            is_done=row["units"],
            title=mark("Add your units"),
            why=mark("Teams, sites and vendors own contacts and cases, and decide who sees them."),
            path="/app/settings/units",
        ),
        Step(
            is_done=row["colleagues"],
            title=mark("Invite your colleagues"),
            why=mark("Agents and leads work the cases; executives read the digests."),
            path="/app/settings/users",
        ),
        Step(
            is_done=row["tried"],
            title=mark("Ask yourself"),
            why=mark("Open a programme and send yourself a test: it lies in the outbox and never counts."),
            path="/app/programmes",
        ),
        Step(
            is_done=sends,
            title=mark("Connect your mail server"),
            why=mark(
                "Until VOCAPP_EMAIL_GATEWAY is smtp, mails stay in the outbox. vocapp doctor checks your DNS records."
            ),
            path="/app/outbox",
        ),
        Step(
            is_done=row["key"] or row["contacts"],
            title=mark("Bring in contacts"),
            why=mark("By an API key for your systems, or from a file; try the file without recording anything first."),
            path="/app/settings/keys",
        ),
        Step(
            is_done=row["answered"],
            title=mark("See the first answer"),
            why=mark("It appears with its contact; what needs a person appears in the queue."),
            path="/app/contacts",
        ),
        Step(
            is_done=row["digests"],
            title=mark("Subscribe to a digest"),
            why=mark("A weekly mail says what changed, and what cannot be said."),
            path="/app/digests",
        ),
    ]
