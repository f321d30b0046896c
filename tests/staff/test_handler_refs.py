"""Ids of users in other systems: all lines are taken or none, and each fault names its line."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.staff_people import COMMAND, SignIn, make_user
from tests.terminal import Terminal
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.staff.handler_refs import MOST_LINES, _lines, _read, import_refs

PAGE = "/app/settings/agent-ids"
inside = pytest.mark.usefixtures("database")


async def known() -> dict[tuple[str, str], str]:
    rows = await DB.fetch(
        "SELECT r.source, r.agent_ref AS ref, u.name FROM handler_ref r JOIN staff_user u ON u.id = r.user_id"
    )
    return {(row["source"], row["ref"]): row["name"] for row in rows}


@inside
async def test_ids_come_from_a_spreadsheet_and_move_with_a_later_line(signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    await make_user("Omar Agent")
    await make_user("Lena Lead", Role.LEAD)

    pasted = "Source\tId\tE-mail\r\nacd\tAG-17\tOmar@Company.example\r\n\r\ncrm\t4711\tlena@company.example\r\n"
    assert (await ada.submit(PAGE, lines=pasted)).status_code == 303
    assert await known() == {("acd", "ag-17"): "Omar Agent", ("crm", "4711"): "Lena Lead"}
    assert "2 ids were imported." in await ada.see(PAGE)

    assert await import_refs('acd;"ag-17";lena@company.example', COMMAND) == (1, [])
    assert (await known())[("acd", "ag-17")] == "Lena Lead"
    ref = await DB.fetch_value("SELECT id FROM handler_ref WHERE source = 'acd'")
    assert (await ada.submit(f"{PAGE}/{ref}/remove")).status_code == 303
    assert (await ada.submit(f"{PAGE}/{ref}/remove")).status_code == 404
    assert list(await known()) == [("crm", "4711")]
    actions = [row["action"] for row in await DB.fetch("SELECT action FROM event WHERE action LIKE 'handler_ref%'")]
    assert sorted(actions) == ["handler_ref.removed", "handler_refs.imported", "handler_refs.imported"]


@inside
async def test_one_wrong_line_saves_none_and_the_text_stays(signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    await make_user("Omar Agent")
    wrong = "acd,1,omar@company.example\nacd,2\nacd,3,nobody@company.example\n,4,omar@company.example"
    wrong += "\nacd,1,ada@company.example"

    answer = await ada.submit(PAGE, lines=wrong)
    assert answer.status_code == 422
    for sentence in (
        "Line 2 has 2 columns.",
        "Line 3: there is no user with the address nobody@company.example.",
        "Line 4: a source has at most 80 characters",
        "Line 5: the id 1 stands for two users.",
        "acd,3,nobody@company.example",
    ):
        assert sentence in answer.text
    assert await known() == {}
    for empty in ("", "source,id,email", "\n \n"):
        assert "There is no line to import." in (await ada.submit(PAGE, lines=empty)).text


@pytest.mark.committed
async def test_the_command_takes_a_file(terminal: Terminal, tmp_path: Path) -> None:
    await make_user("Omar Agent")
    file = tmp_path / "refs.csv"
    file.write_text("acd,17,omar@company.example\n", encoding="utf-8-sig")
    assert "1 ids were imported." in await asyncio.to_thread(terminal.says, "users", "refs", str(file))
    file.write_text("acd,17,nobody@company.example\n", encoding="utf-8")
    said = await asyncio.to_thread(terminal.refuses, "users", "refs", str(file))
    assert "Nothing was imported." in said and "Line 1: there is no user" in said


@given(st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_or_has_faults(text: str) -> None:
    faults, found = _read(list(_lines(text)), {})
    assert faults and not found


def test_a_file_that_is_too_long_is_refused_at_once() -> None:
    faults, _ = _read([(number, ["a", str(number), "b"]) for number in range(MOST_LINES + 1)], {})
    assert len(faults) == 1
