"""Zanzibar Quillfeather comes in by every road, is erased, and stands nowhere: tables, files, logs and audit log."""

import base64
import email
import gzip
import logging
import quopri
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from tests.invitations.customer_rows import publish_all
from tests.messages.test_mailbox_webhook import SECRET
from tests.operations.find_text import COLUMNS as TEXT_COLUMNS
from tests.staff_people import Door, Person, make_key
from tests.test_policy import routes
from tests.trust.addresses import addresses
from tests.trust.erasure_files import import_by_command, post_to_mailbox, receive_mails, upload_files
from tests.trust.erasure_roads import (
    EMAIL,
    MARKS,
    NAME,
    PLANTED,
    WORDS,
    contact_event,
    is_known,
)
from tests.trust.stories import Teller, office_hours
from vocapp import clock
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Role, Scope
from vocapp.operations import erase_customer
from vocapp.settings import Settings
from vocapp.tokens import Keyring, TokenPurpose

pytestmark = pytest.mark.committed
# Roads that refuse the text; it must leave no trace either.
REFUSED = ["/app/messages/inbound/{mail_id:uuid}/decide", "/app/login", "/app/login/code"]
BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, mailbox_secret=SECRET, mail_domain="feedback.example")


@pytest.fixture
async def teller(own_database: str, registry: Registry, client: httpx.AsyncClient) -> AsyncIterator[Teller]:
    with office_hours():
        await publish_all()
        yield Teller(registry, client)


def test_somebody_has_said_what_every_route_takes(app: Litestar) -> None:
    unsaid = [f"{method} {path}" for method, path, _ in routes(app) if method not in ("GET", "HEAD", "DELETE")
              and not is_known(path)]  # fmt: skip
    assert unsaid == [], "say in tests/trust/erasure_roads.py what is planted there, or why nothing is"


def readings(content: bytes) -> Iterator[str]:
    """What somebody gets out of bytes: as they are, unpacked, or decoded as a mail."""
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    parts = [content, quopri.decodestring(content)]
    for part in email.message_from_bytes(content).walk():
        decoded = part.get_payload(decode=True)
        parts += [decoded] if isinstance(decoded, bytes) else []
    for run in BASE64.findall(content):
        parts.append(base64.b64decode(run[: len(run) // 4 * 4]))
    for part_bytes in parts:
        yield part_bytes.decode("utf-8", "replace")
        yield part_bytes.decode("utf-16", "replace")


async def found_in_tables() -> dict[str, str]:
    """Each column where a mark stands, with the first value that has it."""
    found: dict[str, str] = {}
    for row in await DB.fetch(TEXT_COLUMNS):
        place = f"{row['table_name']}.{row['column_name']}"
        values = await DB.fetch(f'SELECT "{row["column_name"]}" AS value FROM "{row["table_name"]}"')
        for value in (one["value"] for one in values if one["value"] is not None):
            content = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
            if any(mark in text.casefold() for text in readings(content) for mark in MARKS):
                found.setdefault(place, str(value)[:200])
    return found


def found_in_files(home: Path) -> list[Path]:
    """Files of the home where a mark stands."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path for path in files if any(m in text.casefold() for text in readings(path.read_bytes()) for m in MARKS)]


async def drive(teller: Teller, ada: Person, road: str) -> int:
    """Sends what is planted on one road, to each address that it has. Returns how many took it."""
    body, story = PLANTED[road], teller.told[0]
    if road.startswith("/api"):
        for path in await addresses(road, [story.contact]):
            method = "PATCH" if "{" in road else "POST"
            answer = await teller.browser.request(method, path, json=body, headers=await api_key())
            assert answer.status_code < 300, (road, answer.text)
        return 1
    if "{token" in road:
        check = await DB.fetch_value("SELECT id FROM case_check ORDER BY id LIMIT 1")
        purpose, about = {
            "/s": (TokenPurpose.ANSWER, story.ask),
            "/o": (TokenPurpose.OPT_OUT, story.ask),
            "/r": (TokenPurpose.RECOVERY, check),
        }[road[:2]]
        assert about, road
        path = road.replace("{token:str}", teller.registry.keys.token(purpose, about))
        answer = await teller.browser.post(path, data=body)
        assert answer.status_code < 500, (road, answer.status_code)
        return int(answer.status_code < 400)
    taken = 0
    if road.startswith("/app/login"):
        answer = await teller.browser.post(road, data=body)
        assert answer.status_code < 500, (road, answer.status_code)
        return 0
    plain, _, query = road.partition("?")
    for path in await addresses(plain, [story.contact]):
        answer = await ada.submit(path + (f"?{query}" if query else ""), **body)
        assert answer.status_code < 500, (road, answer.status_code)
        taken += answer.status_code < 400
    return taken


async def api_key() -> dict[str, str]:
    """The header of a key that may do everything."""
    return {"authorization": f"Bearer {await make_key(*Scope)}"}


async def test_nothing_is_left_of_a_customer_who_came_in_by_every_road(
    teller: Teller,
    app: Litestar,
    keys: Keyring,
    own_database: str,
    tmp_path_factory: pytest.TempPathFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="vocapp")
    door = Door(app, keys)
    ada = await door.sign_in("Ada Admin", Role.ADMIN, every_unit=True)
    await teller.record_contacts([contact_event((clock.now() - timedelta(hours=1)).isoformat())])
    [story] = teller.told
    await teller.mails()
    await teller.says(story, solved="no", csat="1", effort="1", why=WORDS, contact="yes", **{"contact.how": WORDS})
    await teller.work("close", "score", "triage", "count")
    message = await DB.fetch_value("SELECT id FROM message WHERE kind = 'invitation'")
    for about in (message, None):
        await receive_mails(teller, about)
    await post_to_mailbox(teller, message)
    await upload_files(ada)
    await import_by_command(own_database, tmp_path_factory.mktemp("operator"))
    await ada.submit(f"/app/cases/{story.case}/claim")
    taken = {}
    for road in PLANTED:
        taken[road] = await drive(teller, ada, road)
        clock.move_to(clock.now() + timedelta(minutes=2))
        await teller.work("send", "triage", "score")
    for path in ("/app/customers", "/app/comments", "/app/audit", "/app/contacts"):
        await ada.browser.get(path, params={"q": WORDS, "subject": NAME, "actor": EMAIL})
    await teller.browser.get(f"/s/{NAME}?csat={WORDS}")
    assert [road for road, times in taken.items() if not times] == REFUSED, "every other road takes what is planted"
    before = await found_in_tables()
    assert len(before) > 20, before

    fresh = await door.again(ada.id)
    answer = await fresh.submit(f"/app/customers/{story.customer}/erase", reason="request")
    assert answer.status_code == 303, answer.text
    clock.move_to(clock.now() + erase_customer.AGAIN)
    await teller.work("erase")

    logged = " ".join(str(vars(record)) for record in caplog.records if record.name.startswith("vocapp")).casefold()
    assert await found_in_tables() == {}
    assert found_in_files(teller.registry.settings.home) == []
    assert [mark for mark in MARKS if mark in logged] == []
    await door.close()
