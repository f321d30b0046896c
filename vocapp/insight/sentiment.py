"""What does a text say, for or against, how surely, and by which words? One model a language, read once. Pure."""

from functools import cache
from importlib.resources import files
from typing import Final

from msgspec import Struct, convert

from vocapp.insight.comment import Asks, Weight
from vocapp.insight.features import features
from vocapp.insight.polarity import Linear, Weighed, unpacked_linear
from vocapp.insight.terms import Cut
from vocapp.insight.verdict import Judge, Verdict
from vocapp.insight.weights import digest, packed, unpacked

SHIPPED: Final = ("en", "de", "fr", "es", "pt", "nl", "tr", "sv", "da", "ar")

FAINT: Final = 0.00005
"""What weighs less is left out of the evidence."""


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

    def read(self, text: str, asks: Asks = "open", score: float | None = None) -> Sentiment:
        """The sentiment of a text; `score` is the respondent's own, −1 (worst) … 1."""
        cut, weighed = self.weigh(text, asks)
        return judged(self.judge, cut, weighed, asks, score)

    def weigh(self, text: str, asks: Asks) -> tuple[Cut, Weighed]:
        """Its words and their weights."""
        known = features(text, asks, self.language, self.linear.stems)
        return known.cut, self.linear.weigh(known)

    def packed(self) -> bytes:
        """As the content of a file."""
        judge = {name: getattr(self.judge, name) for name in Judge.__struct_fields__}
        return packed({"language": self.language, "judge": judge, **self.linear.packed()})


def judged(judge: Judge, cut: Cut, weighed: Weighed, asks: Asks, score: float | None) -> Sentiment:
    """What a judge says of a text that was weighed."""
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
    return files(__package__).joinpath("shipped", f"sentiment_{language}.model").read_bytes()


@cache
def version() -> str:
    """What a reading is stored with: the weights of every language together."""
    return digest(b"".join(map(content, SHIPPED)))
