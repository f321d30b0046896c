"""What does a response say? Stage `score`: reads its text answers once, and owes the stages that go by the reading.

A text is read again only when it changes, or by choice (`rescoring`): a score is never rewritten silently.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from vocapp.comments.load_comments import Gathered, gather
from vocapp.comments.models.current_model import contents_of, full_name, reads_now
from vocapp.comments.save_readings import Read, keep
from vocapp.database.notify import wake
from vocapp.feature import Registry
from vocapp.nlp.worker_pool import READERS

SCORE: Final = "score"
AFTER_SCORING: Final = ("triage", "count")
"""The stages that are owed a response whose texts were read, of those that the house has."""


class Scoring:
    """The stage's work, for one house."""

    def __init__(self, registry: Registry) -> None:
        self._house = registry
        self._ahead: dict[UUID, tuple[Gathered, list[Read], str]] = {}

    async def prepare(self, responses: Sequence[UUID]) -> None:
        """Read the texts of a batch together."""
        self._ahead = {}
        self._ahead = {found[0].response_id: found for found in await self._read(responses)}

    async def __call__(self, response: UUID) -> None:
        """Write what one response says. Without a text, or with nothing new, nothing is owed."""
        ahead = self._ahead.pop(response, None)
        for gathered, read, model in [ahead] if ahead else await self._read([response]):
            await self._keep(gathered, read, model)

    async def _read(self, responses: Sequence[UUID]) -> list[tuple[Gathered, list[Read], str]]:
        return await read_anew(await gather(responses), again=False)

    async def _keep(self, gathered: Gathered, read: Sequence[Read], model: str) -> None:
        if not read and not gathered.is_outdated:
            return
        owed = [stage.name for stage in self._house.stages if stage.name in AFTER_SCORING]
        still = [said.question for said in gathered.said]
        await keep(gathered.response_id, gathered.is_test, read, still, owed, model)
        for stage in owed:
            wake(stage)


async def read_anew(gathered: Sequence[Gathered], *, again: bool) -> list[tuple[Gathered, list[Read], str]]:
    """Each with the readings of its new texts, of all texts where `again`, by the current model, which is named."""
    by = await reads_now()
    wanted = [(one, said) for one in gathered for said in one.said if again or not said.is_read]
    readings = await READERS.read([said.comment for _, said in wanted], by, lambda: contents_of(by))
    found: dict[UUID, list[Read]] = {one.response_id: [] for one in gathered}
    for (one, said), reading in zip(wanted, readings, strict=True):
        found[one.response_id].append(Read(said, reading))
    name = await full_name(by) if wanted else ""
    return [(one, found[one.response_id], name) for one in gathered]
