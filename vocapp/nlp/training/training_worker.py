"""Worker process that trains: examples in, a model out, compared with the active one; then it ends.

Run by `train_in_process`, as ``python -m vocapp.nlp.training.training_worker``.
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
"""From so many labels, or so many comments with a score, training makes sense."""
TRAINING_SECONDS: Final = 840.0


class TrainingRequest(Struct, frozen=True, tag=True):
    """Examples, the oldest first; `incumbent`: the content of the active model, None: the shipped one.

    `embeddings`: use them, too, where there are enough corrections.
    """

    examples: list[TrainingExample]
    incumbent: bytes | None = None
    embeddings: bool = False


class TrainedModel(Struct, frozen=True, tag=True):
    """A model. It was compared without the newest examples, and then trained with them, too.

    `comparison` is None where too few comments are labelled.
    """

    name: str
    content: bytes
    comparison: ModelComparison | None
    embedding_use: EmbeddingUse | None = None
    calibrations: tuple[CalibrationResult, ...] = ()


class TooFewExamples(Struct, frozen=True, tag=True):
    """There is too little to train on."""

    labelled: int
    scored: int


class TrainingError(Exception):
    """The training process died, or took too long."""


TrainingOutcome = TrainedModel | TooFewExamples
Trainer = Callable[[Sequence[TrainingExample]], bytes]


def train_and_compare(request: TrainingRequest, learn: Trainer, load: EngineLoader) -> TrainingOutcome:
    """Trains a model on the examples and compares it with the incumbent."""
    few = count_examples(request.examples)
    if few.labelled < MIN_LABELLED and few.scored < MIN_SCORED:
        return few
    older, newest = split_examples(request.examples)
    comparison = None
    if len(newest) >= MIN_COMPARED:
        comments = [example.comment for example in newest]
        truth = [example.label for example in newest if example.label is not None]
        comparison = compare_models(
            truth, load(request.incumbent).analyse(comments), load(learn(older)).analyse(comments)
        )
    content = learn(request.examples)
    engine = load(content)
    return TrainedModel(engine.model, content, comparison, engine.embedding_use, tuple(engine.calibrations))


def choose_trainer(embedder: Embedder | None) -> Trainer:
    """Trains with embeddings until there are too few corrections for them, and from then on without."""
    from vocapp.nlp.training.train import TooFewLabelsError, train_model

    def learned_so(examples: Sequence[TrainingExample]) -> bytes:
        nonlocal embedder
        if embedder is not None:
            try:
                return train_model(examples, embedder=embedder)
            except TooFewLabelsError:
                embedder = None  # so that what is kept is what was compared
        return train_model(examples)

    return learned_so


def count_examples(examples: Sequence[TrainingExample]) -> TooFewExamples:
    """Counts labelled and scored examples, for the case that they are too few."""
    labelled = sum(example.label is not None for example in examples)
    return TooFewExamples(labelled, sum(example.comment.score is not None for example in examples))


def train_in_process(request: TrainingRequest, seconds: float = TRAINING_SECONDS) -> TrainingOutcome:
    """Trains in a process of its own; blocks. TrainingError where it dies, or needs more than `seconds`."""
    try:
        body = run_once("vocapp.nlp.training.training_worker", msgspec.msgpack.encode(request), seconds)
    except ProcessEndedError as ended:
        raise TrainingError(str(ended)) from ended
    found: TrainingOutcome = msgspec.msgpack.decode(body, type=TrainingOutcome)
    return found


def answer(body: bytes) -> bytes:
    """Returns the outcome of one encoded request."""
    from vocapp.nlp.pipeline import load_engine
    from vocapp.nlp.sentiment.embedding_package import installed_embedder
    from vocapp.nlp.training.train import NothingToLearnError

    request, there = msgspec.msgpack.decode(body, type=TrainingRequest), installed_embedder()
    embedder = None if there is None else CachingEmbedder(there)
    learn = choose_trainer(embedder if request.embeddings else None)
    outcome: TrainingOutcome
    try:
        outcome = train_and_compare(request, learn, partial(load_engine, embedder=embedder))
    except NothingToLearnError:
        outcome = count_examples(request.examples)
    return msgspec.msgpack.encode(outcome)


if __name__ == "__main__":
    serve_requests(answer, nice=10)
