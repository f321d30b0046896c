"""Features of a comment; the same for training and for analysis. Pure."""

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vocapp.nlp.sentiment.empty_comment import AnswerContent, classify_answer
from vocapp.nlp.sentiment.idioms import Idiom, find_idioms
from vocapp.nlp.sentiment.lexicon import Lexicon, load_lexicon
from vocapp.nlp.sentiment.lexicon_scores import TextValence, score_words, squash
from vocapp.nlp.text.ngrams import Term, WordSequence, negated_terms, split_words, text_terms
from vocapp.nlp.types import QuestionIntent

SHORT_ANSWER: Final = 6  # words of an answer that only names something
INTENTS: Final = ("improvement", "praise")
MEASURES: Final = ("balance", "good", "bad", "good per word", "bad per word")
INTENT_MEASURES: Final = tuple(f"{asks}: {kind}" for asks in INTENTS for kind in ("good", "bad"))
CIRCUMSTANCES: Final = tuple(
    f"{asks}: {what}" for asks in INTENTS for what in ("asked", "none", "everything", "begins with no", "few words")
)
NO_INTENT_MEASURES: Final = (0.0,) * len(INTENT_MEASURES)
NO_CIRCUMSTANCES: Final = (0.0,) * len(CIRCUMSTANCES)
SILENCE_MEASURES: Final = ("mixed", "length", "few words", "clear")
"""Names of the inputs beside the terms, in the order of their weights."""


class TextFeatures(Struct, frozen=True):
    """Terms and numbers of a comment. `circumstances`: of the question; `silence`: how little it says.

    `idioms` are no terms: their weights are not learned.
    """

    cut: WordSequence
    stems: tuple[int, ...]
    denied: list[Term]
    valence: TextValence
    asks: QuestionIntent
    circumstances: tuple[float, ...]
    idioms: tuple[Idiom, ...] = ()

    @property
    def terms(self) -> list[Term]:
        """Every term, written out, for training."""
        return text_terms(self.cut.words, self.stems, self.denied)

    @property
    def crossed(self) -> tuple[float, ...]:
        """The positive and negative measures again, for the intent of the question."""
        if self.asks == "open":
            return NO_INTENT_MEASURES
        good = self.valence.good * squash(self.valence.good)
        bad = self.valence.bad * squash(self.valence.bad)
        return tuple(value if self.asks == asks else 0.0 for asks in INTENTS for value in (good, bad))

    @property
    def silence(self) -> tuple[float, ...]:
        """The features that distinguish a text without sentiment, or with mixed sentiment, from others."""
        balance, good, bad, _, _ = self.valence.measures()
        words = len(self.cut.words)
        return (min(good, bad), math.log1p(words), float(words <= SHORT_ANSWER), balance * balance)


def extract_features(text: str, asks: QuestionIntent, language: str, stems: tuple[int, ...]) -> TextFeatures:
    """Extracts the features of a text (`language`: ISO 639-1) that answers a question with the intent `asks`."""
    lexicon = load_lexicon(language)
    pieces = split_words(text)
    return TextFeatures(
        pieces,
        stems,
        negated_terms(pieces.words, lexicon, stems),
        score_words(pieces.words, lexicon),
        asks,
        NO_CIRCUMSTANCES if asks == "open" else _circumstances(pieces.words, asks, classify_answer(text), lexicon),
        find_idioms(text, pieces, lexicon, language),
    )


def _circumstances(
    words: Sequence[str], asks: QuestionIntent, content: AnswerContent, lexicon: Lexicon
) -> tuple[float, ...]:
    begins = bool(words) and lexicon.denies(words[0])
    known = (
        1.0,
        float(content == "none"),
        float(content == "everything"),
        float(begins and content != "none"),
        float(len(words) <= SHORT_ANSWER and content == "something"),
    )
    nothing = (0.0,) * len(known)
    return known + nothing if asks == "improvement" else nothing + known
