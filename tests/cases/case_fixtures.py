"""Rows for the tests of cases: units, staff, invitations, responses, analyses and cases."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypedDict
from uuid import UUID

import asyncpg

from tests.invitations.people import contact
from tests.staff_people import make_user
from vocapp import clock
from vocapp.cases.triage_stage import TriageStage
from vocapp.database import DB, new_id, to_json
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
        await DB.execute("INSERT INTO user_unit (id, user_id, unit_id) VALUES ($1, $2, $3)", new_id(), user, one)
    actor = await actor_for_user(user)
    assert actor is not None
    return actor


async def asked(registry: Registry, person: UUID, **given: Any) -> UUID:
    """A contact of `person` and its invitation by mail: the invitation's id. `given` are columns of the contact."""
    made, ask = await contact(person, **given), new_id()
    row = await DB.fetch_one("SELECT channel, touchpoint, is_test FROM contact WHERE id = $1", made)
    assert row is not None
    facts = {"contact.channel": row["channel"], "contact.touchpoint": row["touchpoint"], "contact.day": "2026-05-04"}
    tokens = [token_hash(registry.keys.token(purpose, ask)) for purpose in (TokenPurpose.ANSWER, TokenPurpose.OPT_OUT)]
    await DB.execute(
        "INSERT INTO invitation (id, contact_id, customer_id, programme_id, survey_version_id, brand_id, identity_id, "
        "channel, language, facts, key_id, answer_hash, opt_out_hash, asked_at, expires_at, is_test) SELECT $1, $2, "
        "$3, (SELECT id FROM programme WHERE slug = 'post_contact'), "
        "(SELECT id FROM survey_version WHERE slug = 'post_contact'), (SELECT id FROM brand WHERE slug = 'alderway'), "
        "(SELECT id FROM identity WHERE customer_id = $3 LIMIT 1), 'email', 'en', $4, 'k1', $5, $6, $7, $8, $9",
        ask, made, person, to_json(facts), *tokens, clock.now(), clock.now() + timedelta(days=14), row["is_test"],
    )  # fmt: skip
    return ask


async def answered(
    registry: Registry, person: UUID, answers: Mapping[str, Any] = UNHAPPY, *, language: str = "en", **given: Any
) -> UUID:
    """A closed response of `person` to an invitation: its id. No stage has run on it."""
    ask, response = await asked(registry, person, **given), new_id()
    await DB.execute(
        "INSERT INTO response (id, invitation_id, survey_version_id, channel, language, state, closed_by, is_test, "
        "started_at, answered_at, closed_at) SELECT $1, id, survey_version_id, channel, $3, 'closed', 'complete', "
        "is_test, $4, $4, $4 FROM invitation WHERE id = $2",
        response, ask, language, clock.now(),
    )  # fmt: skip
    await answers_are(response, answers)
    return response


async def answers_are(response: UUID, answers: Mapping[str, Any]) -> None:
    """Replaces the answers of a response."""
    await DB.execute("DELETE FROM answer WHERE response_id = $1", response)
    await DB.execute_many(
        "INSERT INTO answer (id, response_id, question, value, answered_at) VALUES ($1, $2, $3, $4, $5)",
        [(new_id(), response, name, to_json(value), clock.now()) for name, value in answers.items()],
    )


async def read_as(
    response: UUID, sentiment: float, *, question: str = "why", urgent: tuple[str, ...] = (), sure: bool = True
) -> None:
    """A comment of the response has been analysed."""
    await DB.execute(
        "INSERT INTO verbatim (id, response_id, question, text_digest, state, sentiment, label, abstain, urgent, "
        "model, answered_at, scored_at) VALUES ($1, $2, $7, '', 'scored', $3, 'negative', $4, $5, 'test', $6, $6)",
        new_id(), response, sentiment, not sure, list(urgent), clock.now(), question,
    )  # fmt: skip


async def case_about(
    registry: Registry, person: UUID, answers: Mapping[str, Any] = UNHAPPY, **given: Any
) -> asyncpg.Record:
    """The case that a response of `person` opened."""
    response = await answered(registry, person, answers, **given)
    await TriageStage(registry)(response)
    return await case_of(response)


async def case_of(response: UUID) -> asyncpg.Record:
    """The case that a response is in."""
    [row] = await DB.fetch(
        "SELECT c.* FROM followup_case c JOIN case_response r ON r.case_id = c.id WHERE r.response_id = $1", response
    )
    return row


async def now_of(case_id: UUID) -> asyncpg.Record:
    """The case as it is now."""
    [row] = await DB.fetch("SELECT * FROM followup_case WHERE id = $1", case_id)
    return row


async def lines_of(case_id: UUID) -> list[str]:
    """The actions of the history, in order."""
    rows = await DB.fetch("SELECT detail->>'action' AS action FROM case_entry WHERE case_id = $1 ORDER BY id", case_id)
    return [row["action"] for row in rows]


async def is_on_hold(person: UUID) -> bool:
    """Whether routine invitations to a customer are on hold."""
    sql = "SELECT EXISTS (SELECT FROM customer_hold WHERE customer_id = $1 AND released_at IS NULL)"
    return bool(await DB.fetch_value(sql, person))
