"""The queue page with a million cases: the buffers that each view reads, and the cost of the page.

The latest 20,000 are open, in 200 units. Lena sees her unit and three below it, Bea forty units, and Ada all.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import httpx

from benchmarks.ground import KEYS, ground
from benchmarks.measuring import Amount, Measured, Side, compare
from vocapp import app
from vocapp.cases.pages import queue_data
from vocapp.cases.pages.queue_columns import NAMES
from vocapp.cases.pages.types import QueueFilters, QueuePosition
from vocapp.cases.types import QueueTab
from vocapp.catalogue.definition_files import all_files, load
from vocapp.catalogue.publish import publish
from vocapp.database import DB
from vocapp.http.access import Actor, Role
from vocapp.settings import Settings
from vocapp.staff import sessions

CASES, WORKED, UNITS, USERS = 1_000_000, 20_000, 200, 500
MOST_BUFFERS: Final = 100
PAGES: Final = 40

PEOPLE: Final = """
INSERT INTO unit (id, slug, name) SELECT gen_random_uuid(), 'u' || n, 'Team ' || n FROM generate_series(1, $1) n;"""
STAFF: Final = """
INSERT INTO staff_user (id, email, name, role, created_at)
SELECT gen_random_uuid(), 'p' || n || '@example.org', 'Person ' || n, 'agent', now() FROM generate_series(1, $1) n"""
LINES: Final = """
INSERT INTO line_of_business (id, slug, name) SELECT gen_random_uuid(), 'l' || n, 'Line ' || n
FROM generate_series(1, 4) n"""
# Only the foreign keys that the queue reads are real: the others would cost minutes and show nothing.
FILL: Final = """
WITH u AS (SELECT array_agg(id ORDER BY slug) AS ids FROM unit), s AS (SELECT array_agg(id ORDER BY email) AS ids
  FROM staff_user), l AS (SELECT array_agg(id) AS ids FROM line_of_business),
r AS (SELECT id FROM case_rule WHERE slug = 'low_score')
INSERT INTO followup_case (id, customer_id, contact_id, response_id, rule_id, rule, priority, state, unit_id, line_id,
  channel, touchpoint, brand, owner_id, score, score_metric, excerpt, customer_name, opened_at, due_at,
  acknowledge_due_at, resolve_due_at, customer_due_at, closed_at)
SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), r.id,
  (ARRAY['low_score', 'not_solved', 'detractor', 'please_contact_me'])[1 + n % 4], 1 + n % 5,
  CASE WHEN is_worked THEN (ARRAY['open', 'working', 'waiting'])[1 + (n / 5) % 3]
    ELSE (ARRAY['confirmed', 'unanswered', 'dismissed', 'closed'])[1 + n % 4] END,
  u.ids[1 + (random() * 199)::int], l.ids[1 + n % 4], (ARRAY['email', 'phone_in_house', 'sms', 'web_chat'])[1 + n % 4],
  (ARRAY['billing', 'support', 'delivery'])[1 + n % 3], 'alderway',
  CASE WHEN NOT is_worked OR (n / 5) % 3 > 0 THEN s.ids[1 + (random() * 499)::int] END, 1, 'csat',
  'The bill of month ' || n || ' was wrong again and nobody answers the telephone', 'Customer ' || n, t, t, t, t, t,
  CASE WHEN NOT is_worked THEN t END
