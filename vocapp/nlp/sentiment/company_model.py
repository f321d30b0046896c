"""Model of a company: its own weights, added to the shipped ones, and its own classifier. Pure."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Final

import numpy as np
from msgspec import Struct, convert
from numpy.typing import NDArray

from vocapp.nlp.sentiment.classifier import Classifier
from vocapp.nlp.sentiment.embedding_model import (
    CombinedClassifier,
    EmbeddingModel,
    struct_values,
    unpack_embedding_model,
)
from vocapp.nlp.sentiment.linear_model import LinearModel, WeighedText, unpack_linear_model
from vocapp.nlp.sentiment.model_file import ModelError, pack_model, unpack_model
from vocapp.nlp.sentiment.sentiment_features import extract_features
from vocapp.nlp.sentiment.sentiment_model import ScoredText, Sentiment, SentimentModel, classify_texts
from vocapp.nlp.themes.learned_themes import LearnedThemes, unpack_themes
from vocapp.nlp.training.calibration_result import CalibrationResult

KIND: Final = "company"


class CompanyModel(Struct, frozen=True):
    """Learned weights of a company.

    `shipped`: factor of the shipped polarity. `examples`: how many examples it was trained on. Without a `classifier`
    of its own it uses the shipped one, without `themes` those of the taxonomy. `meaning`: the second opinion by
    sentence embeddings. `calibrations`: results of calibrating the classifier.
    """

    linear: LinearModel
    shipped: float
    classifier: Classifier | None
    examples: int
    themes: LearnedThemes | None = None
    meaning: EmbeddingModel | None = None
    calibrations: tuple[CalibrationResult, ...] = ()

    def analyse(
        self, model: SentimentModel, given: Sequence[ScoredText], vectors: Iterable[NDArray[np.float32]] | None = None
    ) -> list[Sentiment]:
        """Returns the sentiment of each text, in the language of a shipped `model`; `vectors`: their embeddings."""
        known = [extract_features(text, asks, model.language, model.linear.stems) for text, asks, _ in given]
        weighed = [*map(self._added, model.linear.weigh(known), self.linear.weigh(known))]
        classifier = self.classifier or model.classifier
        if self.meaning is None or vectors is None:
            return classify_texts(repeat(classifier, len(known)), known, weighed, given)
        whole = self.meaning.chances(vectors, [asks for _, asks, _ in given])
        return classify_texts(
            [CombinedClassifier(classifier, self.meaning, one) for one in whole], known, weighed, given
        )

    def _added(self, base: WeighedText, own: WeighedText) -> WeighedText:
        of_words = [self.shipped * one + other for one, other in zip(base.of_words, own.of_words, strict=True)]
        polar, constant = (
            self.shipped * one + other for one, other in ((base.polar, own.polar), (base.base, own.base))
        )
        return WeighedText(polar, base.mute, constant, of_words)

    def packed(self) -> bytes:
        """Returns the content of a file. Its keys are stored by companies and stay as they are."""
        data = {"kind": KIND, "shipped": self.shipped, "lessons": self.examples, **self.linear.packed()}
        if self.classifier is not None:
            data["judge"] = struct_values(self.classifier)
        if self.themes is not None:
            data["themes"] = self.themes.packed()
        if self.meaning is not None:
            data["meaning"] = self.meaning.packed()
        if self.calibrations:
            data["tried"] = [struct_values(one) for one in self.calibrations]
        return pack_model(data)


def load_company_model(content: bytes) -> CompanyModel:
    """Loads a model from the content of a file. ModelError where it is not a company's."""
    data = unpack_model(content)
    if data.get("kind") != KIND:
        raise ModelError("This model was not learned from a company's comments; learn one with `vocapp learn`.")
    classifier = convert(data["judge"], Classifier) if "judge" in data else None
    themes = unpack_themes(data["themes"]) if "themes" in data else None
    meaning = unpack_embedding_model(data["meaning"]) if "meaning" in data else None
    tried = convert(data.get("tried", []), tuple[CalibrationResult, ...])
    return CompanyModel(unpack_linear_model(data), data["shipped"], classifier, data["lessons"], themes, meaning, tried)
