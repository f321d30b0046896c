"""What is known about a comment before anything is weighed? The same for training and for reading. Pure."""

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vocapp.nlp.sentiment.empty_comment import AnswerContent, classify_answer
from vocapp.nlp.sentiment.lexicon import Lexicon, load_lexicon
from vocapp.nlp.sentiment.lexicon_scores import TextValence, score_words, squash
from vocapp.nlp.text.ngrams import Term, WordSequence, negated_terms, split_words, text_terms
from vocapp.nlp.types import QuestionIntent

SHORT_ANSWER: Final = 6  # words of an answer that only names a thing
INTENTS: Final = ("improvement", "praise")
MEASURES: Final = ("balance", "good", "bad", "good per word", "bad per word")
INTENT_MEASURES: Final = tuple(f"{asks}: {kind}" for asks in INTENTS for kind in ("good", "bad"))
CIRCUMSTANCES: Final = tuple(
    f"{asks}: {what}" for asks in INTENTS for what in ("asked", "none", "everything", "begins with no", "few words")
)
NO_INTENT_MEASURES: Final = (0.0,) * len(INTENT_MEASURES)
NO_CIRCUMSTANCES: Final = (0.0,) * len(CIRCUMSTANCES)
SILENCE_MEASURES: Final = ("mixed", "length", "few words", "clear")
"""The names of what is known beside the terms, in the order of their weights."""


class TextFeatures(Struct, frozen=True):
    """A comment as terms and numbers. `circumstances`: what the question makes of it, `silence`: how little it says."""

    cut: WordSequence
    stems: tuple[int, ...]
    denied: list[Term]
    valence: TextValence
    asks: QuestionIntent
    circumstances: tuple[float, ...]

    @property
    def terms(self) -> list[Term]:
        """Every term, written out, as it is learned."""
        return text_terms(self.cut.words, self.stems, self.denied)

    @property
    def crossed(self) -> tuple[float, ...]:
        """Good and bad once more, for the question that was asked."""
        if self.asks == "open":
            return NO_INTENT_MEASURES
        good = self.valence.good * squash(self.valence.good)
        bad = self.valence.bad * squash(self.valence.bad)
        return tuple(value if self.asks == asks else 0.0 for asks in INTENTS for value in (good, bad))

    @property
    def silence(self) -> tuple[float, ...]:
        """What tells a text without feeling, or with both, from others."""
        balance, good, bad, _, _ = self.valence.measures()
        words = len(self.cut.words)
        return (min(good, bad), math.log1p(words), float(words <= SHORT_ANSWER), balance * balance)


def extract_features(text: str, asks: QuestionIntent, language: str, stems: tuple[int, ...]) -> TextFeatures:
    """All of a text in a language (ISO 639-1) that answers a question which `asks` for praise or for improvement."""
    feeling = load_lexicon(language)
    pieces = split_words(text)
    return TextFeatures(
        pieces,
        stems,
        negated_terms(pieces.words, feeling, stems),
        score_words(pieces.words, feeling),
        asks,
        NO_CIRCUMSTANCES if asks == "open" else _circumstances(pieces.words, asks, classify_answer(text), feeling),
    )


def _circumstances(
    words: Sequence[str], asks: QuestionIntent, said: AnswerContent, feeling: Lexicon
) -> tuple[float, ...]:
    begins = bool(words) and feeling.denies(words[0])
    known = (
        1.0,
        float(said == "none"),
        float(said == "everything"),
        float(begins and said != "none"),
        float(len(words) <= SHORT_ANSWER and said == "something"),
    )
    nothing = (0.0,) * len(known)
    return known + nothing if asks == "improvement" else nothing + known