FROM u, s, l, r, generate_series(1, $1) n,
LATERAL (SELECT n > $1 - $2 AS is_worked, now() - make_interval(mins => (random() * 500000)::int) AS t) made"""


async def main() -> Sequence[Measured]:
    """Every view with its buffers, and the CPU of the page against a page that reads almost nothing."""
    async with ground() as settings:
        await _fill()
        units = [row["id"] for row in await DB.fetch("SELECT id FROM unit ORDER BY slug")]
        someone = await DB.fetch_value("SELECT id FROM staff_user ORDER BY email LIMIT 1")
        lena = Actor(kind="user", id=someone, role=Role.LEAD, units=tuple(units[:4]))
        bea, ada = (Actor(kind="user", id=someone, role=Role.LEAD, units=all_) for all_ in (tuple(units[:40]), None))
        found: list[Measured] = []
        for name, actor in (("four units", lena), ("forty units", bea), ("everything", ada)):
            found += [await _view(f"{name}: {tab.value}", actor, tab) for tab in QueueTab]
            counts = await _buffers(*queue_data.counts_statement(actor))
            found.append(
                Amount(name=f"queue, {name}: counts of the tabs", value=counts, unit="buffers", limit=MOST_BUFFERS)
            )
        for title, filters in _narrowed(units[7]).items():
            found.append(await _view(f"everything by {title}", ada, QueueTab.ALL, filters))
        await DB.execute("UPDATE staff_user SET role = 'lead', every_unit = true WHERE id = $1", someone)
        async with _browser(settings, someone) as browser:
            page = await compare("the page of the queue, against a page of settings", *_sides(browser))
        return [*found, page]


def _narrowed(unit: UUID) -> dict[str, QueueFilters]:
    return {
        "state": QueueFilters(state="waiting"),
        "rule": QueueFilters(rule="detractor"),
        "channel": QueueFilters(channel="sms"),
        "touchpoint": QueueFilters(touchpoint="billing"),
        "unit": QueueFilters(unit=unit),
        "words": QueueFilters(text="month 500 wrong"),
        "number": QueueFilters(text="#4711"),
    }


async def _fill() -> None:
    await publish(load(all_files()), "the benchmark")
    await DB.execute(PEOPLE.rstrip(";"), UNITS)
    await DB.execute(STAFF, USERS)
    await DB.execute(LINES)
    async with DB.connection() as connection:
        await connection.execute("SET statement_timeout = 0; SET session_replication_role = replica")
        try:
            await connection.execute(FILL, CASES, WORKED, timeout=1800)
            await connection.execute("VACUUM ANALYZE followup_case, staff_user, unit, line_of_business")
        finally:
            await connection.execute("RESET session_replication_role; RESET statement_timeout")


async def _view(name: str, actor: Actor, tab: QueueTab, filters: QueueFilters = queue_data.EVERYTHING) -> Amount:
    """The buffers of a view's first page or of its third, whichever are more."""
    first = await queue_data.load_queue(actor, tab, filters, size=60)
    row = first[-1] if first else None
    places = (
        [None, QueuePosition(row.closed_at or row.due_at if tab is QueueTab.DONE else row.due_at, row.id)]
        if row
        else [None]
    )
    buffers = [
        await _page(*queue_data.page_statement(actor, tab, filters, place, queue_data.SIZE, None)) for place in places
    ]
    return Amount(name=f"queue, {name}", value=max(buffers), unit="buffers", limit=MOST_BUFFERS)


async def _page(sql: str, values: list[Any]) -> int:
    return await _buffers(sql, values) + await _buffers(NAMES, queue_data.name_ids(await DB.fetch(sql, *values)))


async def _buffers(sql: str, values: Sequence[Any]) -> int:
    found = await DB.fetch_value(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", *values)
    plan = json.loads(found)[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


@asynccontextmanager
async def _browser(settings: Settings, user: UUID) -> AsyncIterator[httpx.AsyncClient]:
    token = await sessions.open_session(user, "a benchmark")
    application = app.create(app.build(replace(settings, rate_factor=0), KEYS))
    async with application.lifespan():
        transport = httpx.ASGITransport(app=application, client=("127.0.0.1", 40000))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=settings.origin) as browser:
            browser.cookies.set(sessions.cookie_name(settings), token, path="/app")
            yield browser


def _sides(browser: httpx.AsyncClient) -> tuple[Side, Side]:
    def reading_of(path: str) -> Side:
        async def read() -> int:
            for _ in range(PAGES):
                answer = await browser.get(path)
                assert answer.status_code == 200, answer.text[:200]
            return PAGES

        return read

    return reading_of("/app/cases?tab=all"), reading_of("/app/profile")
