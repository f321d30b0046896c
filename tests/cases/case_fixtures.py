"""Rows for the tests of cases: units, staff, invitations, responses, analyses and cases."""

from collections.abc import Mapping
from typing import Any, TypedDict
from uuid import UUID

import asyncpg

from tests.invitations.customer_rows import contact
from tests.rows import insert, insert_many
from tests.staff_people import make_user
from vocapp.cases.triage_stage import TriageStage
from vocapp.database import DB, new_id
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role
from vocapp.staff import units
from vocapp.staff.sessions import actor_for_user
from vocapp.staff.units import UnitIn
from vocapp.tokens import TokenPurpose, token_hash

ADMIN = Actor(kind="command")
UNHAPPY = {"solved": True, "csat": 1, "effort": 6, "why": "The bill is wrong again.\nNobody answers."}
HAPPY = {"solved": True, "csat": 5, "effort": 7, "why": "All fine."}


class Closing(TypedDict):
    """The root cause and the outcome of a closing."""

    root_cause: str
    outcome: str


SOLVED: Closing = {"root_cause": "billing", "outcome": "solved"}


async def unit(slug: str, **more: Any) -> UUID:
    """A team."""
    return await units.add(UnitIn(slug, slug.title(), **more), ADMIN)


async def colleague(name: str, role: Role = Role.AGENT, *of: UUID) -> Actor:
    """A staff user of some units, as an actor."""
    user = await make_user(name, role)
    for one in of:
        await insert("user_unit", user_id=user, unit_id=one)
    actor = await actor_for_user(user)
    assert actor is not None
    return actor


async def invite(registry: Registry, person: UUID, **given: Any) -> UUID:
    """A contact of `person` and its invitation by mail: the invitation's id. `given` are columns of the contact."""
    made, invitation = await contact(person, **given), new_id()
    row = await DB.fetch_one("SELECT channel, touchpoint, is_test FROM contact WHERE id = $1", made)
    assert row is not None
    answer, opt_out = (
        token_hash(registry.keys.token(purpose, invitation)) for purpose in (TokenPurpose.ANSWER, TokenPurpose.OPT_OUT)
    )
    return await insert(
        "invitation",
        id=invitation,
        contact_id=made,
        customer_id=person,
        programme_id=await DB.fetch_value("SELECT id FROM programme WHERE slug = 'post_contact'"),
        survey_version_id=await DB.fetch_value("SELECT id FROM survey_version WHERE slug = 'post_contact'"),
        brand_id=await DB.fetch_value("SELECT id FROM brand WHERE slug = 'alderway'"),
        identity_id=await DB.fetch_value("SELECT id FROM identity WHERE customer_id = $1 LIMIT 1", person),
        facts={
            "contact.channel": row["channel"],
            "contact.touchpoint": row["touchpoint"],
            "contact.day": "2026-05-04",
        },
        answer_hash=answer,
        opt_out_hash=opt_out,
        is_test=row["is_test"],
    )


async def respond(
    registry: Registry, person: UUID, answers: Mapping[str, Any] = UNHAPPY, *, language: str = "en", **given: Any
) -> UUID:
    """A closed response of `person` to an invitation: its id. No stage has run on it."""
    invitation = await invite(registry, person, **given)
    row = await DB.fetch_one("SELECT survey_version_id, channel, is_test FROM invitation WHERE id = $1", invitation)
    assert row is not None
    response = await insert("response", invitation_id=invitation, language=language, **row)
    await replace_answers(response, answers)
    return response


async def replace_answers(response: UUID, answers: Mapping[str, Any]) -> None:
    """Replaces the answers of a response."""
    await DB.execute("DELETE FROM answer WHERE response_id = $1", response)
    rows = [{"response_id": response, "question": name, "value": value} for name, value in answers.items()]
    await insert_many("answer", rows)


async def add_comment(
    response: UUID, sentiment: float, *, question: str = "why", urgent: tuple[str, ...] = (), sure: bool = True
) -> None:
    """A comment of the response that has been analysed."""
    await insert(
        "verbatim",
        response_id=response,
        question=question,
        sentiment=sentiment,
        label="negative",
        abstain=not sure,
        urgent=list(urgent),
    )


async def case_about(
    registry: Registry, person: UUID, answers: Mapping[str, Any] = UNHAPPY, **given: Any
) -> asyncpg.Record:
    """The case that a response of `person` opened."""
    response = await respond(registry, person, answers, **given)
    await TriageStage(registry)(response)
    return await case_of(response)


async def case_of(response: UUID) -> asyncpg.Record:
    """The case that a response is in."""
    [row] = await DB.fetch(
        "SELECT c.* FROM followup_case c JOIN case_response r ON r.case_id = c.id WHERE r.response_id = $1", response
    )
    return row


async def case_row(case_id: UUID) -> asyncpg.Record:
    """The case as it is now."""
    [row] = await DB.fetch("SELECT * FROM followup_case WHERE id = $1", case_id)
    return row


async def history_of(case_id: UUID) -> list[str]:
    """The actions of the history, in order."""
    rows = await DB.fetch("SELECT detail->>'action' AS action FROM case_entry WHERE case_id = $1 ORDER BY id", case_id)
    return [row["action"] for row in rows]


async def is_on_hold(person: UUID) -> bool:
    """Whether routine invitations to a customer are on hold."""
    sql = "SELECT EXISTS (SELECT FROM customer_hold WHERE customer_id = $1 AND released_at IS NULL)"
    return bool(await DB.fetch_value(sql, person))
