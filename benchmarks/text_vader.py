"""VADER as an engine: NLTK's implementation with the word list of the package vaderSentiment. English only.

A rule-based peer that the product's own models are measured against.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from vocapp.nlp.redaction.redact import redact
from vocapp.nlp.types import Analysis, CommentInput, Label, WordWeight

CLEAR_COMPOUND: Final = 0.05  # past which the authors of VADER call a text positive or negative
STRONGEST: Final = 4.0  # the valence of the strongest words in the list


@cache
def analyser() -> Any:
    """NLTK's analyser, which reads a word list of the format of VADER's authors."""
    from nltk.sentiment.vader import (  # type: ignore[import-untyped]
        SentimentIntensityAnalyzer,
        VaderConstants,
    )

    # NLTK opens no absolute path, and no file with a second link, which some installers make: it is given the text.
    made = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
    word_list = files("vaderSentiment").joinpath("vader_lexicon.txt").read_text(encoding="utf-8").rstrip("\n")
    made.lexicon_file, made.constants = word_list, VaderConstants()
    made.lexicon = made.make_lex_dict()
    return made


class Vader:
    """Sentiment by the lexicon; no themes."""

    model = "vader-1"

    def analyse(self, comments: Sequence[CommentInput]) -> list[Analysis]:
        """Returns one analysis per comment; a text of another language is refused."""
        return [self._read(comment) for comment in comments]

    def _read(self, comment: CommentInput) -> Analysis:
        redacted = redact(comment.text, comment.names, comment.language)
        if not comment.text.strip():
            return _not_scored(comment, "nothing", redacted)
        if comment.language is not None and not comment.language.startswith("en"):
            return _not_scored(comment, "refused", redacted)
        compound = float(analyser().polarity_scores(comment.text)["compound"])
        label: Label = (
            "positive" if compound >= CLEAR_COMPOUND else "negative" if compound <= -CLEAR_COMPOUND else "neutral"
        )
        return Analysis(
            language="en",
            sentiment=compound,
            label=label,
            probability=None,
            abstain=label == "neutral",
            conflict=_contradicts_score(comment, label),
            themes=(),
            evidence=tuple(_evidence(comment.text)),
            redacted=redacted,
            model=self.model,
        )


def _not_scored(comment: CommentInput, state: Any, redacted: str) -> Analysis:
    return Analysis(comment.language, None, None, None, False, False, (), (), redacted, Vader.model, state=state)


def _evidence(text: str) -> list[WordWeight]:
    lexicon, found, end = analyser().lexicon, list[WordWeight](), 0
    for word in text.split():
        start = text.index(word, end)
        end = start + len(word)
        plain = word.strip(".,;:!?()\"'").lower()
        if plain in lexicon:
            found.append(WordWeight((start, end), lexicon[plain] / STRONGEST))
    return found


def _contradicts_score(comment: CommentInput, label: Label) -> bool:
    """Whether the score is in the best third of the scale and the text negative, or the other way round."""
    if comment.score is None or comment.scale is None:
        return False
    low, high = comment.scale
    share = (comment.score - low) / (high - low)
    return (share > 2 / 3 and label == "negative") or (share < 1 / 3 and label == "positive")
