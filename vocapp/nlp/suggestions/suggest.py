"""Suggested themes, with their reasons: only what the present taxonomy does not find. Pure.

Thousands of phrases are compared, so some stand out by chance alone. Suggestions are for a person to judge; they are no
findings.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, Literal

from msgspec import Struct

from vocapp.nlp.suggestions.collocations import (
    MIN_COMMENTS,
    CommentTopic,
    DistinctivePhrase,
    distinctive_phrases,
    find_collocations,
    find_topics,
    placed_phrases,
)
from vocapp.nlp.text.word_tokens import WORD
from vocapp.nlp.themes.detect_themes import find_mentions
from vocapp.nlp.themes.phrase_finder import ThemeFinder, shipped_finder
from vocapp.nlp.themes.taxonomy import parse_taxonomy

ReasonKind = Literal["unhappy", "rising", "together", "topic"]
Feeling = Literal["low", "high"]

REASON_KINDS: Final[tuple[ReasonKind, ...]] = ("unhappy", "rising", "together", "topic")
MIN_Z: Final = 3.0  # by chance about one phrase in a thousand passes
MAX_CANDIDATES: Final = 60  # per kind, before covered phrases are removed
MAX_SUGGESTIONS: Final = 12  # per kind
TOPICS: Final = 12
COVERED_SHARE: Final = 0.8
MIN_UNTHEMED_SHARE: Final = 0.1  # share of its comments that must have no theme
OVERLAP_SHARE: Final = 0.66
KEY_WORDS: Final = 3  # words of a topic that form its key
MAX_EXAMPLES: Final = 3
REDACTED: Final = re.compile(r"\[[a-z]+\]")
REDACTION_BREAK: Final = " | "  # ends a sentence, so that no phrase spans redacted text


class SuggestionComment(Struct, frozen=True):
    """A redacted comment, the feeling of its writer by the score, and the themes that were found in it."""

    text: str
    feels: Feeling | None
    themes: tuple[str, ...]


class SuggestionRequest(Struct, frozen=True, tag=True):
    """The comments of a period in one language, the newest first, and the texts of the period before.

    `taxonomy`: the content of the present one; None: the shipped one.
    """

    language: str
    now: list[SuggestionComment]
    before: list[str]
    taxonomy: bytes | None = None


class SuggestionReason(Struct, frozen=True):
    """Why a theme is suggested: `part` of `whole` comments against `other` of `of_other`.

    unhappy: of low scores against high ones. rising: of this period against the one before. together: the words belong
    together (`strength`: log-likelihood ratio). topic: `part` of all comments are mostly about it.
    """

    kind: ReasonKind
    part: int
    whole: int
    other: int = 0
    of_other: int = 0
    strength: float = 0.0


class SuggestedTheme(Struct, frozen=True):
    """A phrase, or the words of a topic, as customers write them; `key`: the same in normalized form.

    `comments`: how many have it; `unthemed`: how many of those have no theme; `examples`: positions in the request.
    """

    key: str
    phrases: tuple[str, ...]
    comments: int
    unthemed: int
    reasons: tuple[SuggestionReason, ...]
    examples: tuple[int, ...]


class Suggestions(Struct, frozen=True, tag=True):
    """The suggested themes by kind, in the order of `REASON_KINDS`, and the numbers of comments that were compared."""

    missing: list[SuggestedTheme]
    comments: int
    before: int
    low: int
    high: int


def suggest_themes(material: SuggestionRequest) -> Suggestions:
    """Returns what no theme covers, each once, under its first reason."""
    language = material.language
    now = [SuggestionComment(REDACTED.sub(REDACTION_BREAK, one.text), one.feels, one.themes) for one in material.now]
    before = [REDACTED.sub(REDACTION_BREAK, text) for text in material.before]
    sides = {side: [one.text for one in now if one.feels == side] for side in ("low", "high")}
    reasons = _reasons(now, before, sides, language)
    about = find_topics([one.text for one in now], language, TOPICS)
    finder = shipped_finder() if material.taxonomy is None else ThemeFinder(parse_taxonomy(material.taxonomy))
    seen = _PhraseOccurrences(now, language, {*reasons, *chain.from_iterable(topic.words for topic in about)}, finder)
    found = [
        one for phrase, phrase_reasons in reasons.items() if (one := seen.missing(phrase, phrase_reasons)) is not None
    ]
    of_topics = [one for topic in about if (one := seen.topic(topic)) is not None]
    missing = [*_strongest(seen.apart(found)), *of_topics]
    return Suggestions(missing, len(now), len(before), len(sides["low"]), len(sides["high"]))


def _reasons(
    now: Sequence[SuggestionComment], before: Sequence[str], sides: Mapping[str, Sequence[str]], language: str
) -> Mapping[str, list[SuggestionReason]]:
    """Every phrase that stands out, with its reasons."""
    texts = [one.text for one in now]
    low, high = len(sides["low"]), len(sides["high"])
    found: dict[str, list[SuggestionReason]] = defaultdict(list)
    for one in _significant_phrases(sides["low"], sides["high"], language):
        found[one.phrase].append(SuggestionReason("unhappy", one.first, low, one.second, high, one.z))
    for one in _significant_phrases(texts, before, language):
        found[one.phrase].append(SuggestionReason("rising", one.first, len(texts), one.second, len(before), one.z))
    for pair in find_collocations(texts, language, MAX_CANDIDATES):
        found[pair.phrase].append(SuggestionReason("together", pair.comments, len(texts), strength=pair.ratio))
    return found


def _significant_phrases(first: Sequence[str], second: Sequence[str], language: str) -> list[DistinctivePhrase]:
    """The phrases that the first side uses more; nothing where one side has no comments."""
    if not first or not second:
        return []
    return [one for one in distinctive_phrases(first, second, language, MAX_CANDIDATES) if one.z >= MIN_Z]


class _PhraseOccurrences:
    """The places where phrases occur, how customers write them, and whether a theme is found there."""

    def __init__(
        self, now: Sequence[SuggestionComment], language: str, wanted: Container[str], finder: ThemeFinder
    ) -> None:
        self._now = now
        self._themes = list[set[str]]()
        self._places: dict[str, dict[int, None]] = defaultdict(dict)
        self._covered: dict[str, set[int]] = defaultdict(set)
        self._written: dict[str, Counter[str]] = defaultdict(Counter)
        for place, one in enumerate(now):
            found = find_mentions(one.text, language, finder)
            self._themes.append({*one.themes, *(mention.theme for mention in found)})
            for phrase, first, last in placed_phrases(one.text, language):
                if phrase not in wanted:
                    continue
                self._places[phrase][place] = None
                self._written[phrase][" ".join(WORD.findall(one.text[first:last])).lower()] += 1
                if any(mention.clause[0] < last and first < mention.clause[1] for mention in found):
                    self._covered[phrase].add(place)

    def missing(self, phrase: str, reasons: Sequence[SuggestionReason]) -> SuggestedTheme | None:
        """Returns a phrase that no theme covers; None where a theme is found beside it, or comments are too few."""
        places = list(self._places[phrase])
        if len(self._covered[phrase]) >= COVERED_SHARE * len(places):
            return None
        return self._missing(phrase, [phrase], places, reasons)

    def topic(self, topic: CommentTopic) -> SuggestedTheme | None:
        """Returns the same for a topic."""
        words = [one for one in topic.words if not any(one in other.split() for other in topic.words if other != one)]
        reason = SuggestionReason("topic", topic.comments, len(self._now))
        return self._missing(", ".join(words[:KEY_WORDS]), words, topic.of, [reason])

    def apart(self, found: Iterable[SuggestedTheme]) -> Iterator[SuggestedTheme]:
        """Removes what shares a word, and nearly all comments, with a stronger or longer candidate."""
        kept: list[SuggestedTheme] = []
        for one in sorted(found, key=lambda one: (" " not in one.key, *_strength_order(one))):
            around = (other for other in kept if set(one.key.split()) & set(other.key.split()))
            mine = self._places[one.key].keys()
            if not any(len(mine & self._places[other.key].keys()) >= OVERLAP_SHARE * len(mine) for other in around):
                kept.append(one)
                yield one

    def _missing(
        self, key: str, phrases: Sequence[str], places: Sequence[int], reasons: Iterable[SuggestionReason]
    ) -> SuggestedTheme | None:
        themes = Counter(theme for place in places for theme in self._themes[place])
        unthemed = sum(not self._themes[place] for place in places)
        is_covered = any(seen >= COVERED_SHARE * len(places) for seen in themes.values())
        if len(places) < MIN_COMMENTS or is_covered or unthemed < MIN_UNTHEMED_SHARE * len(places):
            return None
        best = sorted(places, key=lambda place: (bool(self._themes[place]), self._now[place].feels != "low"))
        written = tuple(self._written[phrase].most_common(1)[0][0] for phrase in phrases)
        return SuggestedTheme(key, written, len(places), unthemed, tuple(reasons), tuple(best[:MAX_EXAMPLES]))


def _strongest(found: Iterable[SuggestedTheme]) -> Iterator[SuggestedTheme]:
    """The strongest candidates of each kind."""
    kept = sorted(found, key=_strength_order)
    for kind in REASON_KINDS:
        yield from [one for one in kept if one.reasons[0].kind == kind][:MAX_SUGGESTIONS]


def _strength_order(one: SuggestedTheme) -> tuple[int, float, str]:
    first = one.reasons[0]
    return REASON_KINDS.index(first.kind), -first.strength, one.key
