"""Ada chooses 1 and leaves; her case is there once, whoever is in a hurry; and two at the desk want it at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.cases.case_fixtures import UNHAPPY, case_about, history_of, respond
from tests.cases.conftest import Desk, a_desk
from tests.invitations.customer_rows import NOON, customer, publish_all
from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite
from tests.responses.visitor import Visitor
from vocapp import clock
from vocapp.cases import actions
from vocapp.cases.triage_stage import TriageStage
from vocapp.cases.types import CaseRefusedError
from vocapp.database import DB
from vocapp.database.jobs import run_jobs
from vocapp.feature import Registry

pytestmark = pytest.mark.committed


@pytest.fixture
async def noon(own_database: str) -> AsyncIterator[None]:
    """Monday at noon, with everything published."""
    with clock.travelled(NOON):
        await publish_all()
        yield


async def work(registry: Registry, *names: str) -> None:
    """Work what is due off."""
    for stage in registry.stages:
        while stage.name in names and await run_jobs(stage):
            pass


async def cases() -> list[asyncpg.Record]:
    return await DB.fetch("SELECT * FROM followup_case ORDER BY id")


async def test_she_chooses_1_leaves_and_comes_back(registry: Registry, noon: None, client: httpx.AsyncClient) -> None:
    ada = Visitor(client, await invite(registry.keys, shipped("post_contact")))
    await ada.give(_page="csat", csat="1")
    await work(registry, "close", "triage")
    assert await cases() == []
    clock.move_to(NOON + timedelta(minutes=31))
    await work(registry, "close", "triage")
    [case] = await cases()
    assert (case["rule"], case["score"], case["excerpt"]) == ("low_score", 1, "")
    await ada.give(_page="why", why="The line went dead")
    clock.move_to(NOON + timedelta(minutes=62))
    await work(registry, "close", "triage")
    [after] = await cases()
    assert (after["id"], after["excerpt"], after["state"]) == (case["id"], "The line went dead", "open")
    assert await history_of(case["id"]) == ["opened", "changed"]


async def test_a_complete_answer_is_triaged_at_once(registry: Registry, noon: None, client: httpx.AsyncClient) -> None:
    ada = Visitor(client, await invite(registry.keys, shipped("post_contact")))
    await ada.send(_page="*", solved="no", csat="2", effort="3", why="", contact="yes")
    await work(registry, "triage")
    [case] = await cases()
    assert (case["rule"], case["wants_contact"]) == ("please_contact_me", True)


async def test_the_same_response_ten_times_at_once_is_one_case(registry: Registry, noon: None) -> None:
    triage = TriageStage(registry)
    for number in range(20):
        response = await respond(registry, await customer(f"P{number}", f"p{number}@example.org"))
        await asyncio.gather(*(triage(response) for _ in range(10)))
    assert len(await cases()) == 20
    assert await DB.fetch_value("SELECT count(*) FROM case_entry") == 20


async def test_ten_responses_of_one_customer_at_once_are_one_case(registry: Registry, noon: None) -> None:
    triage, ada = TriageStage(registry), await customer("Ada", "ada@example.org")
    twin = await customer("A.", "a@example.org", merged_into=ada)
    responses = [await respond(registry, person, UNHAPPY) for person in (ada, twin) * 5]
    await asyncio.gather(*(triage(response) for response in responses))
    [case] = await cases()
    assert await DB.fetch_value("SELECT count(*) FROM case_response WHERE case_id = $1", case["id"]) == 10
    assert sorted(await history_of(case["id"])) == ["joined"] * 9 + ["opened"]


async def test_two_claim_at_once_and_one_has_it(registry: Registry, noon: None) -> None:
    desk: Desk = await a_desk()
    for number in range(10):
        person = await customer(f"P{number}", f"p{number}@example.org")
        case = UUID(str((await case_about(registry, person, unit_id=desk.id))["id"]))
        ends = await asyncio.gather(
            *(actions.claim(registry, actor, case) for actor in (desk.omar, desk.mia)), return_exceptions=True
        )
        [refusal] = [end for end in ends if isinstance(end, CaseRefusedError)]
        assert "claimed this case just now" in str(refusal)


async def test_a_case_that_is_closed_this_moment_is_not_joined(registry: Registry, noon: None) -> None:
    desk: Desk = await a_desk()
    triage = TriageStage(registry)
    for number in range(10):
        person = await customer(f"P{number}", f"p{number}@example.org")
        case = await case_about(registry, person, unit_id=desk.id)
        later = await respond(registry, person)
        await asyncio.gather(actions.dismiss(registry, desk.omar, case["id"], "spam"), triage(later))
        state = await DB.fetch_value(
            "SELECT c.state FROM followup_case c JOIN case_response r ON r.case_id = c.id WHERE r.response_id = $1",
            later,
        )
        # Joined before the end, and dismissed with the rest; or opened after it. Never joined to what was finished.
        lines = await history_of(case["id"])
        assert state == "open" or lines == ["opened", "joined", "dismissed"]
