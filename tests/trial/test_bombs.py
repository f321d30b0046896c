"""Hostile mails and files, more than 60 kinds at their full size, sent to a real service as the world would send them.

All the while `/health/live` answers within a quarter of a second and people sign in within a second. Every mail and
file ends with a reason that a person can read, no job is given up, and the memory of the service returns.
"""

import asyncio
import re
import smtplib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Thread

import httpx
import psutil
import pytest

from tests.files.hostile_files import FILES, TOML
from tests.messages.hostile_mails import hostile_mails
from tests.patience import until
from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite_many
from tests.rows import insert
from tests.service import Service, free_port, service
from tests.staff_people import PASSWORD, give_password, make_user
from vocapp.catalogue.definition_files import all_files, load
from vocapp.catalogue.publish import publish
from vocapp.channels.email.parse_mime import MOST_BYTES
from vocapp.database import DB, new_id
from vocapp.database.embedded.server import running
from vocapp.http.access import Role
from vocapp.processes.parser_worker import MODULE as PARSER
from vocapp.settings import Settings
from vocapp.startup.keyfile import load_keyring
from vocapp.tokens import TokenPurpose, token_hash

pytestmark = pytest.mark.trial
LEAST_KINDS = 60
LIVE_SECONDS, LOGIN_SECONDS = 0.25, 1.0
TIMES_AS_SLOW = 8.0
"""On a machine that is busy with something else: how much slower than a service beside it that gets no bombs. Both have
two cores with the children that parse, but only one takes the bytes.
"""
KEPT_BYTES = 30 * 1024 * 1024
EMAIL = "ida@company.example"
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
WRONG = re.compile(r'class="wrong"[^>]*>([^<]+)<|role="alert"[^>]*>(.*?)</', re.DOTALL)
UNREAD = "SELECT count(*) FROM inbound_mail WHERE kind = 'unread'"


@dataclass
class World:
    """The service, another one beside it that gets no bombs, an integrator's browser, and the address of a reply."""

    service: Service
    calm: Service
    browser: httpx.Client
    reply_to: str
    smtp_port: int

    def form(self, path: str, **fields: str) -> httpx.Response:
        """Sends a form of a page."""
        return self.browser.post(path, data={"csrf": self.token(), **fields})

    def upload(self, name: str, content: bytes, path: str = "/app/contacts/import") -> httpx.Response:
        """Uploads a file, of contacts if nothing else is said."""
        return self.browser.post(f"{path}?csrf={self.token()}", files={"file": (name, content)})

    def token(self) -> str:
        """The CSRF token of the browser's session."""
        found = CSRF.search(self.browser.get("/app/profile").text)
        assert found is not None
        return found[1]


