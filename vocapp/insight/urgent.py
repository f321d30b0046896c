"""Does a text say what a person must look at whatever the score: harm, a lawyer, a data leak …? Pure; linear."""

from functools import cache
from typing import Final

from vocapp.insight.clauses import LONGEST, Sentence
from vocapp.insight.finding import Finder, shipped_finder
from vocapp.insight.matching import Hit
from vocapp.insight.small_words import small_words
from vocapp.insight.taxonomy import URGENT, shipped

KINDS: Final = ("harm", "safety", "discrimination", "legal", "data", "cancelling")
PREFIX: Final = f"{URGENT}/"
SAID_BY_NEGATION: Final = ("discrimination", "data")
BEFORE: Final = 3  # words before a phrase in which a negation takes it back


def urgent(text: str, language: str, finder: Finder | None = None, line: str | None = None) -> tuple[str, ...]:
    """The urgent themes that the text speaks of, in the order of `KINDS`; of what is shipped, or of another finder."""
    found = {
        hit.name[len(PREFIX) :]
        for sentence, hits in (finder or shipped_finder()).hits(text[:LONGEST], language, line)
        for hit in hits
        if hit.name.startswith(PREFIX) and not taken_back(hit, sentence)
    }
    return tuple(kind for kind in KINDS if kind in found)


@cache
def languages() -> frozenset[str]:
    """The languages in which urgent words are known; a text in another one is for a person to read."""
    return frozenset(shipped(URGENT).theme[0].phrases)


def taken_back(hit: Hit, sentence: Sentence) -> bool:
    """Whether a negation stands right before the phrase, in its clause: "nobody was injured".

    Who was discriminated or betrayed says it by one himself: "was not served", "never authorised".
    """
    if hit.name.removeprefix(PREFIX) in SAID_BY_NEGATION:
        return False
    first = max(hit.first - BEFORE, sentence.clause_of(hit.first)[0])
    negations = small_words("negation")
    return any(word.word in negations for word in sentence.words[first : hit.first])
