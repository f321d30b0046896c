"""Files of contacts for the tests: what Ines uploads, what she chooses, and the work of the stage."""

from uuid import UUID

import httpx

from tests.staff_people import Person
from vocapp.database import DB
from vocapp.studio.import_stage import run_upload

PAGE = "/app/contacts/import"
TABLE = (
    "Ticket;Kanal;Datum;Team;Mail\n"
    "T-1;Call;04.05.2026 10:00;Team Süd;ada@example.com\n"
    "T-2;Call;05.05.2026 11:30;Team Süd;greta@example.com\n"
    "T-3;email;06.05.2026;Team Süd;\n"
)
CHOICES = {
    "way": "columns",
    "external_id": "column:Ticket",
    "channel": "column:Kanal",
    "words.channel": "Call = phone_in_house",
    "touchpoint": "constant:support",
    "started_at": "column:Datum",
    "unit": "column:Team",
    "identity.email": "column:Mail",
    "always.country": "GB",
    "dates": "d.m.y",
    "zone": "Europe/Berlin",
    "source": "helpdesk",
    "create_missing": "yes",
}
MAPPED = """
source = "desk"
zone = "UTC"
[fields]
external_id = "{Ticket}"
channel = "email"
touchpoint = "support"
started_at = { column = "Datum", dates = ["%d.%m.%Y %H:%M", "%d.%m.%Y"] }
"""


async def sent(person: Person, content: bytes | str, name: str = "may.csv", csrf: str | None = None) -> httpx.Response:
    token = person.csrf if csrf is None else csrf
    raw = content.encode() if isinstance(content, str) else content
    return await person.browser.post(f"{PAGE}?csrf={token}", files={"file": (name, raw)})


async def uploaded(person: Person, content: bytes | str = TABLE, name: str = "may.csv") -> str:
    """The page of a file that was uploaded."""
    answer = await sent(person, content, name)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def worked(page: str) -> None:
    """Runs the import stage."""
    await run_upload(UUID(page.rpartition("/")[2]))


async def tried(person: Person, page: str, **changes: str) -> str:
    answer = await person.submit(f"{page}/try", **{**CHOICES, **changes})
    assert answer.status_code == 303, answer.text
    await worked(page)
    return await person.see(page)


async def count() -> int:
    found: int = await DB.fetch_value("SELECT count(*) FROM contact WHERE NOT is_test")
    return found