@dataclass
class Probe:
    """Seconds that a request took, over and over, in a thread of its own."""

    ask: Callable[[], None]
    pause: float
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """The longest answer."""
        return max(self.seconds)

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Asks until the block ends."""
        over = Event()

        def work() -> None:
            while not over.wait(self.pause):
                started = time.perf_counter()
                try:
                    self.ask()
                except (httpx.HTTPError, AssertionError) as failure:
                    self.failures.append(repr(failure))
                self.seconds.append(time.perf_counter() - started)

        thread = Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    home, port = tmp_path / "home", free_port()
    calm = {"VOCAPP_LOG_LEVEL": "ERROR", "VOCAPP_RATE_FACTOR": "0"}
    mail = {
        "VOCAPP_INBOUND_PORT": str(port),
        "VOCAPP_INBOUND_PROTOCOL": "smtp",
        "VOCAPP_MAIL_DOMAIN": "feedback.example",
    }
    with (
        service(home, **calm, **mail) as started,
        service(home, role="web", **calm) as other,
        running(home) as cluster,
    ):
        await DB.open(cluster.dsn(), size=2, statement_seconds=60)
        await publish(load(all_files()), "the trial")
        keys = load_keyring(Settings(home=home))
        await invite_many(keys, shipped("post_contact"), 1)
        invitation = await DB.fetch_value("SELECT id FROM invitation")
        sent = {"kind": "invitation", "subject_id": invitation, "state": "sent", "address": "ada@x.example"}
        message = new_id()
        token = keys.token(TokenPurpose.REPLY, message)
        await insert("message", id=message, reply_hash=token_hash(token), **sent)
        await give_password(await make_user("Ida Integrator", Role.ADMIN, every_unit=True))
        with httpx.Client(base_url=started.url, timeout=120) as browser:
            sign_in(browser)
            yield World(started, other, browser, f"reply+{token}@feedback.example", port)
        await DB.close()


def sign_in(browser: httpx.Client) -> None:
    answer = browser.post("/app/login", data={"email": EMAIL, "password": PASSWORD})
    assert (answer.status_code, answer.headers.get("location")) == (303, "/app"), answer.text[:500]


def held(service: Service) -> dict[int, int]:
    """The resident bytes of the service and of each of its children that parse foreign bytes, by process.

    The process that analyses comments is another one: it loads each language when the first comment in it comes.
    """
    assert service.process is not None
    own = psutil.Process(service.process.pid)
    children = [child for child in own.children(recursive=True) if PARSER in child.cmdline()]
    return {process.pid: process.memory_info().rss for process in (own, *children)}


def send_mails(world: World, mails: dict[str, bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", world.smtp_port, timeout=60) as client:
        for content in mails.values():
            client.sendmail("ada@x.example", [world.reply_to], with_broken_lines(content))


def with_broken_lines(content: bytes) -> bytes:
    """The mail as a mail server passes it on, which breaks lines that are too long."""
    broken = re.sub(rb"([^\n]{900})(?=[^\n])", rb"\1\n ", content)
    return broken.replace(b"\n", b"\r\n")[: MOST_BYTES - 4096]


def send_files(world: World) -> dict[str, str]:
    """Uploads every hostile file on the page; the reason of each that is refused."""
    reasons = {}
    for name, (file, content) in FILES.items():
        answer = world.upload(file, content())
        assert answer.status_code in (303, 413, 422), (name, answer.status_code, answer.text[:300])
        if answer.status_code != 303:
            reasons[name] = said(answer.text)
    return reasons


def send_toml(world: World) -> dict[str, str]:
    """Sends every hostile TOML as a mapping for a good file, and as a taxonomy; the reason of each."""
    good = world.upload("a.csv", b"id,at\n1,2026-05-04\n")
    page = good.headers["location"]
    reasons = {}
    for name, content in TOML.items():
        answer = world.form(f"{page}/try", way="toml", toml=content().decode())
        assert answer.status_code in (413, 422), (name, answer.status_code)
        reasons[f"mapping: {name}"] = said(answer.text)
        answer = world.upload("taxonomy.toml", content(), "/app/comments/taxonomy/upload")
        assert answer.status_code == 422, (name, answer.status_code)
        reasons[f"taxonomy: {name}"] = said(answer.text)
    return reasons


def said(page: str) -> str:
    """The sentence with which a page refuses."""
    found = WRONG.search(page)
    return (found[1] or found[2] or "").strip() if found else page[:500]


async def all_are_read() -> None:
    """Waits as long as one mail after the other is read."""
    while left := await DB.fetch_value(UNREAD):
        await until(partial(fewer_than, left))


async def fewer_than(left: int) -> bool:
    return bool(await DB.fetch_value(UNREAD) < left)


async def test_no_bomb_stops_the_service(world: World) -> None:
    mails = dict(hostile_mails(MOST_BYTES))
    assert len(mails) + len(FILES) + len(TOML) >= LEAST_KINDS
    before = await warm(world)
    with probes(world.service) as (live, login), probes(world.calm) as (calm_live, calm_login):
        await asyncio.to_thread(send_mails, world, mails)
        reasons = await asyncio.to_thread(send_files, world) | await asyncio.to_thread(send_toml, world)
        await all_are_read()
    await until(lambda: max(kept(world.service, before).values()) < KEPT_BYTES)
    times = (
        f"live {live.longest:.3f} and {calm_live.longest:.3f}, sign-in {login.longest:.3f} and {calm_login.longest:.3f}"
    )
    most = max(kept(world.service, before).values()) // 2**20
    print(f"\n{len(mails)} mails, {len(FILES)} files, {len(TOML)} mappings. Longest, and of a calm service: {times} s.")
    print(f"Processes keep at most {most} MB.")
    assert (live.failures, login.failures) == ([], [])
    assert live.longest <= max(LIVE_SECONDS, TIMES_AS_SLOW * calm_live.longest)
    assert login.longest <= max(LOGIN_SECONDS, TIMES_AS_SLOW * calm_login.longest)
    await check_mails(world, len(mails))
    await check_files(world, reasons)
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE quarantined_at IS NOT NULL") == 0


@contextmanager
def probes(service: Service) -> Iterator[tuple[Probe, Probe]]:
    """Probes of a service: whether it lives, and how long a person waits who signs in."""
    with (
        httpx.Client(base_url=service.url, timeout=60) as client,
        httpx.Client(base_url=service.url, timeout=60) as person,
    ):
        live, login = Probe(lambda: ask_live(client), 0.05), Probe(lambda: sign_in(person), 0.5)
        with live.measuring(), login.measuring():
            yield live, login


def ask_live(client: httpx.Client) -> None:
    client.get("/health/live").raise_for_status()


async def warm(world: World) -> tuple[int, int]:
    """Sends a day's good mails and files; the bytes that the service and the largest of its children hold then."""
    day = range(40)
    send_mails(world, {str(n): b"Subject: Re: How was it?\r\n\r\nGood. %d" % n for n in day})
    for number in day:
        world.upload(f"{number}.csv", b"id,at\n%d,2026-05-04\n" % number * 1000)
        world.browser.get("/app/contacts/import")
    sign_in(world.browser)
    await all_are_read()
    await DB.execute("DELETE FROM upload")
    await DB.execute("DELETE FROM inbound_mail")
    service, *children = held(world.service).values()
    return service, max(children)


def kept(service: Service, before: tuple[int, int]) -> dict[int, int]:
    """The bytes that each process holds more than before the bombs."""
    own, *children = held(service).items()
    return {own[0]: own[1] - before[0], **{pid: size - before[1] for pid, size in children}}


async def check_mails(world: World, count: int) -> None:
    """Each mail has a kind and a reason, and a page; that of one that was set aside says so."""
    rows = await DB.fetch("SELECT id, kind, reason FROM inbound_mail")
    assert len(rows) == count
    assert [row["id"] for row in rows if not row["reason"] or row["kind"] == "unread"] == []
    for row in rows:
        page = world.browser.get(f"/app/messages/inbound/{row['id']}")
        assert page.status_code == 200
        if row["kind"] == "set_aside":
            assert "This mail could not be read safely." in page.text


async def check_files(world: World, reasons: dict[str, str]) -> None:
    """Each file was refused with a sentence, or stands in the list of uploads with columns to choose from."""
    assert {name: reason for name, reason in reasons.items() if not re.search(r"[.”)]$", reason)} == {}
    kept = await DB.fetch("SELECT id, state FROM upload")
    assert len(kept) - 1 + len(reasons) - 2 * len(TOML) == len(FILES)
    for row in kept:
        assert world.browser.get(f"/app/contacts/import/{row['id']}").status_code == 200
