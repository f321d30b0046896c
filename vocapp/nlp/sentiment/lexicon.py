"""Lexicon of a language: the words that carry feeling, and those that negate, strengthen or contrast. Pure.

English words are those of VADER (Hutto & Gilbert 2014, MIT), beside our own. VADER's list comes with the package
nltk-vader-sentiment; its hash is checked, because the shipped weights were learned with exactly these words.
"""

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from msgspec import Struct

VADER_SHA256: Final = "1cf6eb190a7bc90f52b0684afdf5b8edc1e0da94376ebfd56f9b1193c13ce7b1"
VADER_CAPITAL_P: Final = {":p": 1.4}
"""VADER's own file rates ":p" 1.0 and ":P" 1.4; the package has the first, the weights were learned with the second."""
OWN_VALENCE: Final = 2.0  # valence of a word in our own lists, on VADER's scale of −4 to 4
MIN_STEM: Final = 4


class LexiconError(RuntimeError):
    """The installed word list is not the one that the shipped weights were learned with."""


class Lexicon(Struct, frozen=True):
    """The words of a language. `whole` and `stems` have valences from −4 to 4; `boosts` are added to the next word."""

    whole: dict[str, float]
    stems: dict[str, float]
    deny: frozenset[str]
    contrasts: frozenset[str]
    boosts: dict[str, float]
    concord: bool  # negative concord: two negations are one
    known: dict[str, float]  # cache of looked-up words

    def valence(self, word: str) -> float:
        """Returns the valence of a word, 0 for an unknown one."""
        found = self.known.get(word)
        if found is None:
            found = self._look_up(word)
            if len(self.known) < 50_000:
                self.known[word] = found
        return found

    def _look_up(self, word: str) -> float:
        if word in self.whole:
            return self.whole[word]
        lengths = range(len(word), MIN_STEM - 1, -1)
        return next((self.stems[word[:n]] for n in lengths if word[:n] in self.stems), 0.0)

    def denies(self, word: str) -> bool:
        """Whether the word negates what follows."""
        return word in self.deny or word.endswith("n't")


@cache
def load_lexicon(language: str) -> Lexicon:
    """Loads the words of a language (ISO 639-1); empty for a language without a list."""
    data = tomllib.loads(files("vocapp.nlp").joinpath("data", "feeling_words.toml").read_text(encoding="utf-8"))
    given, emoji = data.get(language, {}), data["any"]
    whole = {**vader_words(), **VADER_CAPITAL_P} if language == "en" else {}
    stems = dict[str, float]()
    for sign, kind in ((1, "good"), (-1, "bad")):
        for word in f"{given.get(kind, '')} {emoji[kind]}".split():
            into, name = (stems, word[:-1]) if word.endswith("*") else (whole, word)
            into.setdefault(name, sign * OWN_VALENCE)
    boosts = dict.fromkeys(given.get("more", "").split(), 0.3) | dict.fromkeys(given.get("less", "").split(), -0.3)
    deny, contrasts = (frozenset(given.get(kind, "").split()) for kind in ("deny", "but"))
    return Lexicon(whole, stems, deny, contrasts, boosts, given.get("concord", False), {})


@cache
def vader_words() -> dict[str, float]:
    """VADER's words with their valences, −4 to 4. LexiconError where the package has another list."""
    from vader.data.lexicon import LEXICON

    found = hashlib.sha256("\n".join(f"{word}\t{LEXICON[word]}" for word in sorted(LEXICON)).encode()).hexdigest()
    if found != VADER_SHA256:
        raise LexiconError(
            f"VADER's words have sha256 {found}, not {VADER_SHA256}. Install nltk-vader-sentiment 1.0.0."
        )
    return LEXICON
