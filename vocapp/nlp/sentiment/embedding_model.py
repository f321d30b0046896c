"""What does a text say as a whole? A company's second opinion, by the text's embedding, beside that of the words. Pure.

Both give chances of blame, neither and praise. Their logarithms are averaged, each weighed as far as it was found to be
worth believing on texts that had taught neither, which also keeps the chances true.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct, convert
from numpy.typing import NDArray

from vocapp.nlp.sentiment.classifier import Classifier, Verdict, softmax
from vocapp.nlp.sentiment.embeddings import EmbeddingUse
from vocapp.nlp.sentiment.model_file import FloatArray, unpack_array
from vocapp.nlp.types import LABELS, QuestionIntent

MIN_CHANCE: Final = 1e-4  # chance that nothing falls below, so that no opinion is beyond contradiction
INTENTS: Final[tuple[QuestionIntent, ...]] = ("improvement", "praise")


class OpinionPool(Struct, frozen=True):
    """How far the words and the whole are believed, 0 or more, and what is added to each class."""

    words: float
    whole: float
    added: tuple[float, float, float]

    def of(self, words: Sequence[float], whole: Sequence[float]) -> list[float]:
        """The chances of each class by both."""
        both = zip(_logs(words), _logs(whole), self.added, strict=True)
        return softmax([self.words * one + self.whole * other + added for one, other, added in both])


class EmbeddingModel(Struct, frozen=True):
    """The second opinion. `weights`: three rows, of the embedding's numbers, of what may be asked for, and constant.

    `plain` and `scored` average it with the words', without the respondent's own score and with it.
    """

    weights: FloatArray
    plain: OpinionPool
    scored: OpinionPool
    embedding_use: EmbeddingUse

    def chances(self, vectors: Iterable[NDArray[np.float32]], asks: Sequence[QuestionIntent]) -> list[list[float]]:
        """Of each class, a row a text."""
        # Text by text: what it is read beside must not change the last digit of anything.
        given = (np.concatenate([vector, question_inputs(one)]) for vector, one in zip(vectors, asks, strict=True))
        return [softmax((self.weights @ one).tolist()) for one in given]

    def packed(self) -> dict[str, Any]:
        """As plain data."""
        rest = {"plain": self.plain, "scored": self.scored, "beyond": self.embedding_use}
        return {"weights": self.weights, **{name: struct_values(value) for name, value in rest.items()}}


def struct_values(struct: Struct) -> dict[str, Any]:
    """A struct's values by name."""
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def question_inputs(asks: QuestionIntent) -> NDArray[np.float32]:
    """What stands behind a text's numbers: what its question asks for, and the constant."""
    return np.array([*(float(asks == one) for one in INTENTS), 1.0], np.float32)


def unpack_embedding_model(data: dict[str, Any]) -> EmbeddingModel:
    """The second opinion from plain data."""
    weights = unpack_array(data["weights"]).reshape(len(LABELS), -1)
    plain, scored = (convert(data[name], OpinionPool) for name in ("plain", "scored"))
    return EmbeddingModel(weights, plain, scored, convert(data["beyond"], EmbeddingUse))


class CombinedClassifier(Struct, frozen=True):
    """Judges one text by its words and by its `whole`, the chances of the second opinion."""

    judge: Classifier
    meaning: EmbeddingModel
    whole: list[float]

    def verdict(
        self, polar: float, mute: float, asks: QuestionIntent, words: int, score: float | None = None
    ) -> Verdict:
        """As that of a `Judge`."""
        pool, favour = self.meaning.plain, self.judge.favour
        if score is not None:
            pool, favour = self.meaning.scored, self.judge.favour_scored
        chances = pool.of(self.judge.chances(polar, mute, asks, words, score), self.whole)
        best = max(range(3), key=lambda at: chances[at] * favour[at])
        return Verdict(chances[2] - chances[0], LABELS[best], chances[best])


def _logs(chances: Sequence[float]) -> list[float]:
    return [math.log(max(MIN_CHANCE, chance)) for chance in chances]
