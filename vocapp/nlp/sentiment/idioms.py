"""Idioms that say the contrary of their words: "anything but friendly", "it could not be better". Pure.

Weights of single words and pairs of words cannot know them. An idiom takes its words, and those that it is about, out
of the sum where they say the contrary, and adds a weight of its own.
"""

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final, NamedTuple

from vocapp.nlp.sentiment.lexicon import Lexicon
from vocapp.nlp.text.ngrams import WordSequence

IDIOM_WEIGHT: Final = 3.0  # of the log-odds; a plain word of praise has about 1
_ABOUT: Final = r"(?P<about>[^\s|]+(?: [^\s|]+){0,3})"
_GAP: Final = r"[^\s|]+(?: [^\s|]+){0,3}"
_BOUNDARY: Final = re.compile(r"[.,;:!?()\n\u2013\u2014…،؛؟]")
_SENSES: Final = {"blame": -1, "praise": 1}


class Idiom(NamedTuple):
    """An idiom in a text: the positions of its first word and after its last, and 1 for praise, -1 for blame."""

    first: int
    end: int
    sense: int


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    kind: str


def find_idioms(text: str, pieces: WordSequence, lexicon: Lexicon, language: str) -> tuple[Idiom, ...]:
    """Returns the idioms of a text in `language`, those of blame and praise before those that turn other words."""
    hint, rules = _rules(language)
    if not rules or not pieces.words:
        return ()
    line, starts = _clauses(text, pieces)
    if not hint.search(line):
        return ()
    found = list[Idiom]()
    taken = [False] * len(pieces.words)
    for rule in rules:
        for match in rule.pattern.finditer(line):
            first, end = _place(starts, match.start()), _place(starts, match.end() - 1) + 1
            if any(taken[first:end]):
                continue
            sense = _SENSES.get(rule.kind) or _turned(rule.kind, pieces.words, starts, match, lexicon)
            if sense:
                found.append(Idiom(first, end, sense))
                taken[first:end] = [True] * (end - first)
    return tuple(found)


def add_idioms(idioms: Sequence[Idiom], weights: Sequence[float]) -> list[float]:
    """Returns the weights of the words with those of idioms in place of what says the contrary."""
    changed = list(weights)
    for first, end, sense in idioms:
        for at in range(first, end):
            if changed[at] * sense < 0:
                changed[at] = 0.0
        changed[first] += sense * IDIOM_WEIGHT
    return changed


def _turned(kind: str, words: Sequence[str], starts: Sequence[int], match: re.Match[str], lexicon: Lexicon) -> int:
    """What the contrary of the words that an idiom is about means; 0 where they have no feeling and may be anything."""
    first, end = _place(starts, match.start("about")), _place(starts, match.end("about") - 1) + 1
    about = words[first:end]
    until = next((at for at, word in enumerate(about) if word in lexicon.contrasts), len(about))
    valence = sum(map(lexicon.valence, about[:until]))
    return (valence < 0) - (valence > 0) or (-1 if kind == "turn" else 0)


def _clauses(text: str, pieces: WordSequence) -> tuple[str, list[int]]:
    """The folded words with "|" between clauses, and where each word begins."""
    folded = [*map(_fold, pieces.words)]
    breaks = [" | " if _BOUNDARY.search(text, before[1], after[0]) else " " for before, after in pairwise(pieces.spans)]
    starts, line, length = list[int](), ["| "], 2
    for word, gap in zip(folded, [*breaks, ""], strict=True):
        starts.append(length)
        line += (word, gap)
        length += len(word) + len(gap)
    return "".join(line), starts


def _place(starts: Sequence[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    """A word without accents, in the spelling of the list."""
    if word.isascii():
        return word
    split = unicodedata.normalize("NFKD", word.replace("ß", "ss").replace("æ", "ae").replace("ø", "o"))
    return "".join(letter for letter in split if not unicodedata.combining(letter)).replace("ı", "i") or word


@cache
def _rules(language: str) -> tuple[re.Pattern[str], tuple[_Rule, ...]]:
    """A pattern that finds wherever an idiom may be, and the idioms."""
    data = tomllib.loads(files("vocapp.nlp").joinpath("data", "idioms.toml").read_text(encoding="utf-8"))
    given: dict[str, list[str]] = data.get(language, {})
    rules, hints = list[_Rule](), list[str]()
    for kind in ("praise", "blame", "turn", "may_turn"):
        for written in given.get(kind, ()):
            rules.append(_Rule(re.compile(rf"(?<!\S)(?:{written.replace('X', _ABOUT)})(?!\S)"), kind))
            bare = written.removeprefix("X ").removesuffix(" X").replace("X", _GAP)
            hints.append(bare)
    return re.compile(rf"(?<!\S)(?:{'|'.join(hints)})") if hints else re.compile(r"(?!)"), tuple(rules)
