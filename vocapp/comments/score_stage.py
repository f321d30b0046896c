"""Stage `score`: analyses the text answers of a response once, and enqueues the stages that depend on the analysis.

A text is analysed again only if it changes, or on request (`rescore_stage`): an analysis never changes silently.
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
from vocapp.nlp.types import Analysis, CommentInput

SCORE: Final = "score"
AFTER_SCORING: Final = ("triage", "count")
"""The stages that are enqueued for an analysed response, if the registry has them."""


class ScoreStage:
    """The work of the stage, for one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._ahead: dict[UUID, tuple[ResponseTexts, list[AnalysedText], str]] = {}

    async def prepare(self, responses: Sequence[UUID]) -> None:
        """Analyses the texts of a batch together."""
        self._ahead = {}
        self._ahead = {found[0].response_id: found for found in await self._analyse(responses)}

    async def __call__(self, response: UUID) -> None:
        """Saves the analysis of one response. Without a new text, no stage is enqueued."""
        ahead = self._ahead.pop(response, None)
        for texts, analysed, model in [ahead] if ahead else await self._analyse([response]):
            await self._save(texts, analysed, model)

    async def _analyse(self, responses: Sequence[UUID]) -> list[tuple[ResponseTexts, list[AnalysedText], str]]:
        return await analyse_texts(await load_texts(responses), again=False)

    async def _save(self, texts: ResponseTexts, analysed: Sequence[AnalysedText], model: str) -> None:
        if not analysed and not texts.is_outdated:
            return
        stages = [stage.name for stage in self._registry.stages if stage.name in AFTER_SCORING]
        questions = [answer.question for answer in texts.answers]
        await save_analyses(texts.response_id, texts.is_test, analysed, questions, stages, model)
        for stage in stages:
            wake(stage)


async def analyse_comment(comment: CommentInput) -> Analysis | None:
    """The analysis of one text by the active model, kept nowhere; None where it cannot be analysed."""
    versions = await active_versions()
    return (await ANALYSIS_POOL.analyse([comment], versions, lambda: load_contents(versions)))[0]


async def analyse_texts(
    responses: Sequence[ResponseTexts], *, again: bool
) -> list[tuple[ResponseTexts, list[AnalysedText], str]]:
    """Analyses new texts (`again`: all texts) of responses with the active model, whose full name is returned."""
    versions = await active_versions()
    wanted = [(one, answer) for one in responses for answer in one.answers if again or not answer.is_analysed]
    analyses = await ANALYSIS_POOL.analyse(
        [answer.comment for _, answer in wanted], versions, lambda: load_contents(versions)
    )
    found: dict[UUID, list[AnalysedText]] = {one.response_id: [] for one in responses}
    for (one, answer), analysis in zip(wanted, analyses, strict=True):
        found[one.response_id].append(AnalysedText(answer, analysis))
    name = await full_name(versions) if wanted else ""
    return [(one, found[one.response_id], name) for one in responses]
