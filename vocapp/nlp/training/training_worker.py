"""The process that learns: lessons in, a model out, compared with the one that reads now; then it ends.

Run by `learned`, as ``python -m vocapp.nlp.training.training_worker``. Messages are those of `vocapp.nlp.worker`.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import msgspec
from msgspec import Struct

from vocapp.nlp.analysis_worker import EngineLoader
from vocapp.nlp.sentiment.embeddings import CachingEmbedder, Embedder, EmbeddingUse
from vocapp.nlp.training.calibration_result import CalibrationResult
from vocapp.nlp.training.evaluate import ModelComparison, compare_models
from vocapp.nlp.training.examples import MIN_COMPARED, TrainingExample, split_examples
from vocapp.processes.worker_main import serve_requests
from vocapp.processes.worker_process import ProcessEndedError, run_once

MIN_LABELLED: Final = 30
MIN_SCORED: Final = 200
"""From so many corrections, or so many comments with an own score, there is something to learn."""
TRAINING_SECONDS: Final = 840.0


class TrainingRequest(Struct, frozen=True, tag=True):
    """Learn from these, the oldest first; `incumbent` is the content of the model that reads now, None: the shipped.

    `embeddings`: from them too, where enough is corrected.
    """

    lessons: list[TrainingExample]
    incumbent: bytes | None = None
    embeddings: bool = False


class TrainedModel(Struct, frozen=True, tag=True):
    """A model. It was compared as it is without the newest lessons, and then learned from those too.

    `comparison` is None where too few comments are labelled to compare on.
    """

    name: str
    content: bytes
    comparison: ModelComparison | None
    beyond: EmbeddingUse | None = None
    calibrations: tuple[CalibrationResult, ...] = ()


class TooFewExamples(Struct, frozen=True, tag=True):
    """There is too little to learn from."""

    labelled: int
    scored: int


class TrainingError(Exception):
    """The learning process died, or took too long."""


TrainingOutcome = TrainedModel | TooFewExamples
Trainer = Callable[[Sequence[TrainingExample]], bytes]


def train_and_compare(teach: TrainingRequest, learn: Trainer, load: EngineLoader) -> TrainingOutcome:
    """What comes of the lessons."""
    few = count_examples(teach.lessons)
    if few.labelled < MIN_LABELLED and few.scored < MIN_SCORED:
        return few
    older, newest = split_examples(teach.lessons)
    comparison = None
    if len(newest) >= MIN_COMPARED:
        comments = [lesson.comment for lesson in newest]
        truth = [lesson.label for lesson in newest if lesson.label is not None]
        comparison = compare_models(
            truth, load(teach.incumbent).analyse(comments), load(learn(older)).analyse(comments)
        )
    content = learn(teach.lessons)
    engine = load(content)
    return TrainedModel(engine.model, content, comparison, engine.embedding_use, tuple(engine.calibrations))


def choose_trainer(embedder: Embedder | None) -> Trainer:
    """Learns with embeddings until there are too few corrections for them, and from then on without."""
    from vocapp.nlp.training.train import TooFewLabelsError, train_model

    def learned_so(lessons: Sequence[TrainingExample]) -> bytes:
        nonlocal embedder
        if embedder is not None:
            try:
                return train_model(lessons, embedder=embedder)
            except TooFewLabelsError:
                embedder = None  # so that what is kept is what was compared
        return train_model(lessons)

    return learned_so


def count_examples(lessons: Sequence[TrainingExample]) -> TooFewExamples:
    """How many there are, for when they are too few."""
    labelled = sum(lesson.label is not None for lesson in lessons)
    return TooFewExamples(labelled, sum(lesson.comment.score is not None for lesson in lessons))


def train_in_process(teach: TrainingRequest, seconds: float = TRAINING_SECONDS) -> TrainingOutcome:
    """What a process of its own learns; blocks. LearningError where it dies, or is ended after `seconds`."""
    try:
        body = run_once("vocapp.nlp.training.training_worker", msgspec.msgpack.encode(teach), seconds)
    except ProcessEndedError as ended:
        raise TrainingError(str(ended)) from ended
    found: TrainingOutcome = msgspec.msgpack.decode(body, type=TrainingOutcome)
    return found


def answer(body: bytes) -> bytes:
    """What comes of one encoded request."""
    from vocapp.nlp.pipeline import load_engine
    from vocapp.nlp.sentiment.embedding_package import installed_embedder
    from vocapp.nlp.training.train import NothingToLearnError

    teach, there = msgspec.msgpack.decode(body, type=TrainingRequest), installed_embedder()
    embedder = None if there is None else CachingEmbedder(there)
    learn = choose_trainer(embedder if teach.embeddings else None)
    outcome: TrainingOutcome
    try:
        outcome = train_and_compare(teach, learn, partial(load_engine, embedder=embedder))
    except NothingToLearnError:
        outcome = count_examples(teach.lessons)
    return msgspec.msgpack.encode(outcome)


if __name__ == "__main__":
    serve_requests(answer, nice=10)
