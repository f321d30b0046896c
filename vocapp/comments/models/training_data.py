"""Training data: the newest comments with a score beside them, or with corrections."""

from collections import defaultdict
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from msgspec import Struct

from vocapp.comments.load_comments import TextAnswer, load_texts
from vocapp.database import DB
from vocapp.nlp.training.examples import TrainingExample, majority_label
from vocapp.nlp.types import Label

MOST: Final = 20_000
_BATCH: Final = 500
_LABELS: Final = """
SELECT v.response_id, v.question, l.label, l.themes FROM verbatim_label l JOIN verbatim v ON v.id = l.verbatim_id
WHERE l.text_digest = v.text_digest AND NOT v.is_test ORDER BY l.at"""
# Corrected comments first: they teach most, and can be old.
_RESPONSES: Final = f"""
SELECT v.response_id AS id FROM verbatim v LEFT JOIN verbatim_label l ON l.verbatim_id = v.id
WHERE NOT v.is_test AND v.state <> 'failed' GROUP BY v.response_id
ORDER BY bool_or(l.id IS NOT NULL) DESC, max(v.answered_at) DESC LIMIT {MOST}"""  # noqa: S608
_COUNTS: Final = """
SELECT count(DISTINCT l.verbatim_id) FILTER (WHERE l.label IS NOT NULL) AS labelled,
  count(DISTINCT l.verbatim_id) FILTER (WHERE l.themes IS NOT NULL) AS themed, max(l.at) AS last
FROM verbatim_label l JOIN verbatim v ON v.id = l.verbatim_id
WHERE l.text_digest = v.text_digest AND NOT v.is_test"""


class CorrectionCounts(NamedTuple):
    """How many comments have a corrected tone, and corrected themes; when the last correction was made."""

    tones: int
    themes: int
    last_at: datetime | None


class TextLabels(Struct, frozen=True):
    """All corrections of one text, oldest first."""

    labels: list[Label]
    themes: list[tuple[str, ...]]


async def load_lessons() -> list[TrainingExample]:
    """Training examples from up to MOST responses, the oldest first."""
    known = await _known()
    responses = [row["id"] for row in await DB.fetch(_RESPONSES)]
    found: list[tuple[TextAnswer, TrainingExample]] = []
    for start in range(0, len(responses), _BATCH):
        for texts in await load_texts(responses[start : start + _BATCH]):
            for answer in texts.answers:
                lesson = _example(answer, known.get((texts.response_id, answer.question)))
                if lesson.label or lesson.themes is not None or lesson.comment.score is not None:
                    found.append((answer, lesson))
    return [lesson for _, lesson in sorted(found, key=lambda one: one[0].answered_at)]


async def count_corrections() -> CorrectionCounts:
    """The numbers of current corrections."""
    [row] = await DB.fetch(_COUNTS)
    return CorrectionCounts(*row)


def _example(answer: TextAnswer, known: TextLabels | None) -> TrainingExample:
    if known is None:
        return TrainingExample(answer.comment)
    themes = known.themes[-1] if known.themes else None
    return TrainingExample(answer.comment, majority_label(known.labels), themes)


async def _known() -> dict[tuple[UUID, str], TextLabels]:
    found: dict[tuple[UUID, str], TextLabels] = defaultdict(lambda: TextLabels([], []))
    for row in await DB.fetch(_LABELS):
        known = found[row["response_id"], row["question"]]
        if row["label"] is not None:
            known.labels.append(row["label"])
        if row["themes"] is not None:
            known.themes.append(tuple(row["themes"]))
    return found
