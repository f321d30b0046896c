"""Themes of a company that were learned from corrections, and the sentiment of each. Pure.

The names are a closed set: no other theme is returned.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct

from vocapp.nlp.sentiment.lexicon import load_lexicon
from vocapp.nlp.sentiment.model_file import unpack_array
from vocapp.nlp.themes.detect_themes import SpanSentiment
from vocapp.nlp.themes.theme_features import STEM, ThemeText, prepare_text, theme_terms, tone_features
from vocapp.nlp.types import DetectedTheme

KEY_WORD_SHARE: Final = 0.5  # share of the strongest word's weight from which another word stands for a theme, too
CLASSES: Final = 3


class ThemeTone(Struct, frozen=True):
    """Weights of words near a theme, for negative, neutral and positive; the constants are under ""."""

    terms: dict[str, tuple[float, float, float]]

    def of(self, known: Mapping[str, float]) -> float:
        """Returns the sentiment, −1 … 1; near 0 where neutral is the most probable."""
        sums = list(self.terms[""])
        for term, value in known.items():
            weights = self.terms.get(term)
            if weights is not None:
                for at in range(CLASSES):
                    sums[at] += weights[at] * value
        top = max(sums)
        powers = [math.exp(one - top) for one in sums]
        against, neither, in_favour = (power / sum(powers) for power in powers)
        tone = in_favour - against
        return tone / 10 if neither >= max(against, in_favour) else math.copysign(max(abs(tone), 1 / 3), tone)


class LearnedThemes(Struct, frozen=True):
    """Weights of terms per theme, scaled by the rarity of the term; a theme is found from its `threshold` on.

    `shipped`: where the phrases of shipped themes find a theme better than weights do, those shipped themes.
    """

    names: tuple[str, ...]
    rarity: dict[str, float]
    weights: dict[str, tuple[tuple[int, float], ...]]
    constants: tuple[float, ...]
    thresholds: tuple[float, ...]
    shipped: dict[str, tuple[str, ...]] = {}
    tone: ThemeTone | None = None

    def detect(self, text: str, language: str, feel: SpanSentiment) -> tuple[DetectedTheme, ...]:
        """Returns the themes of a text; `feel` gives the sentiment where none was learned."""
        known = prepare_text(text, language)
        if not known.words:
            return ()
        told = self.by_phrases(known) if self.shipped else self.by_weights(known)
        places = {name: self.places(known, name) for name in told}
        tone = self._tone(known, language, places, feel)
        return tuple(DetectedTheme(name, tone(name), _first_word_span(known, places[name])) for name in told)

    def tone_of(self, text: str, language: str, theme: str, themes: Sequence[str], feel: SpanSentiment) -> float:
        """Returns the sentiment of a text about one of the `themes` that are known to be in it."""
        known = prepare_text(text, language)
        return self._tone(known, language, {name: self.places(known, name) for name in themes}, feel)(theme)

    def without_tone(self) -> "LearnedThemes":
        """Returns the same themes without learned sentiment."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__}
        return LearnedThemes(**{**fields, "tone": None})

    def by_phrases(self, text: ThemeText) -> list[str]:
        """Returns the themes whose shipped stand-ins the text mentions."""
        hints = {one.theme for one in text.hints}
        return [name for name in self.names if not hints.isdisjoint(self.shipped.get(name, ()))]

    def by_weights(self, text: ThemeText) -> list[str]:
        """Returns the themes whose probability reaches their threshold."""
        chances = self.chances(text)
        return [
            name for name, chance, least in zip(self.names, chances, self.thresholds, strict=True) if chance >= least
        ]

    def chances(self, text: ThemeText) -> list[float]:
        """Returns the probability of each theme."""
        found = [(term, rarity) for term in sorted(theme_terms(text)) if (rarity := self.rarity.get(term))]
        length = math.sqrt(sum(rarity * rarity for _, rarity in found)) or 1.0
        sums = list(self.constants)
        for term, rarity in found:
            for theme, weight in self.weights[term]:
                sums[theme] += weight * rarity / length
        return [1 / (1 + math.exp(-min(max(one, -30.0), 30.0))) for one in sums]

    def places(self, text: ThemeText, name: str) -> list[int]:
        """Returns the positions of the words that speak for a theme most."""
        theme = self.names.index(name)
        felt = [self._weight(word, theme) for word in text.words]
        strongest = max(felt, default=0.0)
        if strongest > 0 and not self.shipped:
            return [place for place, weight in enumerate(felt) if weight >= KEY_WORD_SHARE * strongest]
        spans = [one.span for one in text.hints if one.theme in self.shipped.get(name, ())]
        return [at for at, (first, last) in enumerate(text.spans) if any(a <= first and last <= b for a, b in spans)]

    def _weight(self, word: str, theme: int) -> float:
        stem = f"{word[:STEM]}*" if len(word) > STEM else ""
        return sum(
            weight * self.rarity[term]
            for term in (word, stem)
            for at, weight in self.weights.get(term, ())
            if at == theme
        )

    def _tone(
        self, text: ThemeText, language: str, places: Mapping[str, Sequence[int]], feel: SpanSentiment
    ) -> Callable[[str], float]:
        if self.tone is None:
            return lambda name: feel(_clause_span(text, places[name]))
        tone, lexicon = self.tone, load_lexicon(language)
        return lambda name: tone.of(tone_features(text, name, places, lexicon))

    def packed(self) -> dict[str, Any]:
        """Returns plain data."""
        flat = [(row, theme, weight) for row, of_term in enumerate(self.weights.values()) for theme, weight in of_term]
        data: dict[str, Any] = {
            "names": "\n".join(self.names),
            "terms": "\n".join(self.weights),
            "rarity": np.array([self.rarity[term] for term in self.weights]),
            "rows": np.array([row for row, _, _ in flat]),
            "themes": np.array([theme for _, theme, _ in flat]),
            "weights": np.array([weight for _, _, weight in flat]),
            "constants": list(self.constants),
            "thresholds": list(self.thresholds),
            "shipped": self.shipped,
        }
        if self.tone is not None:
            data["tone_terms"] = "\n".join(self.tone.terms)
            data["tone"] = np.array(list(self.tone.terms.values())).ravel()
        return data


