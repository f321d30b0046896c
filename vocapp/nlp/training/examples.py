"""What is learned from: a comment, and what people say that it says."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vocapp.nlp.types import CommentInput, Label

NEWEST_SHARE: Final = 0.2
MIN_COMPARED: Final = 10
MAX_COMPARED: Final = 500


class TrainingExample(Struct, frozen=True):
    """A comment with its tone and its themes; None where nobody has said it. An own score teaches something, too."""

    comment: CommentInput
    label: Label | None = None
    themes: tuple[str, ...] | None = None


def majority_label(labels: Sequence[Label]) -> Label | None:
    """What most coders say; None where as many say something else, or nobody anything."""
    counts = Counter(labels).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]


def split_examples(lessons: Sequence[TrainingExample]) -> tuple[list[TrainingExample], list[TrainingExample]]:
    """Lessons, the oldest first, as those to learn from before models are compared, and those to compare them on.

    Compared are the newest that people labelled: a fifth of them, ten at the least, but never more than half.
    """
    labelled = [number for number, lesson in enumerate(lessons) if lesson.label is not None]
    wanted = max(MIN_COMPARED, min(MAX_COMPARED, round(NEWEST_SHARE * len(labelled))))
    newest = set(labelled[len(labelled) - min(wanted, len(labelled) // 2) :])
    return (
        [lesson for number, lesson in enumerate(lessons) if number not in newest],
        [lesson for number, lesson in enumerate(lessons) if number in newest],
    )
