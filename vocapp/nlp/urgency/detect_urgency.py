"""Does a text say what a person must look at whatever the score: harm, a lawyer, a data leak …? Pure; linear."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from vocapp.nlp.text.phrase_matcher import Hit
from vocapp.nlp.text.sentences import LONGEST, Sentence, sentences
from vocapp.nlp.text.stop_words import small_words
from vocapp.nlp.themes.phrase_finder import Finder, shipped_finder
from vocapp.nlp.themes.taxonomy import URGENT, shipped
from vocapp.nlp.urgency.urgency_model import KINDS, shipped_urgent

PREFIX: Final = f"{URGENT}/"
SAID_BY_NEGATION: Final = ("discrimination", "data")
BEFORE: Final = 3  # words before a phrase in which a negation takes it back


def urgent(text: str, language: str, finder: Finder | None = None, line: str | None = None) -> tuple[str, ...]:
    """The urgent themes that the text speaks of, in the order of `KINDS`.

    By phrases, the shipped ones or those of another finder, and by the words of a sentence taken together.
    """
    head = text[:LONGEST]
    found, denied = by_phrases(head, language, finder, line)
    found.update(_by_all_words(head, language, denied))
    return tuple(kind for kind in KINDS if kind in found)


def by_phrases(
    text: str, language: str, finder: Finder | None = None, line: str | None = None
) -> tuple[set[str], set[int]]:
    """What phrases find, and where the sentences begin in which they say nothing, since all are taken back."""
    found, denied = set[str](), set[int]()
    for sentence, hits in (finder or shipped_finder()).hits(text, language, line):
        said = [hit for hit in hits if hit.name.startswith(PREFIX)]
        kept = [hit.name[len(PREFIX) :] for hit in said if not taken_back(hit, sentence)]
        found.update(kept)
        if said and not kept:
            denied.add(sentence.words[0].first)
    return found, denied


def _by_all_words(text: str, language: str, denied: set[int]) -> Iterator[str]:
    """What sentences say by their words together, but for those in which a phrase was taken back."""
    model = shipped_urgent(language)
    for sentence in sentences(text, language) if model else ():
        words = [token.word for token in sentence.words]
        if model and model.is_urgent(words) and sentence.words[0].first not in denied:
            yield from model.kinds_of(words)


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
