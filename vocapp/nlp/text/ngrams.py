"""Terms of a text: words, pairs of neighbouring words, stems, and negated words. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from vocapp.nlp.sentiment.lexicon import Lexicon

MAX_CHARACTERS: Final = 20_000
"""Characters of a text that are used; the rest is ignored."""
NEGATION_REACH: Final = 4  # words after a "not" that it negates
WORD: Final = re.compile(
    r"(?i:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=[^\W\d_]{2})"  # "j'adore" is two words
    r"|[^\W\d_]+(?:['’][^\W\d_]+| ['’] (?i:t|s|m|d|ll|re|ve)\b)*"  # also "don ' t", as prepared texts have it
    r"|\d+|!+|\?+|[:;=][-']?[)(DPp/|]|[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B50]"
)

Term = tuple[str, int, int]
"""A term, and the positions of the first and the last word that it consists of."""


class WordSequence(NamedTuple):
    """The words, numbers, punctuation and emoji of a text in normalized form, and the span of each."""

    words: list[str]
    spans: list[tuple[int, int]]


def split_words(text: str) -> WordSequence:
    """Splits a text into words. All numbers become the same word, "0"; repeated "!" or "?" become one."""
    found = list(WORD.finditer(text, 0, MAX_CHARACTERS))
    return WordSequence([_normalize(match[0]) for match in found], [match.span() for match in found])


@lru_cache(maxsize=65536)
def _normalize(word: str) -> str:
    if word.isascii() and word.isalpha():
        return word.lower()
    if word[0].isdigit():
        return "0"
    return word[0] if word[0] in "!?" else word.lower().replace("’", "'").replace(" ", "")


def word_terms(word: str, stems: Sequence[int]) -> list[str]:
    """Returns the terms of one word. `stems`: the lengths to which longer words are cut."""
    return [word, *(f"{word[:length]}*" for length in stems if len(word) > length)]


def text_terms(words: Sequence[str], stems: Sequence[int], denied: Sequence[Term]) -> list[Term]:
    """Returns every term of a text, as often as it occurs; `denied` are the negated ones."""
    found = [(name, at, at) for at, word in enumerate(words) for name in word_terms(word, stems)]
    found += [(f"{word} {after}", at, at + 1) for at, (word, after) in enumerate(pairwise(words))]
    return [*found, *denied]


def negated_terms(words: Sequence[str], lexicon: Lexicon, stems: Sequence[int]) -> list[Term]:
    """Returns the words after a negation, as terms of their own: "!good"."""
    if lexicon.deny.isdisjoint(words) and not any(word.endswith("n't") for word in words):
        return []
    found, left, by = list[Term](), 0, 0
    for at, word in enumerate(words):
        if lexicon.denies(word):
            left, by = NEGATION_REACH, at
        elif word in lexicon.contrasts:
            left = 0
        elif left:
            left -= 1
            found.append((f"!{word}", by, at))
            found += [(f"!{word[:length]}*", by, at) for length in stems[:1] if len(word) > length]
    return found
