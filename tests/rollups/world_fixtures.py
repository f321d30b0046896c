"""A company that invited customers, and some responded: rows as the product writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.invitations.customer_rows import contact, customer, publish_all
from tests.rows import insert
from vocapp.database import DB

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
        parent = self.units[below] if below else None
        made = self.units[name] = await insert("unit", slug=name.lower(), name=name, parent_id=parent)
        return made

    async def line(self, name: str) -> UUID:
        """A line of business."""
        made = self.lines[name] = await insert("line_of_business", slug=name.lower(), name=name)
        return made

    async def contact(self, outcome: str = "suppressed", rule: str | None = "customer cap", **given: Any) -> UUID:
        """A contact and its decision; `survey` names the programme."""
        survey, at = given.pop("survey", "support"), given.pop("at", MONDAY)
        unit, line = self.units.get(given.pop("unit", "")), self.lines.get(given.pop("line", ""))
        is_test = given.get("is_test", False)
        person = given.pop("person", None) or await customer(given.pop("name", "Ada"), None, is_test=is_test)
        times = {"started_at": at, "ended_at": at, "recorded_at": at}
        made = await contact(person, unit_id=unit, line_id=line, **times, **given)
        programme = self.programmes.get(survey)
        await insert("decision", contact_id=made, outcome=outcome, rule=rule, programme_id=programme, decided_at=at)
        return made

    async def invite(self, *, disposition: str = "unknown", survey: str = "support", **given: Any) -> UUID:
        """An invitation; `given` is for its contact."""
        made = await self.contact("invited", None, survey=survey, **given)
        invited_at = given.get("at", MONDAY)
        return await insert(
            "invitation",
            contact_id=made,
            customer_id=await DB.fetch_value("SELECT customer_id FROM contact WHERE id = $1", made),
            programme_id=self.programmes[survey],
            survey_version_id=self.versions[survey],
            brand_id=self.brand,
            asked_at=invited_at,
            expires_at=invited_at + timedelta(days=14),
            is_test=given.get("is_test", False),
            disposition=disposition,
        )

    async def answer(self, answers: Mapping[str, Any], *, complete: bool = True, **given: Any) -> UUID:
        """A closed response to a new invitation, each answer given at `at`; its id."""
        times = dict.fromkeys(("started_at", "answered_at", "closed_at"), given.get("at", MONDAY))
        invitation = await self.invite(disposition="complete" if complete else "partial", **given)
        response = await insert(
            "response",
            invitation_id=invitation,
            survey_version_id=self.versions[given.get("survey", "support")],
            closed_by="complete" if complete else "idle",
            is_test=given.get("is_test", False),
            **times,
        )
        for question, value in answers.items():
            await give(response, question, value, times["answered_at"])
        return response


async def give(response: UUID, question: str, value: Any, at: datetime = MONDAY) -> None:
    """An answer, in place of an earlier one to the same question."""
    async with DB.transaction():
        await DB.execute("UPDATE response SET revision = revision + 1 WHERE id = $1", response)  # others wait here
        await DB.execute("DELETE FROM answer WHERE response_id = $1 AND question = $2", response, question)
        await insert("answer", response_id=response, question=question, value=value, answered_at=at)


async def score(response: UUID, question: str, sentiment: float | None) -> None:
    """The analysis of a comment; None: no sentiment was found."""
    await DB.execute("DELETE FROM verbatim WHERE response_id = $1 AND question = $2", response, question)
    state = "nothing" if sentiment is None else "scored"
    times = {"answered_at": MONDAY, "scored_at": MONDAY}
    await insert("verbatim", response_id=response, question=question, state=state, sentiment=sentiment, **times)


async def set_open(response: UUID, *, is_open: bool) -> None:
    """The customer comes back to the page, or completes it again."""
    state = "open" if is_open else "closed"
    await DB.execute("UPDATE response SET state = $2, revision = revision + 1 WHERE id = $1", response, state)


async def erase(response: UUID) -> tuple[UUID, ...]:
    """Deletes a response with its invitation and its contact; the ids that are gone."""
    row = await DB.fetch_one(
        "SELECT r.id, i.id AS invitation_id, i.contact_id FROM response r JOIN invitation i ON i.id = r.invitation_id "
        "WHERE r.id = $1",
        response,
    )
    if row is None:
        return (response,)
    cases = await DB.fetch("DELETE FROM followup_case WHERE response_id = $1 RETURNING id", response)
    await DB.execute("DELETE FROM response WHERE id = $1", response)
    await DB.execute("DELETE FROM invitation WHERE id = $1", row["invitation_id"])
    await DB.execute("DELETE FROM contact WHERE id = $1", row["contact_id"])
    return response, row["contact_id"], *(case["id"] for case in cases)


async def open_case(response: UUID, state: str = "open") -> UUID:
    """A case on the response, or the one that there is in another state; its id."""
    closed_at = MONDAY if state in ("closed", "confirmed", "unanswered") else None
    change = "UPDATE followup_case SET state = $2, closed_at = $3, revision = revision + 1 WHERE response_id = $1"
    found: UUID | None = await DB.fetch_value(f"{change} RETURNING id", response, state, closed_at)
    if found is not None:
        return found
    contact = await DB.fetch_one(
        "SELECT c.customer_id, c.id AS contact_id, c.channel, c.touchpoint, c.unit_id, c.line_id, c.is_test "
        "FROM response r JOIN invitation i ON i.id = r.invitation_id JOIN contact c ON c.id = i.contact_id "
        "WHERE r.id = $1",
        response,
    )
    assert contact is not None
    case = await insert(
        "followup_case",
        response_id=response,
        rule_id=await DB.fetch_value("SELECT id FROM case_rule LIMIT 1"),
        rule="low_score",
        brand="alderway",
        opened_at=MONDAY,
        due_at=MONDAY,
        resolve_due_at=MONDAY + timedelta(days=1),
        state=state,
        closed_at=closed_at,
        **contact,
    )
    await insert("case_response", case_id=case, response_id=response, joined_at=MONDAY)
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
