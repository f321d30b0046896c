"""Urgent themes of a text, which a person must see whatever the score: harm, a lawyer, a data leak, … Pure; linear."""

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
NEGATION_REACH: Final = 3  # words before a phrase in which a negation counts


def detect_urgency(
    text: str, language: str, finder: ThemeFinder | None = None, line: str | None = None
) -> tuple[str, ...]:
    """Returns the urgent themes of the text, in the order of `URGENT_KINDS`.

    They are found by phrases (the shipped ones, or those of another finder), and by a model of all words of a sentence.
    """
    head = text[:MAX_CHARACTERS]
    found, denied = find_urgent_phrases(head, language, finder, line)
    found.update(_classify_sentences(head, language, denied))
    return tuple(kind for kind in URGENT_KINDS if kind in found)


def find_urgent_phrases(
    text: str, language: str, finder: ThemeFinder | None = None, line: str | None = None
) -> tuple[set[str], set[int]]:
    """Returns the kinds that phrases find, and the starts of the sentences in which every phrase is negated."""
    found, denied = set[str](), set[int]()
    for sentence, hits in (finder or shipped_finder()).hits(text, language, line):
        urgent_hits = [hit for hit in hits if hit.name.startswith(PREFIX)]
        kept = [hit.name[len(PREFIX) :] for hit in urgent_hits if not is_negated(hit, sentence)]
        found.update(kept)
        if urgent_hits and not kept:
            denied.add(sentence.words[0].first)
    return found, denied


def _classify_sentences(text: str, language: str, denied: set[int]) -> Iterator[str]:
    """The kinds that the model finds, except in sentences in which a phrase was negated."""
    model = shipped_urgency_model(language)
    for sentence in split_sentences(text, language) if model else ():
        words = [token.word for token in sentence.words]
        if model and model.is_urgent(words) and sentence.words[0].first not in denied:
            yield from model.kinds_of(words)


@cache
def urgency_languages() -> frozenset[str]:
    """Returns the languages that have urgent phrases; a person should read a text in another one."""
    return frozenset(shipped_taxonomy(URGENT).theme[0].phrases)


def is_negated(hit: PhraseHit, sentence: Sentence) -> bool:
    """Whether a negation stands right before the phrase, in its clause: "nobody was injured".

    Discrimination and misuse of data are reported with negations ("was not served", "never authorised"), so theirs are
    ignored.
    """
    if hit.name.removeprefix(PREFIX) in NEGATED_KINDS:
        return False
    first = max(hit.first - NEGATION_REACH, sentence.clause_of(hit.first)[0])
    negations = function_words("negation")
    return any(word.word in negations for word in sentence.words[first : hit.first])
