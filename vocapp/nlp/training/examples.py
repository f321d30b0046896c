"""Training examples: comments, and what people say about them."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vocapp.nlp.types import CommentInput, Label

NEWEST_SHARE: Final = 0.2
MIN_COMPARED: Final = 10
MAX_COMPARED: Final = 500


class TrainingExample(Struct, frozen=True):
    """A comment with its label and its themes; None where nobody gave one. A score is a training signal, too."""

    comment: CommentInput
    label: Label | None = None
    themes: tuple[str, ...] | None = None


def majority_label(labels: Sequence[Label]) -> Label | None:
    """Returns the label of most coders; None where labels tie or there are none."""
    counts = Counter(labels).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]


def split_examples(examples: Sequence[TrainingExample]) -> tuple[list[TrainingExample], list[TrainingExample]]:
    """Splits examples, the oldest first, into those for training and those for the comparison of models.

    Compared are the newest that people labelled: a fifth of them, at least ten, but never more than half.
    """
    labelled = [number for number, example in enumerate(examples) if example.label is not None]
    wanted = max(MIN_COMPARED, min(MAX_COMPARED, round(NEWEST_SHARE * len(labelled))))
    newest = set(labelled[len(labelled) - min(wanted, len(labelled) // 2) :])
    return (
        [example for number, example in enumerate(examples) if number not in newest],
        [example for number, example in enumerate(examples) if number in newest],
    )
