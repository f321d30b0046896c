"""What is known about a comment before anything is weighed? The same for training and for reading. Pure."""

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vocapp.nlp.sentiment.empty_comment import Said, what_is_said
from vocapp.nlp.sentiment.lexicon import FeelingWords, feeling_words
from vocapp.nlp.sentiment.lexicon_scores import Valence, squash, valence
from vocapp.nlp.text.ngrams import Cut, Term, cut, denied, terms
from vocapp.nlp.types import Asks

FEW: Final = 6  # words of an answer that only names a thing
ASKED: Final = ("improvement", "praise")
MEASURES: Final = ("balance", "good", "bad", "good per word", "bad per word")
CROSSED: Final = tuple(f"{asks}: {kind}" for asks in ASKED for kind in ("good", "bad"))
CIRCUMSTANCES: Final = tuple(
    f"{asks}: {what}" for asks in ASKED for what in ("asked", "none", "everything", "begins with no", "few words")
)
UNASKED: Final = (0.0,) * len(CROSSED)
OPEN: Final = (0.0,) * len(CIRCUMSTANCES)
SILENCE: Final = ("mixed", "length", "few words", "clear")
"""The names of what is known beside the terms, in the order of their weights."""


class Features(Struct, frozen=True):
    """A comment as terms and numbers. `circumstances`: what the question makes of it, `silence`: how little it says."""

    cut: Cut
    stems: tuple[int, ...]
    denied: list[Term]
    valence: Valence
    asks: Asks
    circumstances: tuple[float, ...]

    @property
    def terms(self) -> list[Term]:
        """Every term, written out, as it is learned."""
        return terms(self.cut.words, self.stems, self.denied)

    @property
    def crossed(self) -> tuple[float, ...]:
        """Good and bad once more, for the question that was asked."""
        if self.asks == "open":
            return UNASKED
        good = self.valence.good * squash(self.valence.good)
        bad = self.valence.bad * squash(self.valence.bad)
        return tuple(value if self.asks == asks else 0.0 for asks in ASKED for value in (good, bad))

    @property
    def silence(self) -> tuple[float, ...]:
        """What tells a text without feeling, or with both, from others."""
        balance, good, bad, _, _ = self.valence.measures()
        words = len(self.cut.words)
        return (min(good, bad), math.log1p(words), float(words <= FEW), balance * balance)


def features(text: str, asks: Asks, language: str, stems: tuple[int, ...]) -> Features:
    """All of a text in a language (ISO 639-1) that answers a question which `asks` for praise or for improvement."""
    feeling = feeling_words(language)
    pieces = cut(text)
    return Features(
        pieces,
        stems,
        denied(pieces.words, feeling, stems),
        valence(pieces.words, feeling),
        asks,
        OPEN if asks == "open" else _circumstances(pieces.words, asks, what_is_said(text), feeling),
    )


def _circumstances(words: Sequence[str], asks: Asks, said: Said, feeling: FeelingWords) -> tuple[float, ...]:
    begins = bool(words) and feeling.denies(words[0])
    known = (
        1.0,
        float(said == "none"),
        float(said == "everything"),
        float(begins and said != "none"),
        float(len(words) <= FEW and said == "something"),
    )
    nothing = (0.0,) * len(known)
    return known + nothing if asks == "improvement" else nothing + known
