"""Trains a company's own themes: one regression per theme, on the themes that people assigned.

Where the phrases of shipped themes find them better, as they do while there are few corrections, those are used.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from vocapp.nlp.language.detect_language import detect_language
from vocapp.nlp.sentiment.lexicon import load_lexicon
from vocapp.nlp.sentiment.sentiment_model import SENTIMENT_LANGUAGES
from vocapp.nlp.themes.learned_themes import LearnedThemes, ThemeTone
from vocapp.nlp.themes.theme_features import HINT, ThemeText, prepare_text, theme_terms, tone_features
from vocapp.nlp.training.examples import TrainingExample
from vocapp.nlp.types import LABELS, Label

MIN_EXAMPLES: Final = 30  # texts with themes, below which nothing is trained
MIN_EXAMPLES_EACH: Final = 3
MIN_TEXTS: Final = 2  # texts that a term must be in
STRENGTH: Final = 8.0
HINT_FACTOR: Final = 2.0
PARTS: Final = 5
THRESHOLDS: Final = tuple(step / 100 for step in range(10, 71, 2))
MIN_TONES: Final = 200
TONE_STRENGTH: Final = 1.0
MIN_WEIGHT: Final = 0.02
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class ThemeExample(Struct, frozen=True):
    """A text, its themes, and the label of those that have one."""

    text: ThemeText
    language: str
    themes: frozenset[str]
    tones: dict[str, Label]


def train_themes(examples: Sequence[TrainingExample]) -> LearnedThemes | None:
    """Trains the themes of the examples, as a closed set; None where too few texts have any.

    A text that occurs several times with one theme and a label each also trains the sentiment about each of them.
    """
    taught = collect_theme_examples(examples)
    counts = Counter(theme for one in taught for theme in one.themes)
    names = tuple(sorted(name for name, texts in counts.items() if texts >= MIN_EXAMPLES_EACH))
    if sum(bool(one.themes) for one in taught) < MIN_EXAMPLES or not names:
        return None
    wanted: Flags = np.array([[name in one.themes for name in names] for one in taught])
    matrix = ThemeTermMatrix(taught)
    held_out = _cross_fit(matrix, wanted)
    thresholds = [_threshold(held_out[:, at], wanted[:, at]) for at in range(len(names))]
    shipped = _stand_ins(taught, names, wanted)
    by_phrases: Flags = np.array([[bool(_hints(one) & set(shipped[name])) for name in names] for one in taught])
    fit = _fit(matrix.rows, wanted)
    themes = _build_themes(names, matrix, fit, thresholds)
    if micro_f1(by_phrases, wanted) > micro_f1(held_out >= np.array(thresholds), wanted):
        themes = _replace_fields(themes, shipped={name: ids for name, ids in shipped.items() if ids})
    return _replace_fields(themes, tone=_fit_tone(taught, themes))


def collect_theme_examples(examples: Sequence[TrainingExample]) -> list[ThemeExample]:
    """Returns the texts whose themes somebody assigned, each once."""
    themes: defaultdict[str, set[str]] = defaultdict(set)
    tones: defaultdict[str, dict[str, Label]] = defaultdict(dict)
    language: dict[str, str] = {}
    for example in examples:
        spoken = detect_language(example.comment.text, SENTIMENT_LANGUAGES, example.comment.language)
        if example.themes is None or spoken is None:
            continue
        language[example.comment.text] = spoken
        themes[example.comment.text] |= set(example.themes)
        if len(example.themes) == 1 and example.label is not None:
            tones[example.comment.text][example.themes[0]] = example.label
    return [
        ThemeExample(prepare_text(text, spoken), spoken, frozenset(themes[text]), tones[text])
        for text, spoken in language.items()
    ]


class ThemeTermMatrix:
    """The texts as rows of terms, each row of length 1."""

    def __init__(self, taught: Sequence[ThemeExample]) -> None:
        found = [theme_terms(one.text) for one in taught]
        seen = Counter(term for terms in found for term in terms)
        self.names = sorted(term for term, texts in seen.items() if texts >= MIN_TEXTS)
        place = {term: at for at, term in enumerate(self.names)}
        self.rarity = np.array([_rarity(term, len(found), seen[term]) for term in self.names])
        rows = [(row, place[term]) for row, terms in enumerate(found) for term in sorted(terms) if term in place]
        at = np.array(rows, dtype=np.int64).reshape(-1, 2)
        matrix = sparse.csr_matrix((self.rarity[at[:, 1]], (at[:, 0], at[:, 1])), (len(found), len(self.names)))
        length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
        self.rows = (sparse.diags(1 / np.where(length > 0, length, 1.0)) @ matrix).tocsr()


def _rarity(term: str, texts: int, seen: int) -> float:
    return (math.log((1 + texts) / (1 + seen)) + 1) * (HINT_FACTOR if term.startswith(HINT) else 1.0)


def _fit(rows: Any, wanted: Flags) -> list[Any]:
    """A regression per theme; None for one that all or none of these texts have."""
    model = [LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-5) for _ in range(wanted.shape[1])]
    seen = wanted.sum(0)
    return [one.fit(rows, wanted[:, at]) if 0 < seen[at] < len(wanted) else None for at, one in enumerate(model)]


def _cross_fit(matrix: ThemeTermMatrix, wanted: Flags) -> Floats:
    """Probability of each theme of each text, by a model that was trained on the others."""
    part = np.arange(len(wanted)) * 2_654_435_761 % 2**32 % PARTS
    chances = np.zeros(wanted.shape)
    for held in range(PARTS):
        mine, others = part == held, part != held
        for at, model in enumerate(_fit(matrix.rows[others], wanted[others])):
            if model is not None and mine.any():
                chances[mine, at] = model.predict_proba(matrix.rows[mine])[:, 1]
    return chances


def _threshold(chances: Floats, wanted: Flags) -> float:
    return max(THRESHOLDS, key=lambda least: micro_f1((chances >= least)[:, None], wanted[:, None]))


def micro_f1(found: Flags, wanted: Flags) -> float:
    """Returns the F1 of all themes of all texts together."""
    right = float((found & wanted).sum())
    return 2 * right / max(float(found.sum() + wanted.sum()), 1.0)


def _hints(one: ThemeExample) -> set[str]:
    return {mention.theme for mention in one.text.hints}


def _stand_ins(taught: Sequence[ThemeExample], names: Sequence[str], wanted: Flags) -> dict[str, tuple[str, ...]]:
    """The shipped themes that together find each theme best."""
    ids = sorted({theme for one in taught for theme in _hints(one)})
    spoken: Flags = np.array([[theme in hints for theme in ids] for hints in map(_hints, taught)]).reshape(
        len(taught), -1
    )
    return {
        name: tuple(ids[at] for at in _select_columns(spoken, wanted[:, theme])) for theme, name in enumerate(names)
    }


def _any_column(columns: Flags) -> Flags:
    return np.array(columns.sum(1) > 0, dtype=np.bool_).reshape(-1, 1)


def _select_columns(spoken: Flags, wanted: Flags) -> list[int]:
    """Columns, added as long as they help."""
    chosen: list[int] = []
    reached = 0.0
    while len(chosen) < spoken.shape[1]:
        rest = [at for at in range(spoken.shape[1]) if at not in chosen]
        tries = {at: micro_f1(_any_column(spoken[:, [*chosen, at]]), wanted[:, None]) for at in rest}
        best = max(tries, key=tries.__getitem__)
        if tries[best] <= reached:
            break
        chosen, reached = [*chosen, best], tries[best]
    return chosen


def _build_themes(
    names: tuple[str, ...], matrix: ThemeTermMatrix, fit: Sequence[Any], thresholds: Sequence[float]
) -> LearnedThemes:
    size = len(matrix.names)
    weights = np.array([np.zeros(size) if one is None else one.coef_[0] for one in fit])
    constants = [-30.0 if one is None else float(one.intercept_[0]) for one in fit]
    kept = {
        term: tuple(
            (int(theme), float(weights[theme, at])) for theme in np.flatnonzero(abs(weights[:, at]) > MIN_WEIGHT)
        )
        for at, term in enumerate(matrix.names)
    }
    rarity = dict(zip(matrix.names, matrix.rarity.tolist(), strict=True))
    return LearnedThemes(names, rarity, kept, tuple(constants), tuple(thresholds))


def _fit_tone(taught: Sequence[ThemeExample], themes: LearnedThemes) -> ThemeTone | None:
    """Weights for the sentiment about a theme; None where too few are known."""
    known: list[dict[str, float]] = []
    wanted: list[int] = []
    for one in taught:
        places = {name: themes.places(one.text, name) for name in sorted(one.themes) if name in themes.names}
        for name, label in one.tones.items():
            if name in places:
                known.append(tone_features(one.text, name, places, load_lexicon(one.language)))
                wanted.append(LABELS.index(label))
    if len(known) < MIN_TONES or len(set(wanted)) < len(LABELS):
        return None
    seen = Counter(term for one in known for term in one)
    terms = sorted(term for term, times in seen.items() if times >= MIN_TEXTS)
    place = {term: at for at, term in enumerate(terms)}
    cells = [(row, place[term], value) for row, one in enumerate(known) for term, value in one.items() if term in place]
    rows, columns, values = zip(*cells, strict=True)
    matrix = sparse.csr_matrix((values, (rows, columns)), (len(known), len(terms)))
    fit = LogisticRegression(C=TONE_STRENGTH, tol=1e-3, max_iter=300).fit(matrix, wanted)
    weights = fit.coef_.T.tolist()
    loud = {term: tuple(row) for term, row in zip(terms, weights, strict=True) if max(map(abs, row)) > MIN_WEIGHT}
    return ThemeTone({"": tuple(fit.intercept_.tolist()), **loud})


def _replace_fields(themes: LearnedThemes, **changed: Any) -> LearnedThemes:
    fields = {name: getattr(themes, name) for name in LearnedThemes.__struct_fields__}
    return LearnedThemes(**{**fields, **changed})
