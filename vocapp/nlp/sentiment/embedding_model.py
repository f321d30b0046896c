"""Second opinion of a company's model about a text, by its sentence embedding, beside that of the words. Pure.

Both give probabilities of negative, neutral and positive. Their logarithms are averaged; the weight of each was fitted
on texts that neither was trained on, which also keeps the probabilities calibrated.
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

MIN_CHANCE: Final = 1e-4  # lowest probability, so that no opinion outweighs every other
INTENTS: Final[tuple[QuestionIntent, ...]] = ("improvement", "praise")


class OpinionPool(Struct, frozen=True):
    """Weights of the opinion by words and of the opinion by embeddings (0 or more), and what is added to each class."""

    words: float
    whole: float
    added: tuple[float, float, float]

    def of(self, words: Sequence[float], whole: Sequence[float]) -> list[float]:
        """Returns the pooled probabilities of the classes."""
        both = zip(_logs(words), _logs(whole), self.added, strict=True)
        return softmax([self.words * one + self.whole * other + added for one, other, added in both])


class EmbeddingModel(Struct, frozen=True):
    """The second opinion. `weights`: three rows over the numbers of the embedding, the intents of the question, and a
    constant.

    `plain` and `scored` pool it with the opinion by words, without the respondent's own score and with it.
    """

    weights: FloatArray
    plain: OpinionPool
    scored: OpinionPool
    embedding_use: EmbeddingUse

    def chances(self, vectors: Iterable[NDArray[np.float32]], asks: Sequence[QuestionIntent]) -> list[list[float]]:
        """Returns the probabilities of the classes, one row per text."""
        # Text by text: the other texts of a batch must not change the last digit of a result.
        given = (np.concatenate([vector, question_inputs(one)]) for vector, one in zip(vectors, asks, strict=True))
        return [softmax((self.weights @ one).tolist()) for one in given]

    def packed(self) -> dict[str, Any]:
        """Returns plain data."""
        rest = {"plain": self.plain, "scored": self.scored, "beyond": self.embedding_use}
        return {"weights": self.weights, **{name: struct_values(value) for name, value in rest.items()}}


def struct_values(struct: Struct) -> dict[str, Any]:
    """Returns the values of a struct by field name."""
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def question_inputs(asks: QuestionIntent) -> NDArray[np.float32]:
    """Returns the inputs after the numbers of an embedding: the intent of the question, and the constant."""
    return np.array([*(float(asks == one) for one in INTENTS), 1.0], np.float32)


def unpack_embedding_model(data: dict[str, Any]) -> EmbeddingModel:
    """Loads the second opinion from plain data."""
    weights = unpack_array(data["weights"]).reshape(len(LABELS), -1)
    plain, scored = (convert(data[name], OpinionPool) for name in ("plain", "scored"))
    return EmbeddingModel(weights, plain, scored, convert(data["beyond"], EmbeddingUse))


class CombinedClassifier(Struct, frozen=True):
    """Classifies one text by its words and by `whole`, the probabilities of the second opinion."""

    classifier: Classifier
    meaning: EmbeddingModel
    whole: list[float]

    def verdict(
        self, polar: float, mute: float, asks: QuestionIntent, words: int, score: float | None = None
    ) -> Verdict:
        """Classifies as `Classifier.verdict` does."""
        pool, favour = self.meaning.plain, self.classifier.favour
        if score is not None:
            pool, favour = self.meaning.scored, self.classifier.favour_scored
        chances = pool.of(self.classifier.chances(polar, mute, asks, words, score), self.whole)
        best = max(range(3), key=lambda at: chances[at] * favour[at])
        return Verdict(chances[2] - chances[0], LABELS[best], chances[best])


def _logs(chances: Sequence[float]) -> list[float]:
    return [math.log(max(MIN_CHANCE, chance)) for chance in chances]
