"""Does a text say what a person must look at whatever the score: harm, a lawyer, a data leak …? Pure; linear."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from vocapp.nlp.text.phrase_matcher import PhraseHit
from vocapp.nlp.text.sentences import MAX_CHARACTERS, Sentence, split_sentences
from vocapp.nlp.text.stop_words import function_words
from vocapp.nlp.themes.phrase_finder import ThemeFinder, shipped_finder
from vocapp.nlp.themes.taxonomy import URGENT, shipped_taxonomy
from vocapp.nlp.urgency.urgency_model import URGENT_KINDS, shipped_urgency_model

PREFIX: Final = f"{URGENT}/"
NEGATED_KINDS: Final = ("discrimination", "data")
NEGATION_REACH: Final = 3  # words before a phrase in which a negation takes it back


def detect_urgency(
    text: str, language: str, finder: ThemeFinder | None = None, line: str | None = None
) -> tuple[str, ...]:
    """The urgent themes that the text speaks of, in the order of `KINDS`.

    By phrases, the shipped ones or those of another finder, and by the words of a sentence taken together.
    """
    head = text[:MAX_CHARACTERS]
    found, denied = find_urgent_phrases(head, language, finder, line)
    found.update(_classify_sentences(head, language, denied))
    return tuple(kind for kind in URGENT_KINDS if kind in found)


def find_urgent_phrases(
    text: str, language: str, finder: ThemeFinder | None = None, line: str | None = None
) -> tuple[set[str], set[int]]:
    """What phrases find, and where the sentences begin in which they say nothing, since all are taken back."""
    found, denied = set[str](), set[int]()
    for sentence, hits in (finder or shipped_finder()).hits(text, language, line):
        said = [hit for hit in hits if hit.name.startswith(PREFIX)]
        kept = [hit.name[len(PREFIX) :] for hit in said if not is_negated(hit, sentence)]
        found.update(kept)
        if said and not kept:
            denied.add(sentence.words[0].first)
    return found, denied


def _classify_sentences(text: str, language: str, denied: set[int]) -> Iterator[str]:
    """What sentences say by their words together, but for those in which a phrase was taken back."""
    model = shipped_urgency_model(language)
    for sentence in split_sentences(text, language) if model else ():
        words = [token.word for token in sentence.words]
        if model and model.is_urgent(words) and sentence.words[0].first not in denied:
            yield from model.kinds_of(words)


@cache
def urgency_languages() -> frozenset[str]:
    """The languages in which urgent words are known; a text in another one is for a person to read."""
    return frozenset(shipped_taxonomy(URGENT).theme[0].phrases)


def is_negated(hit: PhraseHit, sentence: Sentence) -> bool:
    """Whether a negation stands right before the phrase, in its clause: "nobody was injured".

    Who was discriminated or betrayed says it by one himself: "was not served", "never authorised".
    """
    if hit.name.removeprefix(PREFIX) in NEGATED_KINDS:
        return False
    first = max(hit.first - NEGATION_REACH, sentence.clause_of(hit.first)[0])
    negations = function_words("negation")
    return any(word.word in negations for word in sentence.words[first : hit.first])
