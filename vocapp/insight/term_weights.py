"""Which terms of a text have weights? Found word by word: none has to be written out to be looked up. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Final

from vocapp.insight.terms import Term, of_word

MOST_KNOWN: Final = 50_000  # words that are remembered

Weights = tuple[float, float, float]
Found = tuple[Weights, int, int]
"""The weights of a term (rarity, polar, mute), and the numbers of its first and its last word."""
Known = tuple[tuple[Weights, ...], Mapping[str, Weights]]
"""What a word weighs by itself and by its stems, and what it weighs with the next one."""


class TermWeights:
    """The weights of terms, filed by their first word."""

    def __init__(self, terms: Mapping[str, Weights]) -> None:
        self._terms = terms
        self._pairs: dict[str, dict[str, Weights]] = {}
        for name, weights in terms.items():
            first, space, second = name.partition(" ")
            if space:
                self._pairs.setdefault(first, {})[second] = weights
        self._known: dict[tuple[int, ...], dict[str, Known]] = {}

    def found(self, words: Sequence[str], stems: tuple[int, ...], denied: Iterable[Term]) -> list[Found]:
        """Every term of a text that has weights, as often as it is there: those of `terms.terms`."""
        known = self._known.setdefault(stems, {})
        found = list[Found]()
        after: Mapping[str, Weights] = {}
        for at, word in enumerate(words):
            if word in after:
                found.append((after[word], at - 1, at))
            alone, after = known.get(word) or self._look_up(word, stems, known)
            for weights in alone:
                found.append((weights, at, at))
        return [*found, *((self._terms[name], first, last) for name, first, last in denied if name in self._terms)]

    def _look_up(self, word: str, stems: tuple[int, ...], known: dict[str, Known]) -> Known:
        alone = tuple(self._terms[name] for name in of_word(word, stems) if name in self._terms)
        found = (alone, self._pairs.get(word, {}))
        if len(known) < MOST_KNOWN:
            known[word] = found
        return found


def length(found: Sequence[Found]) -> float:
    """By what a text is scaled: the length of the vector of its terms, each as often as it is there; 1 of none."""
    rarities = {id(weights): weights[0] for weights, _, _ in found}
    if len(rarities) == len(found):
        squares = sum([rarity * rarity for rarity in rarities.values()])
    else:
        times = Counter([id(weights) for weights, _, _ in found])
        squares = sum([(rarity * times[one]) ** 2 for one, rarity in rarities.items()])
    return sqrt(squares) or 1.0
