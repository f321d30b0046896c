"""What is in the queue, for whom, page by page; and one case with everything about it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.cases.case_fixtures import HAPPY, SOLVED, add_comment, case_about, colleague, replace_answers, unit
from tests.cases.conftest import Desk
from tests.invitations.customer_rows import customer
from tests.rows import insert
from tests.staff_people import make_key
from vocapp import clock
from vocapp.cases import actions
from vocapp.cases.pages import case_data, queue_data
from vocapp.cases.pages.types import QueueFilters, QueuePosition, QueueRow
from vocapp.cases.triage_stage import TriageStage
from vocapp.cases.types import NoSuchCaseError, QueueTab
from vocapp.database import DB, new_id
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role, Scope

ALL = Actor(kind="user", role=Role.ADMIN)


async def opened(registry: Registry, count: int, **given: Any) -> list[int]:
    """So many cases, each of a customer of its own, an hour apart: their numbers, the first due first."""
    numbers = []
    for hour in range(count):
        with clock.travelled(clock.now() + timedelta(hours=hour)):
            person = await customer(f"C{hour}", f"{new_id()}@example.org")
            numbers.append((await case_about(registry, person, **given))["number"])
    return numbers


def numbers(rows: list[QueueRow]) -> list[int]:
    return [row.number for row in rows]


def at(row: QueueRow) -> QueuePosition:
    return QueuePosition(row.closed_at or row.due_at, row.id)


async def test_the_soonest_due_comes_first_page_by_page(registry: Registry, desk: Desk) -> None:
    made = await opened(registry, 5, unit_id=desk.id)
    first = await queue_data.load_queue(desk.lena, QueueTab.UNIT, size=2)
    assert numbers(first) == made[:3]  # one row more tells that there is another page
    second = await queue_data.load_queue(desk.lena, QueueTab.UNIT, size=2, after=at(first[1]))
    assert numbers(second) == made[2:5]
    back = await queue_data.load_queue(desk.lena, QueueTab.UNIT, size=2, before=at(second[1]))
    assert numbers(back) == made[:3]
    assert (first[0].clock, first[0].unit, first[0].owner) == ("acknowledge", "Billing-Desk", "")


async def test_each_tab_has_its_own(registry: Registry, desk: Desk) -> None:
    mine, free, gone, elsewhere = [
        *(await opened(registry, 3, unit_id=desk.id)),
        *(await opened(registry, 1, unit_id=desk.manila)),
    ]
    ids = {row.number: row.id for row in await queue_data.load_queue(ALL, QueueTab.ALL)}
    await actions.claim(registry, desk.omar, ids[mine])
    await actions.close(registry, desk.lena, ids[gone], **SOLVED)

    async def visible_numbers(actor: Actor, tab: QueueTab, filters: QueueFilters = queue_data.EVERYTHING) -> set[int]:
        return set(numbers(await queue_data.load_queue(actor, tab, filters)))

    assert await visible_numbers(desk.omar, QueueTab.MINE) == {mine}
    assert (
        await visible_numbers(desk.omar, QueueTab.UNIT)
        == await visible_numbers(desk.omar, QueueTab.ALL)
        == {mine, free}
    )
    assert await visible_numbers(desk.omar, QueueTab.FREE) == {free}
    assert await visible_numbers(desk.omar, QueueTab.OVERDUE) == set()
    assert await visible_numbers(desk.omar, QueueTab.DONE) == {gone}
    assert await visible_numbers(desk.hugo, QueueTab.ALL) == {elsewhere}
    assert await visible_numbers(ALL, QueueTab.ALL) == {mine, free, elsewhere}
    assert await visible_numbers(desk.hugo, QueueTab.ALL, QueueFilters(unit=desk.id)) == set()
    assert await visible_numbers(ALL, QueueTab.FREE, QueueFilters(unit=desk.manila)) == {elsewhere}
    with clock.travelled(clock.now() + timedelta(days=30)):
        assert await visible_numbers(desk.omar, QueueTab.OVERDUE) == {mine, free}
        assert await queue_data.load_counts(desk.omar) == {
            QueueTab.MINE: 1, QueueTab.UNIT: 2, QueueTab.FREE: 1, QueueTab.OVERDUE: 2, QueueTab.ALL: 2
        }  # fmt: skip


async def test_finished_cases_are_listed_latest_first(registry: Registry, desk: Desk) -> None:
    made = await opened(registry, 3, unit_id=desk.id)
    ids = {row.number: row.id for row in await queue_data.load_queue(ALL, QueueTab.ALL)}
    for number in made:
        await actions.dismiss(registry, desk.lena, ids[number], "a test")
    rows = await queue_data.load_queue(desk.lena, QueueTab.DONE, size=1)
    assert numbers(rows) == [made[2], made[1]]
    following = await queue_data.load_queue(desk.lena, QueueTab.DONE, size=1, after=at(rows[0]))
    assert numbers(following) == [made[1], made[0]]
    assert numbers(await queue_data.load_queue(desk.lena, QueueTab.DONE, size=1, before=at(following[1]))) == [
        made[2],
        made[1],
    ]
    assert (
        numbers(await queue_data.load_queue(ALL, QueueTab.DONE, QueueFilters(state="dismissed"), size=9)) == made[::-1]
    )


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (QueueFilters(rule="low_score"), True),
        (QueueFilters(rule="detractor"), False),
        (QueueFilters(channel="phone_in_house"), True),
        (QueueFilters(touchpoint="delivery"), False),
        (QueueFilters(state="working"), False),
        (QueueFilters(line=UUID(int=1)), False),
        (QueueFilters(owner=UUID(int=1)), False),
        (QueueFilters(text="WRONG bill"), True),
        (QueueFilters(text="wrong invoice"), False),
        (QueueFilters(text="#999999999"), False),
        (QueueFilters(text="' OR true --"), False),
    ],
)
async def test_filters(registry: Registry, desk: Desk, filters: QueueFilters, found: bool) -> None:
    await opened(registry, 1, unit_id=desk.id)
    for actor in (ALL, desk.omar):
        assert bool(await queue_data.load_queue(actor, QueueTab.ALL, filters)) is found


async def test_a_case_is_found_by_its_number(registry: Registry, desk: Desk) -> None:
    [number, _] = await opened(registry, 2, unit_id=desk.id)
    for text in (f"#{number}", str(number)):
        assert numbers(await queue_data.load_queue(desk.omar, QueueTab.ALL, QueueFilters(text=text))) == [number]


async def test_a_lead_of_many_units_has_them_all(registry: Registry, desk: Desk) -> None:
    made = await opened(registry, 1, unit_id=desk.id)
    many = [await unit(f"team-{number}") for number in range(13)]
    boss = await colleague("Bea Boss", Role.LEAD, desk.id, *many)
    assert numbers(await queue_data.load_queue(boss, QueueTab.UNIT)) == made
    assert (await queue_data.load_counts(boss))[QueueTab.UNIT] == 1
    nobody = await colleague("Ned New", Role.AGENT)
    assert await queue_data.load_queue(nobody, QueueTab.ALL) == []
    assert sum((await queue_data.load_counts(nobody)).values()) == 0


async def test_a_person_limited_to_a_line_sees_its_cases_and_their_own(registry: Registry, desk: Desk) -> None:
    line = await insert("line_of_business", slug="cards", name="Cards")
    [cards] = await opened(registry, 1, unit_id=desk.id, line_id=line)
    [loans] = await opened(registry, 1, unit_id=desk.id)
    await insert("user_line", user_id=desk.mia.id, line_id=line)
    mia = Actor(kind="user", id=desk.mia.id, role=Role.AGENT, units=desk.mia.units, lines=(line,))
    assert numbers(await queue_data.load_queue(mia, QueueTab.UNIT)) == [cards]
    with pytest.raises(NoSuchCaseError):
        await case_data.load_case(mia, loans)
    [row] = await queue_data.load_queue(ALL, QueueTab.ALL, QueueFilters(text=str(loans)))
    await DB.execute("UPDATE followup_case SET owner_id = $2 WHERE id = $1", row.id, mia.id)
    assert numbers(await queue_data.load_queue(mia, QueueTab.MINE)) == [loans]
    assert (await case_data.load_case(mia, loans)).row.number == loans
    assert [person.name for person in await case_data.assignable_staff(mia, row.id)] == ["Lena Lind", "Omar Osei"]


async def test_one_case_with_everything_about_it(registry: Registry, desk: Desk, ada: UUID) -> None:
    chain = [{"kind": "ivr", "path": "2>1"}, {"kind": "agent", "name": "Omar", "email": "omar@company.example"}]
    case = await case_about(registry, ada, unit_id=desk.id, handlers=chain, issue="T-1")
    await add_comment(case["response_id"], -0.9, urgent=("legal",))
    await TriageStage(registry)(case["response_id"])
    await actions.claim(registry, desk.omar, case["id"])
    done = await actions.note(registry, desk.omar, case["id"], "Rang her")

    story = await case_data.load_case(desk.omar, case["number"])
    assert (story.row.rule, story.rule_title, story.row.owner, story.handled_contact) == (
        "urgent_words", "Urgent words", "Omar Osei", True,
    )  # fmt: skip
    assert story.may == {"note", "log-attempt", "reply", "assign", "unassign", "wait"}
    assert story.addresses == (("email", "ada@example.org"),)
    [joined] = story.responses
    assert (joined.issue, joined.handlers[0]["path"], joined.answers["csat"]) == ("T-1", "2>1", 1)
    assert (joined.comments[0].label, joined.comments[0].urgent) == ("negative", ("legal",))
    assert [entry.kind for entry in story.entries] == ["answer", "answer", "assignment", "note"]
    assert [entry.may_undo for entry in story.entries] == [False, False, True, True]
    assert story.entries[-1].id == done.entry
    other = await case_data.load_case(desk.mia, case["number"])
    assert [entry.may_undo for entry in other.entries] == [False] * 4
    assert other.may == {"note", "log-attempt", "reply", "wait", "close", "dismiss"}
    lena = await case_data.load_case(desk.lena, case["number"])
    assert "assign" in lena.may
    assert [person.name for person in await case_data.assignable_staff(desk.lena, case["id"])] == [
        "Lena Lind",
        "Mia Moss",
        "Omar Osei",
    ]
    await actions.close(registry, desk.lena, case["id"], **SOLVED)
    closed = await case_data.load_case(desk.lena, case["number"])
    assert closed.may == {"note", "reopen"}
    assert closed.checks[0].answer is None


async def test_handlers_of_a_joined_contact_see_the_case(registry: Registry, desk: Desk, ada: UUID) -> None:
    case = await case_about(registry, ada, unit_id=desk.id)
    with pytest.raises(NoSuchCaseError):
        await case_data.load_case(desk.hugo, case["number"])
    assert await case_data.assignable_staff(desk.hugo, case["id"]) == []
    await case_about(registry, ada, unit_id=desk.manila)

    assert (await case_data.load_case(desk.hugo, case["number"])).row.id == case["id"]
    assert "Hugo Haas" in [person.name for person in await case_data.assignable_staff(desk.lena, case["id"])]


async def test_a_case_lists_the_allowed_actions(registry: Registry, desk: Desk, ada: UUID) -> None:
    case = await case_about(registry, ada, unit_id=desk.id)
    assert {"claim", "wait", "close"} <= (await case_data.load_case(desk.omar, case["number"])).may
    await actions.wait(registry, desk.omar, case["id"])
    story = await case_data.load_case(desk.omar, case["number"])
    assert "resume" in story.may
    assert story.row.clock == "wait"
    await replace_answers(case["response_id"], HAPPY)
    await TriageStage(registry)(case["response_id"])
    [joined] = (await case_data.load_case(desk.omar, case["number"])).responses
    assert joined.rule is None


async def test_a_program_reads_cases(registry: Registry, desk: Desk, ada: UUID, client: httpx.AsyncClient) -> None:
    case = await case_about(registry, ada, unit_id=desk.id)
    other = await case_about(registry, await customer("Grace", "grace@example.org"))
    client.headers["authorization"] = f"Bearer {await make_key(Scope.CASES_READ)}"
    page = (await client.get("/api/v1/cases", params={"limit": 1})).json()
    [first] = page["items"]
    assert (first["number"], first["state"], first["unit"], first["responses"]) == (
        case["number"], "open", "billing-desk", [str(case["response_id"])],
    )  # fmt: skip
    assert "excerpt" not in first
    [second] = (await client.get(page["next"])).json()["items"]
    assert second["id"] == str(other["id"])
    assert (await client.get(f"/api/v1/cases/{case['id']}")).json() == first
    for query, count in (
        ({"state": "closed"}, 0),
        ({"customer_id": str(ada)}, 1),
        ({"since": "2027-01-01T00:00:00Z"}, 0),
    ):
        assert len((await client.get("/api/v1/cases", params=query)).json()["items"]) == count
    client.headers["authorization"] = f"Bearer {await make_key(Scope.CASES_READ, is_test=True)}"
    assert (await client.get(f"/api/v1/cases/{case['id']}")).status_code == 404
    client.headers["authorization"] = f"Bearer {await make_key(Scope.CONTACTS_READ)}"
    assert (await client.get("/api/v1/cases")).status_code == 403
