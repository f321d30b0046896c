"""Speed of the analysis relative to NLTK's VADER in the same run, and faithfulness of the evidence."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import Final

from benchmarks import text_sets
from benchmarks.text_lines import OURS, Line
from benchmarks.text_peers import peers
from vocapp.nlp.pipeline import Pipeline
from vocapp.nlp.types import Analysis, CommentInput

ROUNDS: Final = 5
BATCH: Final = 1000
STRONGEST: Final = 3
EMOJI: Final = "😀👍😡🎉❤"


def speed() -> Iterable[Line]:
    """The whole pipeline, from the language to the evidence."""
    engine = Pipeline()
    texts = [row.text for row in text_sets.survey() if row.text][:: len(text_sets.survey()) // BATCH]
    comments = [CommentInput(text) for text in texts]
    engine.analyse(comments)
    sides = {OURS: lambda: engine.analyse(comments)} | {name: _each(read, texts) for name, read in peers().items()}
    rounds = [{name: _seconds(side) for name, side in sides.items()} for _ in range(ROUNDS)]
    ratios = {name: median(one["NLTK VADER"] / one[name] for one in rounds) for name in sides}
    yield Line("speed in batch", "× NLTK VADER's comments per CPU-second", ratios, 0.6)
    single = max(_seconds(lambda c=c: engine.analyse([c])) for c in comments[:200]) * 1000
    yield Line("one comment, the slowest of 200", "ms CPU", {OURS: single}, 5.0, None, True)
    yield from _long(engine, " ".join(texts))


def _long(engine: Pipeline, words: str) -> Iterable[Line]:
    times = [
        median(_seconds(lambda n=n: engine.analyse([CommentInput(words[:n])])) for _ in range(3))
        for n in (1000, 10_000)
    ]
    yield Line("10 times the length", "× CPU", {OURS: times[1] / times[0]}, 12.0, None, True)
    for title, text in (("100 KB", words[:100_000]), ("20,000 emoji", EMOJI * 4000)):
        yield Line(
            title,
            "ms CPU",
            {OURS: _seconds(lambda t=text: engine.analyse([CommentInput(t)])) * 1000},
            250.0,
            None,
            True,
        )


def faithful() -> Iterable[Line]:
    """How often the class changes without the strongest words, and without as many random ones."""
    engine, draw = Pipeline(), random.Random(7)
    comments = [
        CommentInput(row.text, "en", asks=row.asks) for row in text_sets.survey() if len(row.text.split()) >= 8
    ][:1500]
    readings = engine.analyse(comments)
    clear = [(c, r) for c, r in zip(comments, readings, strict=True) if r.label in ("negative", "positive")]
    strongest = _changed(engine, clear, lambda r: sorted(r.evidence, key=lambda w: -_for(r, w.weight))[:STRONGEST])
    others = _changed(engine, clear, lambda r: draw.sample(r.evidence, min(STRONGEST, len(r.evidence))))
    yield Line("classes changed", "share without the strongest words", {OURS: strongest})
    yield Line("classes changed", "share without random words", {OURS: others})
    yield Line("faithfulness", "× random", {OURS: strongest / others}, 4.0)


def _for(reading: Analysis, weight: float) -> float:
    return weight if reading.label == "positive" else -weight


def _changed(engine: Pipeline, pairs: Sequence[tuple[CommentInput, Analysis]], chosen: Callable) -> float:
    without = [
        CommentInput(_left(comment.text, [weight.span for weight in chosen(reading)]), "en", asks=comment.asks)
        for comment, reading in pairs
    ]
    changed = [new.label != old.label for new, (_, old) in zip(engine.analyse(without), pairs, strict=True)]
    return sum(changed) / len(changed)


def _left(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for first, last in sorted(spans, reverse=True):
        text = text[:first] + text[last:]
    return text


def _each(read: Callable[[str], float], texts: Sequence[str]) -> Callable[[], object]:
    return lambda: [read(text) for text in texts]


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


CASES: Final = (speed, faithful)
