"""In the terminal: what somebody would get, and sending the digest of a period by hand."""

import asyncio
import json
from pathlib import Path

import asyncpg
import pytest

from tests.terminal import Terminal
from vocapp.digests.periods import Frequency

pytestmark = pytest.mark.committed
ERIN = "erin@company.example"


SUBSCRIBE = """
INSERT INTO digest_subscription (id, user_id, every, timezone, next_due_at, key_id, stop_hash, created_at)
SELECT gen_random_uuid(), id, $1::text, 'Europe/Berlin', now() + interval '1 day', 'k1', $1::text::bytea, now()
FROM staff_user WHERE email = 'erin@company.example'"""


def execute(dsn: str, sql: str, *values: str) -> None:
    async def inside() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(sql, *values)
        finally:
            await connection.close()

    asyncio.run(inside())


@pytest.fixture
def terminal(terminal: Terminal) -> Terminal:
    """The terminal of an installation with surveys, Erin and Omar."""
    terminal.says("surveys", "publish", "--all")
    terminal.says("users", "add", ERIN, "--name", "Erin Executive", "--role", "executive")
    terminal.says("users", "add", "omar@company.example", "--name", "Omar", "--role", "agent")
    return terminal


def test_a_digest_can_be_previewed_before_anybody_subscribes(terminal: Terminal, tmp_path: Path) -> None:
    text = terminal.says("digest", "preview", ERIN, "--period", "2026-W02")
    assert "Subject: Week 2: no answers" in text
    assert "No customer answered in this week." in text

    said = terminal.says("digest", "preview", ERIN, "--every", "month", "--period", "2026-01", "--language", "de",
                         "--folder", str(tmp_path / "out"))  # fmt: skip
    assert "Januar 2026: keine Antworten" in said
    assert "Januar 2026" in (tmp_path / "out" / "digest.html").read_text(encoding="utf-8")
    assert "EINLADUNGEN UND ANTWORTEN" in (tmp_path / "out" / "digest.txt").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "out" / "digest.json").read_text(encoding="utf-8"))["every"] == Frequency.MONTH

    for words, sentence in (
        (("preview", "nobody@company.example"), "There is no user nobody@company.example."),
        (("preview", "omar@company.example"), "cannot read digests"),
        (("preview", ERIN, "--period", "yesterday"), "Write the period like 2026-W47"),
        (("preview", ERIN, "--period", "2026-W60"), "Write the period like 2026-W47"),
        (("preview", ERIN, "--every", "month", "--period", "2026-W02"), "Write the period like 2026-11"),
        (("preview", ERIN, "--period", "2199-W01"), "is not over yet"),
        (("send", ERIN), f"{ERIN} has no digest."),
    ):
        assert sentence in terminal.refuses("digest", *words)


def test_a_period_is_sent_by_hand_once(terminal: Terminal, own_database: str) -> None:
    execute(own_database, SUBSCRIBE, "week")
    assert "queued" in terminal.says("digest", "send", ERIN, "--period", "2026-W02")
    again = terminal.refuses("digest", "send", ERIN, "--period", "2026-W02")
    assert "was already sent to erin@company.example" in again
    assert "Subject: Week 2" in terminal.says("digest", "preview", ERIN, "--period", "2026-W02")

    execute(own_database, SUBSCRIBE, "month")
    assert "Choose one with --every week or --every month" in terminal.refuses("digest", "send", ERIN)
    terminal.says("digest", "send", ERIN, "--every", "month")


def test_a_paused_digest_or_one_of_a_disabled_user_is_not_sent(terminal: Terminal, own_database: str) -> None:
    execute(own_database, SUBSCRIBE, "week")
    execute(own_database, "UPDATE digest_subscription SET paused = true")
    assert "is paused" in terminal.refuses("digest", "send", ERIN)
    terminal.says("users", "disable", ERIN)
    assert "is disabled and cannot read digests" in terminal.refuses("digest", "preview", ERIN)
