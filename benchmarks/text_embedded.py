"""Quality after the same 500 corrections, with sentence embeddings; reports where they are not installed."""

import multiprocessing
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from benchmarks import text_sets
from benchmarks.text_cold import COMPANIES, given, said, without_company
from benchmarks.text_learned import corrected
from benchmarks.text_lines import OURS, WIDTH, Goal, Line, lines
from vocapp.nlp.pipeline import Pipeline
from vocapp.nlp.sentiment.company_model import load_company_model
from vocapp.nlp.sentiment.embedding_package import REMEDY, installed_embedder, require_embedder
from vocapp.nlp.training.examples import TrainingExample
from vocapp.nlp.training.train import train_model
from vocapp.nlp.types import CommentInput

GOALS: Final[dict[str, Goal]] = {"acc": (None, None), "mF1": (None, None), "AUC": (None, None), "ECE": (0.05, 0.04)}
READ: Final = 256


def after_corrections_embedded() -> Iterable[Line]:
    """The newer half by both opinions, and below it by the words of the same model alone."""
    embedder = installed_embedder()
    if embedder is None:
        print(f"{'500 corrected, with embeddings':<{WIDTH}} NOT MEASURED: not installed. {REMEDY}")
        return
    for company in COMPANIES:
        lessons, newer = corrected(company)
        base, rows = without_company(company), given(newer, True)
        content = train_model(lessons, base=lambda _, base=base: base, embedder=embedder)
        model, vectors = load_company_model(content), embedder.vectors([row.text for row in newer])
        found = {OURS: [said(one) for one in model.analyse(base, rows, vectors)]}
        words = {OURS: [said(one) for one in model.analyse(base, rows)]}
        labels = [row.label or 0 for row in newer]
        yield from lines(f"500 corrected, with embeddings, {company}", labels, found, GOALS)
        yield from lines(f"its words alone, {company}", labels, words, dict.fromkeys(GOALS, (None, None)))
    yield from _cost(lessons)


def _cost(lessons: Sequence[TrainingExample]) -> Iterable[Line]:
    texts = [row.text for row in text_sets.survey()][:: len(text_sets.survey()) // READ][:READ]
    with multiprocessing.get_context("spawn").Pool(1) as reader:
        (speed, before, after) = reader.apply(_read, (train_model(lessons, embedder=require_embedder()), texts))
    yield Line("reading with embeddings", "comments per CPU-second", {OURS: speed})
    yield Line("the process that reads, before and with its weights", "MB", {"nothing learned": before, OURS: after})


def _read(content: bytes, texts: Sequence[str]) -> tuple[float, float, float]:
    """In a process of its own: comments per CPU-second, and the peak memory before and after the weights are loaded."""
    comments = [CommentInput(text, "en") for text in texts]
    Pipeline(content).analyse(comments)
    before = _megabytes()
    engine = Pipeline(content, embedder=installed_embedder())
    engine.analyse(comments[:1])
    started = time.process_time()
    engine.analyse(comments)
    speed = len(comments) / (time.process_time() - started)
    return speed, before, _megabytes()


def _megabytes() -> float:
    """Peak memory of this process; `getrusage` would include its parent."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


CASES: Final = (after_corrections_embedded,)
