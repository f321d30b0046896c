"""Responses are answered, corrected, analysed, erased, in any order: the cells equal those of a rebuild."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.hypothesis_profiles import examples
from tests.rollups.world_fixtures import MONDAY, World, erase, everything_counted, give, open_case, score, set_open
from vocapp.database import DB
from vocapp.rollups.count_stage import count_subjects
from vocapp.rollups.doctor import check_cells
from vocapp.rollups.rebuild import rebuild_cells

PLACES = ({}, {"channel": "web_chat"}, {"touchpoint": "support", "unit": "North"}, {"line": "Energy"})
DEEDS = ("answer", "correct", "reopen", "close", "score", "unscore", "case", "work", "suppress", "erase", "count")
steps = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 3), st.integers(1, 5)), min_size=3, max_size=15)


@dataclass
class Company:
    """A company and its responses; `uncounted` are the subjects that the stage has not counted yet."""

    world: World
    responses: list[UUID] = field(default_factory=list)
    uncounted: set[UUID] = field(default_factory=set)

    async def do(self, deed: str, which: int, rating: int) -> None:
        """One step, of one of the responses where it is about one."""
        if deed == "answer":
            at = MONDAY + timedelta(days=which, hours=3 * rating)
            answers = {"csat": rating, "effort": rating + 2, "solved": rating > 2, "improve": "Shorter waits"}
            response = await self.world.answer(answers, complete=rating > 1, at=at, **PLACES[which])
            self.responses.append(response)
            self.uncounted.add(response)
        elif deed == "suppress":
            self.uncounted.add(await self.world.contact("suppressed", f"rule {rating}", **PLACES[which]))
        elif deed == "count":
            await self.drain()
        elif self.responses:
            await self._of(self.responses[which % len(self.responses)], deed, rating)

    async def _of(self, response: UUID, deed: str, rating: int) -> None:
        self.uncounted.add(response)
        if deed == "correct":
            await give(response, "csat", rating, MONDAY + timedelta(days=rating))
        elif deed in ("reopen", "close"):
            await set_open(response, is_open=deed == "reopen")
        elif deed in ("score", "unscore"):
            await score(response, "improve", rating / 5 if deed == "score" else None)
        elif deed in ("case", "work"):
            state = ("open", "working", "closed", "confirmed", "unanswered")[rating - 1] if deed == "work" else "open"
            await open_case(response, state)
        elif deed == "erase":
            self.responses.remove(response)
            self.uncounted.update(await erase(response))

    async def drain(self) -> None:
        """Counts what is uncounted, in two parts as two workers might."""
        first, *rest = sorted(self.uncounted) or [None]
        for part in ([first] if first else [], rest):
            await count_subjects(part)
        self.uncounted.clear()


@given(steps)
@examples(40)
async def test_counting_step_by_step_comes_to_what_a_rebuild_does(
    world: World, deeds: list[tuple[str, int, int]]
) -> None:
    async with DB.transaction() as example:
        await world.unit("North")
        await world.line("Energy")
        company = Company(world)
        for deed in deeds:
            await company.do(*deed)
        await company.drain()
        step_by_step = await everything_counted()
        [fine] = await check_cells()
        assert fine.level == "ok", fine
        await rebuild_cells()
        assert await everything_counted() == step_by_step
        await example.transaction.rollback()
        example._rolled_back = True
