"""Features of a text for learned themes, and for the sentiment about each theme. Pure."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from vocapp.nlp.sentiment.lexicon import Lexicon
from vocapp.nlp.text.sentences import MAX_CHARACTERS, split_sentences
from vocapp.nlp.themes.detect_themes import ThemeMention, find_mentions, theme_languages

STEM: Final = 5
TONE_STEM: Final = 6
HINT: Final = "§"  # prefix of the id of a shipped theme that the text mentions
DISTANCE_DECAY: Final = 4.0  # distance in words at which the share of a word has fallen to 1/e
CLAUSE_DISTANCE: Final = 4  # distance that the border of a clause adds
OTHER_THEME_FACTOR: Final = 0.3  # factor of a word that is nearer to another theme
ANYWHERE: Final = 0.1
BY_THEME: Final = 0.5
LENGTH: Final = 3.0
NEGATION_REACH: Final = 4  # words after a "not" that it negates
NO_DISTANCE: Final = 6


class ThemeText(Struct, frozen=True):
    """A text as features: words, the clause number of each, their spans, and the mentions of shipped themes."""

    words: tuple[str, ...]
    raw: tuple[str, ...]
    clauses: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    hints: tuple[ThemeMention, ...]


def prepare_text(text: str, language: str) -> ThemeText:
    """Returns the words of a text in order."""
    words: list[str] = []
    clauses: list[int] = []
    spans: list[tuple[int, int]] = []
    number = 0
    for sentence in split_sentences(text[:MAX_CHARACTERS], language):
        for place, word in enumerate(sentence.words):
            number += place in sentence.clauses
            words.append(word.word)
            clauses.append(number)
            spans.append((word.first, word.last))
    hints = tuple(find_mentions(text, language)) if language in theme_languages() else ()
    raw = tuple(text[first:last].lower() for first, last in spans)
    return ThemeText(tuple(words), raw, tuple(clauses), tuple(spans), hints)


def theme_terms(text: ThemeText) -> set[str]:
    """Returns the terms by which themes are found: words, pairs of neighbours, stems, and shipped themes."""
    words = text.words
    found = {*words, *(f"{HINT}{one.theme}" for one in text.hints)}
    found.update(f"{word} {after}" for word, after in pairwise(words))
    found.update(f"{word[:STEM]}*" for word in words if len(word) > STEM)
    return found


def tone_features(
    text: ThemeText, theme: str, places: Mapping[str, Sequence[int]], lexicon: Lexicon
) -> dict[str, float]:
    """Returns the features for the sentiment about a theme: the nearer a word is to the theme, the more it counts.

    `places`: the words that stand for each theme of the text; the words of another theme keep their neighbours.
    """
    mine = places.get(theme, ())
    others = [place for name, found in places.items() if name != theme for place in found]
    found: dict[str, float] = {}
    good = bad = 0.0
    for place, (name, denied) in enumerate(_mark_negated(text.raw, text.words, lexicon)):
        share = _nearness(text.clauses, place, mine, others)
        for term, value in _terms(text.words, place, name, theme, share):
            found[term] = max(found.get(term, 0.0), value)
        felt = lexicon.valence(text.raw[place]) * (-0.7 if denied else 1.0) * share
        good, bad = good + max(felt, 0.0), bad - min(felt, 0.0)
    scale = LENGTH / (math.sqrt(sum(value * value for value in found.values())) or 1.0)
    scaled = {term: value * scale for term, value in found.items()}
    own = {f"={theme}": 1.0, "=good": good / 2, "=bad": bad / 2, "=balance": math.tanh((good - bad) / 2)}
    return scaled | own | {"=alone": float(len(places) == 1)}


def _mark_negated(raw: Iterable[str], words: Iterable[str], lexicon: Lexicon) -> Iterator[tuple[str, bool]]:
    left = 0
    for plain, word in zip(raw, words, strict=True):
        if lexicon.denies(plain) or word == "t":
            left = NEGATION_REACH
            yield word, False
        else:
            yield (f"!{word}", True) if left else (word, False)
            left = max(0, left - 1)


def _nearness(clauses: Sequence[int], place: int, mine: Sequence[int], others: Sequence[int]) -> float:
    near = min((_distance(clauses, place, one) for one in mine), default=NO_DISTANCE)
    other = min((_distance(clauses, place, one) for one in others), default=math.inf)
    return math.exp(-near / DISTANCE_DECAY) * (OTHER_THEME_FACTOR if other < near else 1.0)


def _distance(clauses: Sequence[int], place: int, other: int) -> int:
    return abs(place - other) + CLAUSE_DISTANCE * abs(clauses[place] - clauses[other])


def _terms(words: Sequence[str], place: int, name: str, theme: str, share: float) -> Iterator[tuple[str, float]]:
    yield f"c:{name}", share
    if len(words[place]) > STEM:
        yield f"c:{name[:TONE_STEM]}*", share
    if place + 1 < len(words):
        yield f"b:{words[place]} {words[place + 1]}", share
    yield f"s:{words[place]}", ANYWHERE
    yield f"{theme}:{words[place]}", BY_THEME * share
