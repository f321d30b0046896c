"""Which answers open a case, and what later ones do to it."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from tests.cases.case_fixtures import (
    HAPPY,
    UNHAPPY,
    add_comment,
    case_about,
    case_of,
    case_row,
    history_of,
    is_on_hold,
    replace_answers,
    respond,
)
from tests.cases.conftest import Desk
from tests.invitations.customer_rows import NOON, contact, customer, decision, publish_all
from tests.patience import until
from vocapp import clock
from vocapp.cases import actions
from vocapp.cases.triage_stage import TriageStage
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.invitations.decide_stage import DecideStage


async def cases() -> int:
    return int(await DB.fetch_value("SELECT count(*) FROM followup_case"))


async def test_a_low_score_opens_a_case_with_all_that_a_list_shows(registry: Registry, desk: Desk, ada: UUID) -> None:
    case = await case_about(registry, ada, unit_id=desk.id)

    assert (case["state"], case["rule"], case["score_metric"], case["score"]) == ("open", "low_score", "csat", 1)
    assert (case["channel"], case["touchpoint"], case["brand"]) == ("phone_in_house", "billing", "alderway")
    assert (case["unit_id"], case["customer_name"], case["owner_id"]) == (desk.id, "Ada", None)
    assert case["excerpt"] == "The bill is wrong again. Nobody answers."
    assert case["due_at"] == case["acknowledge_due_at"] < case["resolve_due_at"]
    assert await history_of(case["id"]) == ["opened"]


async def test_a_satisfied_response_opens_no_case(registry: Registry, noon: None, ada: UUID) -> None:
    await TriageStage(registry)(await respond(registry, ada, HAPPY))

    assert await cases() == 0
    assert not await is_on_hold(ada)


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"csat": 5, "contact": {"wish": True, "how": "by telephone"}}, "please_contact_me"),
        ({"solved": False}, "not_solved"),  # and then she left: a part of the answers is enough
        ({"csat": 5, "effort": 1}, "low_score"),
        ({"csat": 5, "nps": 6}, "detractor"),
    ],
)
async def test_what_opens_a_case(registry: Registry, ada: UUID, answers: dict[str, object], rule: str) -> None:
    assert (await case_about(registry, ada, answers))["rule"] == rule


async def test_triage_again_leaves_the_same_case(registry: Registry, ada: UUID) -> None:
    case = await case_about(registry, ada)
    for _ in range(3):
        await TriageStage(registry)(case["response_id"])

    assert await cases() == 1
    assert await history_of(case["id"]) == ["opened"]


async def test_a_later_response_joins_her_open_case_and_makes_it_more_urgent(registry: Registry, ada: UUID) -> None:
    case = await case_about(registry, ada, {"nps": 3})
    later = await case_about(registry, ada, {"contact": {"wish": True}, "why": "Call me"})

    assert later["id"] == case["id"]
    assert (later["rule"], later["priority"], later["wants_contact"]) == ("please_contact_me", 1, True)
    assert later["resolve_due_at"] < case["resolve_due_at"]
    assert later["excerpt"] == "Call me"
    assert await history_of(case["id"]) == ["opened", "joined"]


async def test_a_later_response_ends_the_waiting(registry: Registry, desk: Desk, ada: UUID) -> None:
    case = await case_about(registry, ada, unit_id=desk.id)
    await actions.wait(registry, desk.omar, case["id"])
    await case_about(registry, ada, unit_id=desk.id)

    assert (await case_row(case["id"]))["state"] == "working"


async def test_a_merged_customer_keeps_the_case(registry: Registry, ada: UUID) -> None:
    case = await case_about(registry, ada)
    twin = await customer("A. Byron", "ada@work.example", merged_into=ada)

    assert (await case_about(registry, twin))["id"] == case["id"]
    assert case["customer_id"] == ada


async def test_after_closing_the_next_low_score_opens_another_case(registry: Registry, desk: Desk, ada: UUID) -> None:
    case = await case_about(registry, ada, unit_id=desk.id)
    await actions.dismiss(registry, desk.omar, case["id"], "a test call of ours")

    assert (await case_about(registry, ada))["id"] != case["id"]


async def test_a_corrected_answer_updates_its_case(registry: Registry, ada: UUID) -> None:
    case = await case_about(registry, ada)
    await replace_answers(case["response_id"], {**UNHAPPY, "csat": 2, "why": "Somewhat better"})
    await TriageStage(registry)(case["response_id"])

    after = await case_row(case["id"])
    assert (after["score"], after["excerpt"], after["state"]) == (2, "Somewhat better", "open")
    assert await history_of(case["id"]) == ["opened", "changed"]


async def test_a_corrected_answer_that_matches_no_rule_is_noted_and_closes_nothing(
    registry: Registry, ada: UUID
) -> None:
    case = await case_about(registry, ada)
    await replace_answers(case["response_id"], HAPPY)
    for _ in range(2):
        await TriageStage(registry)(case["response_id"])

    assert (await case_row(case["id"]))["state"] == "open"
    assert await history_of(case["id"]) == ["opened", "fits no more"]
    await replace_answers(case["response_id"], UNHAPPY)
    await TriageStage(registry)(case["response_id"])
    assert await history_of(case["id"]) == ["opened", "fits no more", "changed"]
    assert await cases() == 1


async def test_an_open_response_waits_until_it_closes(registry: Registry, ada: UUID) -> None:
    response = await respond(registry, ada)
    await DB.execute("UPDATE response SET state = 'open' WHERE id = $1", response)
    await TriageStage(registry)(response)

    assert await cases() == 0


async def test_a_test_never_opens_a_case(registry: Registry, noon: None) -> None:
    tess = await customer("Tess", "tess@example.org", is_test=True)
    await TriageStage(registry)(await respond(registry, tess, is_test=True))

    assert await cases() == 0


async def test_a_later_analysis_opens_or_raises_a_case(registry: Registry, ada: UUID) -> None:
    fair = await respond(registry, ada, {"csat": 4, "why": "I will see my lawyer"})
    await TriageStage(registry)(fair)
    assert await cases() == 0
    await add_comment(fair, -0.2, urgent=("legal",))
    await TriageStage(registry)(fair)

    assert (await case_of(fair))["rule"] == "urgent_words"


async def test_only_a_sure_analysis_counts(registry: Registry, ada: UUID) -> None:
    sure, unsure = [await respond(registry, await customer("X", mail), {"csat": 4}) for mail in ("a@x.org", "b@x.org")]
    await add_comment(sure, -0.9)
    await add_comment(unsure, -0.9, sure=False)
    for response in (sure, unsure):
        await TriageStage(registry)(response)

    assert (await case_of(sure))["rule"] == "unhappy_words"
    assert await cases() == 1


async def test_while_the_case_is_open_no_invitation_is_sent(registry: Registry, desk: Desk, ada: UUID) -> None:
    deciding = DecideStage(registry.keys)
    case = await case_about(registry, ada, unit_id=desk.id, ended_at=clock.now() - timedelta(days=40))
    await DB.execute("UPDATE invitation SET asked_at = asked_at - interval '40 days'")
    held = await contact(ada)
    await deciding.work(held)
    assert await decision(held) == ("suppressed", "open case")

    await actions.dismiss(registry, desk.omar, case["id"], "sorted out by telephone")
    free = await contact(ada)
    await deciding.work(free)
    assert (await decision(free))[0] == "invited"


async def test_a_case_goes_to_the_unit_its_rule_names(registry: Registry, desk: Desk, ada: UUID) -> None:
    await DB.execute(
        "UPDATE case_rule SET definition = definition || '{\"unit\": \"manila\"}' WHERE slug = 'low_score'"
    )
    await DB.execute("UPDATE instance SET value = gen_random_uuid()::text WHERE name = 'catalogue'")
    case = await case_about(registry, ada, unit_id=desk.id)

    assert case["unit_id"] == desk.manila


async def test_without_rules_nothing_is_opened(registry: Registry, ada: UUID) -> None:
    await DB.execute("UPDATE case_rule SET current = false")
    await DB.execute("UPDATE instance SET value = gen_random_uuid()::text WHERE name = 'catalogue'")
    await TriageStage(registry)(await respond(registry, ada))

    assert await cases() == 0


async def test_what_is_no_response_opens_nothing(registry: Registry, database: str) -> None:
    await TriageStage(registry)(UUID(int=1))

    assert await cases() == 0


async def test_the_audit_log_names_it(registry: Registry, desk: Desk, ada: UUID) -> None:
    case = await case_about(registry, ada, unit_id=desk.id)
    await actions.claim(registry, desk.omar, case["id"])

    rows = await DB.fetch("SELECT action, actor FROM event WHERE subject_id = $1 ORDER BY id", str(case["id"]))
    assert [tuple(row) for row in rows] == [("case.opened", "vocapp"), ("case.claimed", str(desk.omar))]
    assert isinstance(desk.omar, Actor)


async def test_of_two_comments_that_disagree_the_unhappy_one_counts(registry: Registry, ada: UUID) -> None:
    response = await respond(registry, ada, {"csat": 4, "why": "The bill is wrong", "praise": "Kind people"})
    await add_comment(response, 0.9, question="praise")
    await add_comment(response, -0.9)
    await TriageStage(registry)(response)

    assert (await case_of(response))["rule"] == "unhappy_words"


@pytest.mark.parametrize("doubt", ["abstain", "conflict"])
async def test_an_abstaining_or_conflicting_analysis_opens_no_case(registry: Registry, ada: UUID, doubt: str) -> None:
    response = await respond(registry, ada, {"csat": 4, "why": "The bill is wrong", "praise": "Kind people"})
    await add_comment(response, 0.9, question="praise")
    await add_comment(response, -0.9)
    await DB.execute(f"UPDATE verbatim SET {doubt} = true WHERE question = 'why'")
    await TriageStage(registry)(response)

    assert await cases() == 0
    await DB.execute(f"UPDATE verbatim SET {doubt} = false")
    await TriageStage(registry)(response)
    assert await cases() == 1


@pytest.mark.committed
async def test_a_slow_run_does_not_write_over_a_correction(registry: Registry, own_database: str) -> None:
    with clock.travelled(NOON):
        await publish_all()
        ada = await customer("Ada", "ada@example.org")
        case = await case_about(registry, ada)
        other = await DB.acquire()
        await replace_answers(case["response_id"], {**UNHAPPY, "csat": 2})
        try:
            async with other.transaction():
                await other.execute("SELECT pg_advisory_xact_lock(7, hashtext($1::text))", str(ada))
                slow = asyncio.create_task(TriageStage(registry)(case["response_id"]))
                await until(waits_for_a_lock)  # with the score 2 that it has read
                await replace_answers(case["response_id"], {**UNHAPPY, "csat": 1, "why": "Corrected."})
        finally:
            await DB.release(other)
        await slow

        after = await case_row(case["id"])
        assert (after["score"], after["excerpt"]) == (1, "Corrected.")


async def waits_for_a_lock() -> bool:
    return bool(await DB.fetch_value("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"))
