"""The worker process that analyses comments: its requests, its replies, and what it does with them.

Run by `vocapp.nlp.analysis_pool`, as ``python -m vocapp.nlp.analysis_worker``.
"""

from typing import Final, Protocol

import msgspec
from msgspec import Struct

from vocapp.nlp.types import Analysis, CommentInput, Engine
from vocapp.processes.worker_main import failure_place, serve_requests


class ModelSelection(Struct, frozen=True):
    """The names of the model and the taxonomy to read by; None: what is shipped."""

    model: str | None = None
    taxonomy: str | None = None


SHIPPED_MODEL: Final = ModelSelection()


class ModelContents(Struct, frozen=True):
    """What a model and a taxonomy are; None where the shipped one is meant, or where there is none of its name."""

    model: bytes | None = None
    taxonomy: bytes | None = None

    def are_of(self, by: ModelSelection) -> bool:
        """Whether everything that is named is there."""
        return all(
            getattr(self, name) is not None or getattr(by, name) is None for name in ModelSelection.__struct_fields__
        )


class AnalysisRequest(Struct, frozen=True, tag=True):
    """Read these, with `contents` where the process does not have them yet."""

    comments: tuple[CommentInput, ...]
    by: ModelSelection = SHIPPED_MODEL
    contents: ModelContents = ModelContents()


class AnalysisResult(Struct, frozen=True, tag=True):
    """One reading a comment, and the name of the model that they are by."""

    readings: list[Analysis]
    model: str


class ContentsNeeded(Struct, frozen=True, tag=True):
    """Ask again, with the contents."""


class AnalysisFailed(Struct, frozen=True, tag=True):
    """One of the comments cannot be read; the process lives."""

    error: str


class EngineFailed(Struct, frozen=True, tag=True):
    """The model or the taxonomy cannot be loaded: nothing can be read with it."""

    error: str


WorkerReply = AnalysisResult | ContentsNeeded | AnalysisFailed | EngineFailed


class EngineLoader(Protocol):
    """Makes the engine of a learned model and a taxonomy."""

    def __call__(self, content: bytes | None, taxonomy: bytes | None = None, /) -> Engine:
        """Either is None where the shipped one reads; raises where it cannot be used."""
        ...


class AnalysisWorker:
    """Answers one ask after another, and keeps the last engine."""

    def __init__(self, load: EngineLoader) -> None:
        self._load = load
        self._engine: tuple[ModelSelection, Engine] | None = None

    def answer(self, ask: AnalysisRequest) -> WorkerReply:
        """The readings, or why there are none."""
        if self._engine is None or self._engine[0] != ask.by:
            if not ask.contents.are_of(ask.by):
                return ContentsNeeded()
            try:
                self._engine = (ask.by, self._load(ask.contents.model, ask.contents.taxonomy))
            except Exception as failure:  # noqa: BLE001 - the parent is told of it
                return EngineFailed(failure_place(failure))
        try:
            return AnalysisResult(self._engine[1].read(ask.comments), self._engine[1].model)
        except Exception as failure:  # noqa: BLE001 - whatever a text does to the engine
            return AnalysisFailed(failure_place(failure))


def serve(load: EngineLoader) -> None:
    """Answers requests until the input ends."""
    worker = AnalysisWorker(load)

    def answer(body: bytes) -> bytes:
        return msgspec.msgpack.encode(worker.answer(msgspec.msgpack.decode(body, type=AnalysisRequest)))

    serve_requests(answer, nice=5)


if __name__ == "__main__":
    from functools import partial

    from vocapp.nlp.pipeline import load_engine
    from vocapp.nlp.sentiment.embedding_package import installed_embedder

    serve(partial(load_engine, embedder=installed_embedder()))
