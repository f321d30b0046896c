"""Which words carry feeling in a language, which deny, strengthen or turn it? VADER's list and our own.

Pure. VADER's list (Hutto & Gilbert 2014, MIT) comes with the package vaderSentiment and is known by its hash.
"""

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from msgspec import Struct

LEXICON: Final = "vader_lexicon.txt"
LEXICON_SHA256: Final = "1ec9c6e9ee19aade328f8beb393a6afa71a5bb3acf7d3cc22d4ef568df374bf5"
OWN_VALENCE: Final = 2.0  # of a word in our own lists, on VADER's scale of −4 to 4
MIN_STEM: Final = 4


class LexiconError(RuntimeError):
    """The installed word list is not the one that this release was measured with."""


class Lexicon(Struct, frozen=True):
    """The words of a language. `whole` and `stems` have valences from −4 to 4, `boosts` what they add to the next."""

    whole: dict[str, float]
    stems: dict[str, float]
    deny: frozenset[str]
    contrasts: frozenset[str]
    boosts: dict[str, float]
    concord: bool  # two denials are one
    known: dict[str, float]  # what was looked up before

    def valence(self, word: str) -> float:
        """What the word says by itself, 0 where nothing is known of it."""
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
        """Whether it turns what follows into its opposite."""
        return word in self.deny or word.endswith("n't")


@cache
def load_lexicon(language: str) -> Lexicon:
    """The words of a language by its ISO 639-1 code; an empty list for one of which we have none."""
    data = tomllib.loads(files("vocapp.nlp").joinpath("data", "feeling_words.toml").read_text(encoding="utf-8"))
    given, emoji = data.get(language, {}), data["any"]
    whole = _parse_valences(vader_list() if language == "en" else "")
    stems = dict[str, float]()
    for sign, kind in ((1, "good"), (-1, "bad")):
        for word in f"{given.get(kind, '')} {emoji[kind]}".split():
            into, name = (stems, word[:-1]) if word.endswith("*") else (whole, word)
            into.setdefault(name, sign * OWN_VALENCE)
    boosts = dict.fromkeys(given.get("more", "").split(), 0.3) | dict.fromkeys(given.get("less", "").split(), -0.3)
    deny, contrasts = (frozenset(given.get(kind, "").split()) for kind in ("deny", "but"))
    return Lexicon(whole, stems, deny, contrasts, boosts, given.get("concord", False), {})


@cache
def vader_list() -> str:
    """VADER's list as its authors ship it. LexiconError where it is missing or another one."""
    package = find_spec("vaderSentiment")
    path = Path(str(package.origin)).parent / LEXICON if package else Path(LEXICON)
    content = path.read_bytes() if path.is_file() else b""
    found = hashlib.sha256(content).hexdigest()
    if found != LEXICON_SHA256:
        raise LexiconError(f"{path}: sha256 {found} is not {LEXICON_SHA256}. Install vaderSentiment 3.3.2.")
    return content.decode().rstrip("\n")


def _parse_valences(lexicon: str) -> dict[str, float]:
    rows = (line.split("\t") for line in lexicon.splitlines())
    return {row[0].lower(): float(row[1]) for row in rows if len(row) > 1}
