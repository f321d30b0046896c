"""The cost of a contact: real HTTP to `vocapp serve`, recorded and decided, against bare inserts of its rows.

Our side is the whole way: uvicorn, middleware, validation, the customer and the identity found or created, the
decision, the invitation with its first message. The base inserts exactly the rows that this leaves behind, in one
transaction per contact, through a pool of sixteen connections. For a batch, the base inserts the rows that intake
writes, by `executemany`.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from benchmarks.ground import ground
from benchmarks.load import AT_ONCE, send
from benchmarks.measuring import ROUNDS, Comparison, compare
from tests.service import Service, service
from vocapp import clock
from vocapp.catalogue import definition_files
from vocapp.catalogue.publish import publish
from vocapp.database import DB, new_id
from vocapp.http.access import ANYONE, Scope
from vocapp.settings import Settings
from vocapp.staff import api_keys

CONTACTS = 400
LINES = 4000
OF_CONTACT = """
SELECT c.id AS contact, c.customer_id AS customer, d.id AS decision, i.id AS invitation
FROM contact c JOIN decision d ON d.contact_id = c.id JOIN invitation i ON i.contact_id = c.id ORDER BY c.id LIMIT 1"""
ROWS = {
    "customer": "id = $2",
    "identity": "customer_id = $2",
    "permission": "identity_id IN (SELECT id FROM identity WHERE customer_id = $2)",
    "contact": "id = $1",
    "decision": "contact_id = $1",
    "decision_history": "decision_id = $3",
    "invitation": "contact_id = $1",
    "message": "subject_id = $4",
    "due": "subject_id = $4 OR subject_id IN (SELECT id FROM message WHERE subject_id = $4)",
}
RECORDED = ("customer", "identity", "permission", "contact")
UNIQUE_TEXTS = ("external_id", "value")
UNIQUE_BYTES = ("answer_hash", "opt_out_hash")

Kept = list[tuple[str, dict[str, Any]]]


async def main() -> Sequence[Comparison]:
    """One contact by POST with its decision, and a contact of an NDJSON batch without one."""
    async with ground() as settings, asyncpg.create_pool(DB.dsn, min_size=AT_ONCE, max_size=AT_ONCE) as bare:
        await publish(definition_files.load(definition_files.all_files()), "bench")
        key = (await api_keys.add("bench", (Scope.CONTACTS_WRITE,), is_test=False, by=ANYONE)).secret
        with serving(settings, "all") as running:
            single = _single(running, key)
            await single()
            rows = await _rows_of_one()
            name = "a contact by POST, decided / its rows inserted"
            whole = await compare(name, single, _bare(bare, rows), service=_pid(running))
        with serving(settings, "web") as running:
            name = "a contact of a batch / its rows, executemany"
            batch = await compare(name, _batch(running, key), _many(bare, _recorded(rows)), service=_pid(running))
        return [whole, batch]


@contextmanager
def serving(settings: Settings, role: str) -> Iterator[Service]:
    """`vocapp serve` on the database that `DB` is open on, without rate limits."""
    keys = settings.home / "keys"
    keys.write_text("k1:" + "2a" * 32 + "\n")
    extra = {"VOCAPP_DATABASE_URL": DB.dsn, "VOCAPP_SECRET_FILE": str(keys), "VOCAPP_RATE_FACTOR": "0"}
    with service(settings.home / role, role, **extra, VOCAPP_LOG_LEVEL="WARNING") as running:
        yield running


def _pid(running: Service) -> int:
    assert running.process is not None
    return running.process.pid


def _single(running: Service, key: str) -> Callable[[], Awaitable[int]]:
    numbers = iter(range(10_000_000))

    async def side() -> int:
        requests = [_post(running.url, key, _event(next(numbers)), "application/json") for _ in range(CONTACTS)]
        await send(running.url, requests, expect=201)
        while await DB.fetch_value("SELECT EXISTS (SELECT FROM due WHERE stage = 'decide')"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        assert await DB.fetch_value("SELECT count(*) FROM decision WHERE outcome <> 'invited'") == 0
        return CONTACTS

    return side


def _batch(running: Service, key: str) -> Callable[[], Awaitable[int]]:
    numbers = iter(range(10_000_000, 20_000_000))

    async def side() -> int:
        lines = b"\n".join(_event(next(numbers)) for _ in range(LINES))
        request = _post(running.url, key, lines, "application/x-ndjson")
        await send(running.url, [request], expect=200, at_once=1)
        await DB.execute("DELETE FROM due WHERE stage = 'decide'")
        return LINES

    return side


def _event(number: int) -> bytes:
    now = clock.now().isoformat()
    return msgspec.json.encode(
        {
            "source": "bench",
            "external_id": f"c-{number}",
            "channel": "phone_in_house",
            "touchpoint": "support",
            "started_at": now,
            "ended_at": now,
            "handlers": [{"kind": "agent", "name": "Sam"}],
            "customer": {
                "name": "Ada",
                "country": "GB",
                "timezone": "Europe/London",
                "identities": [{"kind": "email", "value": f"ada-{number}@mail.example"}],
            },
        }
    )


def _post(url: str, key: str, body: bytes, content_type: str) -> bytes:
    host = url.removeprefix("http://")
    head = (
        f"POST /api/v1/contacts HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\n"
        f"content-type: {content_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _rows_of_one() -> Kept:
    """Every row that one contact leaves behind."""
    ids = await DB.fetch_one(OF_CONTACT)
    assert ids is not None
    values = {"$1": ids["contact"], "$2": ids["customer"], "$3": ids["decision"], "$4": ids["invitation"]}
    found: Kept = []
    for table, condition in ROWS.items():
        used = [name for name in values if name in condition]
        sql = condition
        for number, name in enumerate(used, 1):
            sql = sql.replace(name, f"${number}")
        rows = await DB.fetch(f"SELECT * FROM {table} WHERE {sql}", *(values[name] for name in used))
        found += [(table, dict(row)) for row in rows]
    return found


def _recorded(rows: Kept) -> Kept:
    """The rows of a contact that intake writes, with the job of its decision."""
    contact, due = (next(row for table, row in rows if table == name) for name in ("contact", "due"))
    job = due | {"stage": "decide", "subject_id": contact["id"], "not_before": contact["recorded_at"]}
    return [*((table, row) for table, row in rows if table in RECORDED), ("due", job)]


def _copies(rows: Kept) -> Iterator[tuple[str, list[Any]]]:
    """The same rows for another contact, with ids, keys and hashes of its own."""
    names = {row["id"]: new_id() for table, row in rows if table != "due"}
    unique = str(new_id())
    for table, row in rows:
        values = {name: value for name, value in row.items() if not (table == "due" and name == "id")}
        for name, value in values.items():
            if isinstance(value, UUID):
                values[name] = names.get(value, value)
            elif name in UNIQUE_TEXTS:
                values[name] = unique
            elif name in UNIQUE_BYTES:
                values[name] = os.urandom(32)
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        yield f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", list(values.values())


def _bare(pool: Any, rows: Kept) -> Callable[[], Awaitable[int]]:
    # Made before measuring: the base must cost only its inserts.
    contacts = iter([list(_copies(rows)) for _ in range(CONTACTS * (ROUNDS + 1))])

    async def worker() -> None:
        for _ in range(CONTACTS // AT_ONCE):
            async with pool.acquire() as connection, connection.transaction():
                for sql, values in next(contacts):
                    await connection.execute(sql, *values)

    async def side() -> int:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(worker())
        return CONTACTS

    return side


def _many(pool: Any, rows: Kept) -> Callable[[], Awaitable[int]]:
    batches = iter([_by_statement(rows) for _ in range(ROUNDS + 1)])

    async def side() -> int:
        async with pool.acquire() as connection, connection.transaction():
            for sql, many in next(batches).items():
                await connection.executemany(sql, many)
        return LINES

    return side


def _by_statement(rows: Kept) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = {}
    for _ in range(LINES):
        for sql, values in _copies(rows):
            found.setdefault(sql, []).append(values)
    return found
