"""Somebody with access to the database edits the audit log; the check says where."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from tests.staff_people import COMMAND
from tests.terminal import Terminal
from tests.test_migrations import loaded
from vocapp.audit.record import record
from vocapp.audit.verify import findings, verify
from vocapp.database import DB, new_id
from vocapp.piccolo_app import MIGRATIONS

pytestmark = pytest.mark.committed
INSERT = """
INSERT INTO event (id, at, actor, action, subject_kind, subject_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)"""
MIGRATION = MIGRATIONS / "0010_audit_chain.py"


@pytest.fixture
async def seven(own_database: str) -> str:
    """Seven lines; the head after the fifth."""
    head = ""
    for number in range(1, 8):
        await record(COMMAND, "unit.added", "unit", number, slug=f"unit-{number}")
        head = (await verify()).head if number == 5 else head
    return head


async def test_an_unchanged_log_is_intact(seven: str) -> None:
    chain = await verify()
    assert (chain.wrong, chain.head[:2], seven[:2]) == ("", "7:", "5:")
    assert (await verify(seven)).wrong == ""
    assert [one.level for one in await findings()] == ["ok"]
    with pytest.raises(ValueError, match="yesterday is not a head"):
        await verify("yesterday")


async def test_an_empty_log_is_intact_too(own_database: str) -> None:
    assert (await verify()).head == "0:"
    assert (await verify("0:")).wrong == ""


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        ("UPDATE event SET actor = 'user:x' WHERE number = 3", "Line 3 ("),
        ('UPDATE event SET detail = detail || \'{"slug": "mine"}\' WHERE number = 6', "Line 6 ("),
        ("UPDATE event SET at = at + interval '1 second' WHERE number = 1", "Line 1 ("),
        ("DELETE FROM event WHERE number = 4", "Before line 5 ("),
        ("UPDATE event SET seal = NULL WHERE number = 7", "Line 7 ("),
        ("UPDATE event SET number = NULL, seal = NULL WHERE number = 7", "has no seal"),
        ("DELETE FROM event WHERE number > 4", "Line 5 does not match the stored head"),
        ("DELETE FROM event WHERE number > 6", ""),
    ],
)
async def test_an_edit_of_the_log_is_named(seven: str, edit: str, problem: str) -> None:
    await DB.execute(edit)
    chain = await verify(seven)
    assert (problem in chain.wrong) if problem else not chain.wrong
    assert [one.level for one in await findings()] == [
        "error" if chain.wrong and "stored head" not in chain.wrong else "ok"
    ]


async def test_a_log_that_was_sealed_again_does_not_match_an_earlier_head(seven: str) -> None:
    rows = await DB.fetch("DELETE FROM event RETURNING id, at, actor, action, subject_kind, subject_id, detail")
    for row in sorted(rows):
        await DB.execute(INSERT, *row.values())
    assert (await verify(seven)).wrong == "", "the same lines have the same seals"
    await DB.execute("DELETE FROM event")
    for row in sorted(rows, reverse=True):
        await DB.execute(INSERT, *row.values())
    assert (await verify()).wrong == ""
    assert "Line 5 does not match the stored head" in (await verify(seven)).wrong


async def test_the_migration_seals_earlier_lines(seven: str) -> None:
    await DB.execute("ALTER TABLE event DROP COLUMN seal, DROP COLUMN number")
    async with DB.connection() as connection:
        await connection.execute("DROP FUNCTION event_seal() CASCADE")
        await connection.execute(loaded(MIGRATION).SQL)
    await record(COMMAND, "unit.added", "unit", 8)
    chain = await verify(seven)
    assert (chain.wrong, chain.head[:2]) == ("", "8:")


async def test_many_write_at_once_and_each_waits_for_commits_only(own_database: str) -> None:
    async def writer(number: int) -> None:
        async with DB.transaction():
            await record(COMMAND, "key.added", "key", number)
            await asyncio.sleep(0.05)
            await record(COMMAND, "key.revoked", "key", number)

    await asyncio.wait_for(asyncio.gather(*(writer(number) for number in range(20))), 5)
    chain = await verify()
    assert (chain.wrong, chain.head.split(":")[0]) == ("", "40")


async def test_two_that_wait_for_each_others_rows_do_not_wait_for_the_log(own_database: str) -> None:
    """Ann holds the log first and then wants Ben's row: at their ends only is the log anybody's."""
    ann, ben = [await asyncpg.connect(own_database) for _ in range(2)]
    line = "INSERT INTO event (id, at, actor, action, subject_kind, subject_id) VALUES ($1, now(), $2, '', '', '')"
    await ann.execute("INSERT INTO instance VALUES ('row', '')")
    try:
        anns, bens = ann.transaction(), ben.transaction()
        await anns.start()
        await ann.execute(line, new_id(), "ann")
        await bens.start()
        await ben.execute("UPDATE instance SET value = 'ben' WHERE name = 'row'")
        await ben.execute(line, new_id(), "ben")
        wants = asyncio.create_task(ann.execute("UPDATE instance SET value = 'ann' WHERE name = 'row'"))
        await asyncio.wait_for(bens.commit(), 5)
        await wants
        await anns.commit()
    finally:
        await ann.close()
        await ben.close()
    assert (await verify()).head.startswith("2:")


async def test_the_command_reports_the_edit_and_exits_with_1(own_database: str, tmp_path: Path, seven: str) -> None:
    terminal = Terminal(own_database, tmp_path)
    assert "intact. Its head: 7:" in await asyncio.to_thread(terminal.says, "audit", "verify", "--head", seven)
    await DB.execute("UPDATE event SET action = 'unit.changed' WHERE number = 2")
    found = await asyncio.to_thread(terminal.run, "audit", "verify")
    assert (found.exit_code, "Line 2 (" in found.output) == (1, True)
    assert "is not a head" in await asyncio.to_thread(terminal.refuses, "audit", "verify", "--head", "x")
