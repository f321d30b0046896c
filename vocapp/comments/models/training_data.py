"""What is there to learn from? The newest comments with an own score, or with what people said of them."""

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
_READ_TOGETHER: Final = 500
_LABELS: Final = """
SELECT v.response_id, v.question, l.label, l.themes FROM verbatim_label l JOIN verbatim v ON v.id = l.verbatim_id
WHERE l.text_digest = v.text_digest AND NOT v.is_test ORDER BY l.at"""
# What people labelled comes first: it teaches most, and may be old.
_RESPONSES: Final = f"""
SELECT v.response_id AS id FROM verbatim v LEFT JOIN verbatim_label l ON l.verbatim_id = v.id
WHERE NOT v.is_test AND v.state <> 'failed' GROUP BY v.response_id
ORDER BY bool_or(l.id IS NOT NULL) DESC, max(v.answered_at) DESC LIMIT {MOST}"""
_COUNTS: Final = """
SELECT count(DISTINCT l.verbatim_id) FILTER (WHERE l.label IS NOT NULL) AS labelled,
  count(DISTINCT l.verbatim_id) FILTER (WHERE l.themes IS NOT NULL) AS themed, max(l.at) AS last
FROM verbatim_label l JOIN verbatim v ON v.id = l.verbatim_id
WHERE l.text_digest = v.text_digest AND NOT v.is_test"""


class CorrectionCounts(NamedTuple):
    """How many texts people said the tone of, and the themes of; when they did last."""

    tones: int
    themes: int
    last_at: datetime | None


class TextLabels(Struct, frozen=True):
    """What coders said of one text, in the order in which they did."""

    labels: list[Label]
    themes: list[tuple[str, ...]]


async def load_lessons() -> list[TrainingExample]:
    """Up to MOST responses' comments that teach something, the oldest first."""
    known = await _known()
    responses = [row["id"] for row in await DB.fetch(_RESPONSES)]
    found: list[tuple[TextAnswer, TrainingExample]] = []
    for start in range(0, len(responses), _READ_TOGETHER):
        for gathered in await load_texts(responses[start : start + _READ_TOGETHER]):
            for said in gathered.said:
                lesson = _lesson(said, known.get((gathered.response_id, said.question)))
                if lesson.label or lesson.themes is not None or lesson.comment.score is not None:
                    found.append((said, lesson))
    return [lesson for _, lesson in sorted(found, key=lambda one: one[0].answered_at)]


async def count_corrections() -> CorrectionCounts:
    """What there is of them now."""
    [row] = await DB.fetch(_COUNTS)
    return CorrectionCounts(*row)


def _lesson(said: TextAnswer, known: TextLabels | None) -> TrainingExample:
    if known is None:
        return TrainingExample(said.comment)
    themes = known.themes[-1] if known.themes else None
    return TrainingExample(said.comment, majority_label(known.labels), themes)


async def _known() -> dict[tuple[UUID, str], TextLabels]:
    found: dict[tuple[UUID, str], TextLabels] = defaultdict(lambda: TextLabels([], []))
    for row in await DB.fetch(_LABELS):
        known = found[row["response_id"], row["question"]]
        if row["label"] is not None:
            known.labels.append(row["label"])
        if row["themes"] is not None:
            known.themes.append(tuple(row["themes"]))
    return found
