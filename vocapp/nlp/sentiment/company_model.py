"""How does a company's learned model read? It adds its own weights to the shipped ones and judges by itself. Pure."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Final

import numpy as np
from msgspec import Struct, convert
from numpy.typing import NDArray

from vocapp.nlp.sentiment.classifier import Judge
from vocapp.nlp.sentiment.embedding_model import Meaning, Together, convertible, unpacked_meaning
from vocapp.nlp.sentiment.linear_model import Linear, Weighed, unpacked_linear
from vocapp.nlp.sentiment.model_file import ModelError, packed, unpacked
from vocapp.nlp.sentiment.sentiment_features import features
from vocapp.nlp.sentiment.sentiment_model import Given, Sentiment, SentimentModel, judged
from vocapp.nlp.themes.learned_themes import LearnedThemes, unpacked_themes
from vocapp.nlp.training.calibration_result import Tried

KIND: Final = "company"


class Company(Struct, frozen=True):
    """`shipped` is how much the shipped polarity counts; `lessons`, how many it was learned from.

    Without a `judge` of its own the shipped one judges; without `themes` the shipped ones are told. A `meaning` is
    heard beside the judge where texts are embedded. `tried`: what came of bending the judge's chances.
    """

    linear: Linear
    shipped: float
    judge: Judge | None
    lessons: int
    themes: LearnedThemes | None = None
    meaning: Meaning | None = None
    tried: tuple[Tried, ...] = ()

    def read(
        self, model: SentimentModel, given: Sequence[Given], vectors: Iterable[NDArray[np.float32]] | None = None
    ) -> list[Sentiment]:
        """The sentiment of each text in the language of a shipped `model`; `vectors`: their embeddings."""
        known = [features(text, asks, model.language, model.linear.stems) for text, asks, _ in given]
        weighed = [*map(self._added, model.linear.weigh(known), self.linear.weigh(known))]
        judge = self.judge or model.judge
        if self.meaning is None or vectors is None:
            return judged(repeat(judge, len(known)), known, weighed, given)
        whole = self.meaning.chances(vectors, [asks for _, asks, _ in given])
        return judged([Together(judge, self.meaning, one) for one in whole], known, weighed, given)

    def _added(self, base: Weighed, own: Weighed) -> Weighed:
        of_words = [self.shipped * one + other for one, other in zip(base.of_words, own.of_words, strict=True)]
        polar, constant = (
            self.shipped * one + other for one, other in ((base.polar, own.polar), (base.base, own.base))
        )
        return Weighed(polar, base.mute, constant, of_words)

    def packed(self) -> bytes:
        """As the content of a file."""
        data = {"kind": KIND, "shipped": self.shipped, "lessons": self.lessons, **self.linear.packed()}
        if self.judge is not None:
            data["judge"] = convertible(self.judge)
        if self.themes is not None:
            data["themes"] = self.themes.packed()
        if self.meaning is not None:
            data["meaning"] = self.meaning.packed()
        if self.tried:
            data["tried"] = [convertible(one) for one in self.tried]
        return packed(data)


def company_of(content: bytes) -> Company:
    """The model in the content of a file. ModelError where it is not one of a company."""
    data = unpacked(content)
    if data.get("kind") != KIND:
        raise ModelError("This model was not learned from a company's comments; learn one with `vocapp learn`.")
    judge = convert(data["judge"], Judge) if "judge" in data else None
    themes = unpacked_themes(data["themes"]) if "themes" in data else None
    meaning = unpacked_meaning(data["meaning"]) if "meaning" in data else None
    tried = convert(data.get("tried", []), tuple[Tried, ...])
    return Company(unpacked_linear(data), data["shipped"], judge, data["lessons"], themes, meaning, tried)
