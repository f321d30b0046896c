"""What does a text say, for or against, how surely, and by which words? One model a language, read once. Pure."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from typing import Final, Protocol

from msgspec import Struct, convert

from vocapp.nlp.sentiment.classifier import Judge, Verdict
from vocapp.nlp.sentiment.linear_model import Linear, Weighed, unpacked_linear
from vocapp.nlp.sentiment.model_file import digest, packed, unpacked
from vocapp.nlp.sentiment.sentiment_features import Features, features
from vocapp.nlp.types import Asks, Weight

Given = tuple[str, Asks, float | None]
"""A text, what its question asks for, and the respondent's own score, −1 (worst) … 1."""
SHIPPED: Final = ("en", "de", "fr", "es", "pt", "nl", "tr", "sv", "da", "ar")

FAINT: Final = 0.00005
"""What weighs less is left out of the evidence."""


class Judging(Protocol):
    """Gives verdicts, as a `Judge` does."""

    def verdict(self, polar: float, mute: float, asks: Asks, words: int, score: float | None = None, /) -> Verdict:
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
    evidence: tuple[Weight, ...]


class SentimentModel(Struct, frozen=True):
    """The weights of one language."""

    language: str
    linear: Linear
    judge: Judge

    def read(self, given: Sequence[Given]) -> list[Sentiment]:
        """The sentiment of each text."""
        known = [features(text, asks, self.language, self.linear.stems) for text, asks, _ in given]
        return judged(repeat(self.judge, len(known)), known, self.linear.weigh(known), given)

    def packed(self) -> bytes:
        """As the content of a file."""
        judge = {name: getattr(self.judge, name) for name in Judge.__struct_fields__}
        return packed({"language": self.language, "judge": judge, **self.linear.packed()})


def judged(
    judges: Iterable[Judging], known: Sequence[Features], weighed: Sequence[Weighed], given: Sequence[Given]
) -> list[Sentiment]:
    """What is said of texts that were weighed, of each by its judge."""
    scores = (score for _, _, score in given)
    return [_judged(*one) for one in zip(judges, known, weighed, scores, strict=True)]


def _judged(judge: Judging, known: Features, weighed: Weighed, score: float | None) -> Sentiment:
    cut, asks = known.cut, known.asks
    given = (weighed.polar, weighed.mute, asks, len(cut.words))
    alone = judge.verdict(*given)
    verdict = alone if score is None else judge.verdict(*given, score)
    pairs = zip(cut.spans, weighed.of_words, strict=True)
    evidence = tuple([Weight(span, round(weight, 4)) for span, weight in pairs if weight > FAINT or weight < -FAINT])
    return Sentiment(verdict, alone.sentiment, weighed.polar, weighed.base, evidence)


def model_of(content: bytes) -> SentimentModel:
    """The model in the content of a file. ModelError where it is not one."""
    data = unpacked(content)
    return SentimentModel(data["language"], unpacked_linear(data), convert(data["judge"], Judge))


@cache
def shipped(language: str) -> SentimentModel:
    """The model that comes with the product for a language of `SHIPPED`."""
    return model_of(content(language))


def content(language: str) -> bytes:
    """The file of a language."""
    return files("vocapp.nlp").joinpath("data", "models", f"sentiment_{language}.model").read_bytes()


@cache
def version() -> str:
    """What a reading is stored with: the weights of every language together."""
    return digest(b"".join(map(content, SHIPPED)))
