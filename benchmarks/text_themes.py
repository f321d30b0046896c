"""Themes found in sentences about several of them, the sentiment about each, and how rarely urgent phrases raise false
alarms.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.text_lines import OURS, Line
from benchmarks.text_sets import read, reviews
from benchmarks.text_vader import CLEAR_COMPOUND, analyser
from vocapp.nlp.sentiment.sentiment_model import shipped_sentiment_model
from vocapp.nlp.themes.detect_themes import SpanSentiment, detect_themes, span_sentiment
from vocapp.nlp.themes.learned_themes import LearnedThemes
from vocapp.nlp.themes.phrase_finder import ThemeFinder
from vocapp.nlp.themes.taxonomy import Taxonomy, parse_taxonomy
from vocapp.nlp.training.examples import TrainingExample
from vocapp.nlp.training.train_themes import train_themes
from vocapp.nlp.types import LABELS, CommentInput, DetectedTheme, Label
from vocapp.nlp.urgency.detect_urgency import detect_urgency, urgency_languages

HERE: Final = Path(__file__).parent
SIDE: Final = 0.2  # from which the sentiment about a theme counts as positive or negative
URGENT: Final = HERE.parent / "tests/nlp/urgent_sentences.toml"
STRANGERS: Final = HERE.parent / "tests/nlp/strangers_urgent_sentences.toml"
Found = Callable[[str], Iterable[DetectedTheme]]


@cache
def gold(part: str) -> dict[str, dict[str, Label]]:
    """Returns the themes of each sentence, with their labels."""
    found: defaultdict[str, dict[str, Label]] = defaultdict(dict)
    for row in read(f"mams_{part}"):
        found[row["text"]][row["theme"]] = LABELS[LABELS.index(row["sentiment"])]
    return dict(found)


@cache
def learned() -> LearnedThemes:
    """Returns the themes trained on the training part, a row per theme."""
    rows = [(text, theme, label) for text, themes in gold("train").items() for theme, label in themes.items()]
    themes = train_themes([TrainingExample(CommentInput(text, "en"), label, (theme,)) for text, theme, label in rows])
    assert themes is not None
    return themes


def feeling(text: str) -> SpanSentiment:
    """Returns the sentiment of the clauses of a text, by the shipped model."""
    return span_sentiment(text, shipped_sentiment_model("en").analyse([(text, "open", None)])[0].evidence)


def micro_f1(found: Found, part: str = "val") -> float:
    """Returns the F1 of all themes of all sentences together."""
    both = said = wanted = 0
    for text, themes in gold(part).items():
        names = {one.theme for one in found(text)}
        both, said, wanted = both + len(names & themes.keys()), said + len(names), wanted + len(themes)
    return 2 * both / (said + wanted)


def tones(tone: Callable[[str, str], float], side: float = SIDE) -> float:
    """Returns how often the sentiment about a known theme is the one of three that people gave."""
    right = [
        LABELS[1 + (value > side) - (value < -side)] == label
        for text, themes in gold("val").items()
        for theme, label in themes.items()
        for value in [tone(text, theme)]
    ]
    return sum(right) / len(right)


def detection() -> Iterable[Line]:
    """Themes, by shipped phrases and by training."""
    given = ThemeFinder(parse_taxonomy((HERE / "restaurant.toml").read_bytes()), urgent=Taxonomy(1, ()))
    by_phrases = micro_f1(lambda text: detect_themes(text, "en", lambda _: 0.0, given))
    yield Line("themes, taxonomy given", "micro-F1", {OURS: by_phrases}, 0.77, 0.80)
    by_weights = micro_f1(lambda text: learned().detect(text, "en", lambda _: 0.0))
    yield Line("themes, trained", "micro-F1", {OURS: by_weights}, 0.83, 0.86)


def tone_of_themes() -> Iterable[Line]:
    """Sentiment of a sentence about each of its themes: VADER of the whole sentence, the clause, and trained."""
    themes = learned()
    figures = {
        OURS: tones(lambda text, theme: themes.tone_of(text, "en", theme, tuple(gold("val")[text]), feeling(text))),
        "nothing learned": tones(lambda text, theme: _felt(themes, text, theme)),
        "NLTK VADER": tones(lambda text, _: analyser().polarity_scores(text)["compound"], CLEAR_COMPOUND),
    }
    yield Line("sentiment per theme in mixed sentences", "accuracy", figures, 0.67, 0.74)


def _felt(themes: LearnedThemes, text: str, theme: str) -> float:
    return themes.without_tone().tone_of(text, "en", theme, tuple(gold("val")[text]), feeling(text))


def alarms() -> Iterable[Line]:
    """Urgency: in sentences that were kept apart while phrases were written, and in reviews, which are hardly ever
    urgent.
    """
    sentences = tomllib.loads(URGENT.read_text(encoding="utf-8"))
    calm = sentences.pop("calm")
    found = [
        bool(detect_urgency(text, one)) for kind in sentences.values() for one, texts in kind.items() for text in texts
    ]
    yield Line("urgent words", "recall", {OURS: sum(found) / len(found)}, 0.90)
    false = [bool(detect_urgency(text, language)) for language, texts in calm.items() for text in texts]
    yield Line("urgent words, what only sounds so", "alarms", {OURS: sum(false) / len(false)}, 0.02, lower=True)
    strangers = tomllib.loads(STRANGERS.read_text(encoding="utf-8"))
    del strangers["none"]
    for language in sorted(urgency_languages()):
        told = [bool(detect_urgency(text, language)) for kind in strangers.values() for text in kind[language]]
        yield Line(f"urgent words of strangers, {language}", "recall", {OURS: sum(told) / len(told)}, 0.90)
        # A negative review may announce a cancellation: only positive and neutral ones must raise no alarm.
        rows = [row for row in reviews(language) if (row.label or 0) >= 0]
        share = sum(bool(detect_urgency(row.text, language)) for row in rows) / len(rows)
        yield Line(f"urgent words in reviews that do not blame, {language}", "alarms", {OURS: share}, 0.02, lower=True)


CASES: Final = (detection, tone_of_themes, alarms)