def unpack_themes(data: Mapping[str, Any]) -> LearnedThemes:
    """Loads the themes from plain data."""
    terms = data["terms"].split("\n") if data["terms"] else []
    weights: dict[str, list[tuple[int, float]]] = {term: [] for term in terms}
    columns = (unpack_array(data[name]).tolist() for name in ("rows", "themes", "weights"))
    for row, theme, weight in zip(*columns, strict=True):
        weights[terms[int(row)]].append((int(theme), weight))
    tone = None
    if "tone" in data:
        rows = unpack_array(data["tone"]).reshape(-1, CLASSES).tolist()
        tone = ThemeTone(
            {term: (a, b, c) for term, (a, b, c) in zip(data["tone_terms"].split("\n"), rows, strict=True)}
        )
    return LearnedThemes(
        tuple(data["names"].split("\n")) if data["names"] else (),
        dict(zip(terms, unpack_array(data["rarity"]).tolist(), strict=True)),
        {term: tuple(of_term) for term, of_term in weights.items()},
        tuple(data["constants"]),
        tuple(data["thresholds"]),
        {name: tuple(ids) for name, ids in data["shipped"].items()},
        tone,
    )


def _first_word_span(text: ThemeText, places: Sequence[int]) -> tuple[int, int]:
    """The span of the first of the words; of the whole text where there are none."""
    if places:
        return text.spans[places[0]]
    return (text.spans[0][0], text.spans[-1][1]) if text.spans else (0, 0)


def _clause_span(text: ThemeText, places: Sequence[int]) -> tuple[int, int]:
    """The span of the clause that contains the first of the words."""
    if not places:
        return _first_word_span(text, places)
    clause = text.clauses[places[0]]
    inside = [span for span, number in zip(text.spans, text.clauses, strict=True) if number == clause]
    return inside[0][0], inside[-1][1]
