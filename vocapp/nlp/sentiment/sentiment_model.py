"""What does a text say, for or against, how surely, and by which words? One model a language, read once. Pure."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from typing import Final, Protocol

from msgspec import Struct, convert

from vocapp.nlp.sentiment.classifier import Classifier, Verdict
from vocapp.nlp.sentiment.linear_model import LinearModel, WeighedText, unpack_linear_model
from vocapp.nlp.sentiment.model_file import content_digest, pack_model, unpack_model
from vocapp.nlp.sentiment.sentiment_features import TextFeatures, extract_features
from vocapp.nlp.types import QuestionIntent, WordWeight

ScoredText = tuple[str, QuestionIntent, float | None]
"""A text, what its question asks for, and the respondent's own score, −1 (worst) … 1."""
SENTIMENT_LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "nl", "tr", "sv", "da", "ar")

MIN_EVIDENCE: Final = 0.00005
"""What weighs less is left out of the evidence."""


class AnyClassifier(Protocol):
    """Gives verdicts, as a `Judge` does."""

    def verdict(
        self, polar: float, mute: float, asks: QuestionIntent, words: int, score: float | None = None, /
    ) -> Verdict:
        """Of a comment by its log-odds; `score` is the respondent's own, −1 … 1."""
        ...


class Sentiment(Struct, frozen=True):
    """The verdict, and how the same words would be judged without the respondent's score.

    The weights of `evidence` and `base`, what the question and the language add, sum to the log-odds `polar`.
    """

    verdict: Verdict
    words_alone: float
    polar: float
    base: float
    evidence: tuple[WordWeight, ...]


class SentimentModel(Struct, frozen=True):
    """The weights of one language."""

    language: str
    linear: LinearModel
    judge: Classifier

    def analyse(self, given: Sequence[ScoredText]) -> list[Sentiment]:
        """The sentiment of each text."""
        known = [extract_features(text, asks, self.language, self.linear.stems) for text, asks, _ in given]
        return classify_texts(repeat(self.judge, len(known)), known, self.linear.weigh(known), given)

    def packed(self) -> bytes:
        """As the content of a file."""
        judge = {name: getattr(self.judge, name) for name in Classifier.__struct_fields__}
        return pack_model({"language": self.language, "judge": judge, **self.linear.packed()})


def classify_texts(
    judges: Iterable[AnyClassifier],
    known: Sequence[TextFeatures],
    weighed: Sequence[WeighedText],
    given: Sequence[ScoredText],
) -> list[Sentiment]:
    """What is said of texts that were weighed, of each by its judge."""
    scores = (score for _, _, score in given)
    return [_classify_text(*one) for one in zip(judges, known, weighed, scores, strict=True)]


def _classify_text(judge: AnyClassifier, known: TextFeatures, weighed: WeighedText, score: float | None) -> Sentiment:
    cut, asks = known.cut, known.asks
    given = (weighed.polar, weighed.mute, asks, len(cut.words))
    alone = judge.verdict(*given)
    verdict = alone if score is None else judge.verdict(*given, score)
    pairs = zip(cut.spans, weighed.of_words, strict=True)
    evidence = tuple(
        [
            WordWeight(span, round(weight, 4))
            for span, weight in pairs
            if weight > MIN_EVIDENCE or weight < -MIN_EVIDENCE
        ]
    )
    return Sentiment(verdict, alone.sentiment, weighed.polar, weighed.base, evidence)


def load_sentiment_model(content: bytes) -> SentimentModel:
    """The model in the content of a file. ModelError where it is not one."""
    data = unpack_model(content)
    return SentimentModel(data["language"], unpack_linear_model(data), convert(data["judge"], Classifier))


@cache
def shipped_sentiment_model(language: str) -> SentimentModel:
    """The model that comes with the product for a language of `SHIPPED`."""
    return load_sentiment_model(sentiment_model_content(language))


def sentiment_model_content(language: str) -> bytes:
    """The file of a language."""
    return files("vocapp.nlp").joinpath("data", "models", f"sentiment_{language}.model").read_bytes()


@cache
def sentiment_version() -> str:
    """What a reading is stored with: the weights of every language together."""
    return content_digest(b"".join(map(sentiment_model_content, SENTIMENT_LANGUAGES)))
