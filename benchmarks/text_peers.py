"""Alternatives on the same rows: NLTK's VADER, vaderSentiment and TextBlob."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

from benchmarks.text_lines import Said
from benchmarks.text_vader import analyser

CLEAR: Final = 0.05  # past which the authors of VADER call a text positive or negative


def said_by_peers(texts: Sequence[str]) -> dict[str, Sequence[Said]]:
    """Returns the verdicts of each of them."""
    return {name: [_said(read(text)) for text in texts] for name, read in peers().items()}


@cache
def peers() -> dict[str, Callable[[str], float]]:
    """Returns the engines: a text to −1 … 1."""
    from textblob import TextBlob  # type: ignore[import-untyped]
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # type: ignore[import-untyped]

    nltk: Any = analyser()
    vader: Any = SentimentIntensityAnalyzer()
    return {
        "NLTK VADER": lambda text: float(nltk.polarity_scores(text)["compound"]),
        "vaderSentiment": lambda text: float(vader.polarity_scores(text)["compound"]),
        "TextBlob": lambda text: float(TextBlob(text).sentiment.polarity),
    }


def _said(sentiment: float) -> Said:
    return Said(sentiment, (sentiment >= CLEAR) - (sentiment <= -CLEAR))
