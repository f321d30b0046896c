"""A company whose customers have been asked, and some of whom have answered; every row as the product leaves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.invitations.people import contact, customer, publish_all
from vocapp.database import DB, new_id, to_json

MONDAY = datetime(2026, 5, 4, 10, tzinfo=UTC)


@dataclass
class World:
    """Everything in surveys/ is published, and each survey has a programme; units and lines are made by name."""

    versions: dict[str, UUID] = field(default_factory=dict)
    programmes: dict[str, UUID] = field(default_factory=dict)
    brand: UUID | None = None
    units: dict[str, UUID] = field(default_factory=dict)
    lines: dict[str, UUID] = field(default_factory=dict)

    @classmethod
    async def made(cls) -> "World":
        """A world where nothing has happened yet."""
        await publish_all()
        world = cls()
        for row in await DB.fetch("SELECT slug, id FROM survey_version WHERE current"):
            world.versions[row["slug"]] = row["id"]
        for row in await DB.fetch("SELECT definition->>'survey' AS survey, id FROM programme WHERE current"):
            world.programmes[row["survey"]] = row["id"]
        world.brand = await DB.fetch_value("SELECT id FROM brand WHERE current ORDER BY slug LIMIT 1")
        return world

    async def unit(self, name: str, below: str | None = None) -> UUID:
        """A team, perhaps below another unit."""
        made = self.units[name] = new_id()
        values = (made, name.lower(), name, self.units[below] if below else None)
        await DB.execute("INSERT INTO unit (id, slug, name, parent_id) VALUES ($1, $2, $3, $4)", *values)
        return made

    async def line(self, name: str) -> UUID:
        """A line of business."""
        made = self.lines[name] = new_id()
        await DB.execute("INSERT INTO line_of_business (id, slug, name) VALUES ($1, $2, $3)", made, name.lower(), name)
        return made

    async def contact(self, outcome: str = "suppressed", rule: str | None = "customer cap", **given: Any) -> UUID:
        """A contact, with what was decided about it; `survey` names the programme."""
        survey, at = given.pop("survey", "support"), given.pop("at", MONDAY)
        unit, line = self.units.get(given.pop("unit", "")), self.lines.get(given.pop("line", ""))
        is_test = given.get("is_test", False)
        person = given.pop("person", None) or await customer(given.pop("name", "Ada"), None, is_test=is_test)
        times = {"started_at": at, "ended_at": at, "recorded_at": at}
        made = await contact(person, unit_id=unit, line_id=line, **times, **given)
        await DB.execute(
            "INSERT INTO decision (id, contact_id, outcome, rule, programme_id, decided_at) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            new_id(), made, outcome, rule, self.programmes.get(survey), at,
        )  # fmt: skip
        return made

    async def ask(self, *, disposition: str = "unknown", survey: str = "support", **given: Any) -> UUID:
        """An ask; `given` is for its contact."""
        made = await self.contact("invited", None, survey=survey, **given)
        asked, ask = given.get("at", MONDAY), new_id()
        row = {
            "id": ask, "contact_id": made, "programme_id": self.programmes[survey], "brand_id": self.brand,
            "customer_id": await DB.fetch_value("SELECT customer_id FROM contact WHERE id = $1", made),
            "survey_version_id": self.versions[survey], "channel": "email", "language": "en",
            "key_id": "k1", "answer_hash": ask.bytes, "opt_out_hash": ask.bytes + b"-", "asked_at": asked,
            "expires_at": asked + timedelta(days=14), "is_test": given.get("is_test", False),
            "disposition": disposition,
        }  # fmt: skip
        places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
        await DB.execute(f"INSERT INTO invitation ({', '.join(row)}) VALUES ({places})", *row.values())
        return ask

    async def answer(self, answers: Mapping[str, Any], *, complete: bool = True, **given: Any) -> UUID:
        """A closed response to a new ask, each answer given at `at`; its id."""
        at = given.get("at", MONDAY)
        ask = await self.ask(disposition="complete" if complete else "partial", **given)
        response = new_id()
        await DB.execute(
            "INSERT INTO response (id, invitation_id, survey_version_id, channel, language, state, closed_by, is_test, "
            "started_at, answered_at, closed_at) "
            "SELECT $1, $2, survey_version_id, 'email', 'en', 'closed', $3, $4, $5, $5, $5 "
            "FROM invitation WHERE id = $2",
            response, ask, "complete" if complete else "idle", given.get("is_test", False), at,
        )  # fmt: skip
        for question, value in answers.items():
            await give(response, question, value, at)
        return response


async def give(response: UUID, question: str, value: Any, at: datetime = MONDAY) -> None:
    """An answer, or another one than before."""
    await DB.execute(
        "INSERT INTO answer (id, response_id, question, value, answered_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (response_id, question) DO UPDATE SET value = excluded.value, answered_at = excluded.answered_at",
        new_id(), response, question, to_json(value), at,
    )  # fmt: skip
    await DB.execute("UPDATE response SET revision = revision + 1 WHERE id = $1", response)


async def score(response: UUID, question: str, sentiment: float | None) -> None:
    """What the engine read from a comment; None: nothing that it could say."""
    await DB.execute(
        "INSERT INTO verbatim (id, response_id, question, text_digest, state, sentiment, model, answered_at, scored_at)"
        " VALUES ($1, $2, $3, '', $4, $5, 'a test', $6, $6) "
        "ON CONFLICT (response_id, question) DO UPDATE SET state = excluded.state, sentiment = excluded.sentiment",
        new_id(), response, question, "nothing" if sentiment is None else "scored", sentiment, MONDAY,
    )  # fmt: skip


async def set_open(response: UUID, *, is_open: bool) -> None:
    """The customer comes back to the page, or is done again."""
    state = "open" if is_open else "closed"
    await DB.execute("UPDATE response SET state = $2, revision = revision + 1 WHERE id = $1", response, state)


async def erase(response: UUID) -> tuple[UUID, ...]:
    """Take a response with its ask and its contact away: the ids that are gone."""
    row = await DB.fetch_one(
        "SELECT r.id, i.id AS ask, i.contact_id FROM response r JOIN invitation i ON i.id = r.invitation_id "
        "WHERE r.id = $1",
        response,
    )
    if row is None:
        return (response,)
    cases = await DB.fetch("DELETE FROM followup_case WHERE response_id = $1 RETURNING id", response)
    await DB.execute("DELETE FROM response WHERE id = $1", response)
    await DB.execute("DELETE FROM invitation WHERE id = $1", row["ask"])
    await DB.execute("DELETE FROM contact WHERE id = $1", row["contact_id"])
    return response, row["contact_id"], *(case["id"] for case in cases)


async def open_case(response: UUID, state: str = "open") -> UUID:
    """A case on the response, or the one that there is in another state; its id."""
    rule = await DB.fetch_value("SELECT id FROM case_rule LIMIT 1")
    done = state in ("closed", "confirmed", "unanswered")
    await DB.execute(
        "INSERT INTO followup_case (id, customer_id, contact_id, response_id, rule_id, rule, channel, touchpoint, "
        "brand, unit_id, line_id, opened_at, due_at, resolve_due_at, state, closed_at, is_test) "
        "SELECT $1, c.customer_id, c.id, r.id, $2, 'low_score', c.channel, c.touchpoint, 'alderway', c.unit_id, "
        "c.line_id, $3::timestamptz, $3, $3::timestamptz + interval '1 day', $4, CASE WHEN $5 THEN $3 END, c.is_test "
        "FROM response r JOIN invitation i ON i.id = r.invitation_id JOIN contact c ON c.id = i.contact_id "
        "WHERE r.id = $6 ON CONFLICT (response_id) DO UPDATE SET state = excluded.state, "
        "closed_at = excluded.closed_at, revision = followup_case.revision + 1",
        new_id(), rule, MONDAY, state, done, response,
    )  # fmt: skip
    case: UUID = await DB.fetch_value("SELECT id FROM followup_case WHERE response_id = $1", response)
    await DB.execute(
        "INSERT INTO case_response (id, case_id, response_id, joined_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT DO NOTHING",
        new_id(), case, response, MONDAY,
    )  # fmt: skip
    return case


CELLS = """
SELECT s.kind, s.survey, s.name, s.part, s.lead_in, c.day, p.channel, p.touchpoint, p.line_id, p.unit_id, c.value, c.n
FROM cell c JOIN cell_series s ON s.id = c.series_id JOIN cell_place p ON p.id = c.place_id"""
CONTRIBUTIONS = """
SELECT k.subject_id, k.kind, k.revision, k.place_id, part FROM contribution k, unnest(k.parts) AS part"""


async def everything_counted() -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """Every cell and every contribution, to compare."""
    cells = {tuple(row) for row in await DB.fetch(CELLS)}
    return cells, {tuple(row) for row in await DB.fetch(CONTRIBUTIONS)}


async def cells(kind: str = "answer") -> dict[tuple[str, str, int], int]:
    """How many gave each value, over everything: by name, part and value."""
    found: dict[tuple[str, str, int], int] = {}
    for row in await DB.fetch(CELLS + " WHERE s.kind = $1", kind):
        key = (row["name"], row["part"], row["value"])
        found[key] = found.get(key, 0) + row["n"]
    return found
