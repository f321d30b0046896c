"""Shipped sentiment models, one per language: verdict, probability, and the words that caused it. Pure."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from typing import Final, Protocol

from msgspec import Struct, convert

from vocapp.nlp.sentiment.classifier import Classifier, Verdict
from vocapp.nlp.sentiment.idioms import add_idioms
from vocapp.nlp.sentiment.linear_model import LinearModel, WeighedText, unpack_linear_model
from vocapp.nlp.sentiment.model_file import content_digest, pack_model, unpack_model
from vocapp.nlp.sentiment.sentiment_features import TextFeatures, extract_features
from vocapp.nlp.types import QuestionIntent, WordWeight

ScoredText = tuple[str, QuestionIntent, float | None]
"""A text, the intent of its question, and the respondent's own score, −1 (worst) … 1."""
SENTIMENT_LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "nl", "tr", "sv", "da", "ar")

MIN_EVIDENCE: Final = 0.00005
"""A smaller weight is left out of the evidence."""


class AnyClassifier(Protocol):
    """Gives verdicts, as a `Classifier` does."""

    def verdict(
        self, polar: float, mute: float, asks: QuestionIntent, words: int, score: float | None = None, /
    ) -> Verdict:
        """Classifies a comment by its log-odds; `score` is the respondent's own, −1 … 1."""
        ...


class Sentiment(Struct, frozen=True):
    """The verdict, and the sentiment of the same words without the respondent's score.

    The weights of `evidence` and `base`, what the question and the language add, sum to the log-odds `polar`.
    """

    verdict: Verdict
    words_alone: float
    polar: float
    base: float
    evidence: tuple[WordWeight, ...]


class SentimentModel(Struct, frozen=True):
    """Weights and classifier of one language."""

    language: str
    linear: LinearModel
    classifier: Classifier

    def analyse(self, given: Sequence[ScoredText]) -> list[Sentiment]:
        """Returns the sentiment of each text."""
        known = [extract_features(text, asks, self.language, self.linear.stems) for text, asks, _ in given]
        return classify_texts(repeat(self.classifier, len(known)), known, self.linear.weigh(known), given)

    def packed(self) -> bytes:
        """Returns the content of a file."""
        classifier = {name: getattr(self.classifier, name) for name in Classifier.__struct_fields__}
        return pack_model({"language": self.language, "judge": classifier, **self.linear.packed()})


def classify_texts(
    classifiers: Iterable[AnyClassifier],
    known: Sequence[TextFeatures],
    weighed: Sequence[WeighedText],
    given: Sequence[ScoredText],
) -> list[Sentiment]:
    """Returns the sentiment of weighed texts, each by its classifier."""
    scores = (score for _, _, score in given)
    return [_classify_text(*one) for one in zip(classifiers, known, weighed, scores, strict=True)]


def _classify_text(
    classifier: AnyClassifier, known: TextFeatures, weighed: WeighedText, score: float | None
) -> Sentiment:
    cut, asks = known.cut, known.asks
    of_words, polar = weighed.of_words, weighed.polar
    if known.idioms:
        of_words = add_idioms(known.idioms, of_words)
        polar = weighed.base + sum(of_words)
    given = (polar, weighed.mute, asks, len(cut.words))
    alone = classifier.verdict(*given)
    verdict = alone if score is None else classifier.verdict(*given, score)
    pairs = zip(cut.spans, of_words, strict=True)
    evidence = tuple(
        [
            WordWeight(span, round(weight, 4))
            for span, weight in pairs
            if weight > MIN_EVIDENCE or weight < -MIN_EVIDENCE
        ]
    )
    return Sentiment(verdict, alone.sentiment, polar, weighed.base, evidence)


def load_sentiment_model(content: bytes) -> SentimentModel:
    """Loads a model from the content of a file. ModelError where it is not one."""
    data = unpack_model(content)
    return SentimentModel(data["language"], unpack_linear_model(data), convert(data["judge"], Classifier))


@cache
def shipped_sentiment_model(language: str) -> SentimentModel:
    """Loads the shipped model of a language of `SENTIMENT_LANGUAGES`."""
    return load_sentiment_model(sentiment_model_content(language))


def sentiment_model_content(language: str) -> bytes:
    """Returns the file of a language."""
    return files("vocapp.nlp").joinpath("data", "models", f"sentiment_{language}.model").read_bytes()


@cache
def sentiment_version() -> str:
    """Returns a digest of the weights of every language, which is stored with an analysis."""
    return content_digest(b"".join(map(sentiment_model_content, SENTIMENT_LANGUAGES)))
