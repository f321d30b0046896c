"""What does a response say? Stage `score`: reads its text answers once, and owes the stages that go by the reading.

A text is read again only when it changes, or by choice (`rescoring`): a score is never rewritten silently.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from vocapp.comments.load_comments import ResponseTexts, load_texts
from vocapp.comments.models.active_model import active_versions, full_name, load_contents
from vocapp.comments.save_analyses import AnalysedText, save_analyses
from vocapp.database.notify import wake
from vocapp.feature import Registry
from vocapp.nlp.analysis_pool import ANALYSIS_POOL

SCORE: Final = "score"
AFTER_SCORING: Final = ("triage", "count")
"""The stages that are owed a response whose texts were read, of those that the house has."""


class ScoreStage:
    """The stage's work, for one house."""

    def __init__(self, registry: Registry) -> None:
        self._house = registry
        self._ahead: dict[UUID, tuple[ResponseTexts, list[AnalysedText], str]] = {}

    async def prepare(self, responses: Sequence[UUID]) -> None:
        """Read the texts of a batch together."""
        self._ahead = {}
        self._ahead = {found[0].response_id: found for found in await self._read(responses)}

    async def __call__(self, response: UUID) -> None:
        """Write what one response says. Without a text, or with nothing new, nothing is owed."""
        ahead = self._ahead.pop(response, None)
        for gathered, read, model in [ahead] if ahead else await self._read([response]):
            await self._keep(gathered, read, model)

    async def _read(self, responses: Sequence[UUID]) -> list[tuple[ResponseTexts, list[AnalysedText], str]]:
        return await analyse_texts(await load_texts(responses), again=False)

    async def _keep(self, gathered: ResponseTexts, read: Sequence[AnalysedText], model: str) -> None:
        if not read and not gathered.is_outdated:
            return
        owed = [stage.name for stage in self._house.stages if stage.name in AFTER_SCORING]
        still = [said.question for said in gathered.said]
        await save_analyses(gathered.response_id, gathered.is_test, read, still, owed, model)
        for stage in owed:
            wake(stage)


async def analyse_texts(
    gathered: Sequence[ResponseTexts], *, again: bool
) -> list[tuple[ResponseTexts, list[AnalysedText], str]]:
    """Each with the readings of its new texts, of all texts where `again`, by the current model, which is named."""
    by = await active_versions()
    wanted = [(one, said) for one in gathered for said in one.said if again or not said.is_read]
    readings = await ANALYSIS_POOL.analyse([said.comment for _, said in wanted], by, lambda: load_contents(by))
    found: dict[UUID, list[AnalysedText]] = {one.response_id: [] for one in gathered}
    for (one, said), reading in zip(wanted, readings, strict=True):
        found[one.response_id].append(AnalysedText(said, reading))
    name = await full_name(by) if wanted else ""
    return [(one, found[one.response_id], name) for one in gathered]
