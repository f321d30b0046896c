"""The worker process that analyses comments: its requests, its replies, and what it does with them.

Run by `vocapp.nlp.analysis_pool`, as ``python -m vocapp.nlp.analysis_worker``.
"""

from typing import Final, Protocol

import msgspec
from msgspec import Struct

from vocapp.nlp.types import Analysis, CommentInput, Engine
from vocapp.processes.worker_main import failure_place, serve_requests


class ModelSelection(Struct, frozen=True):
    """Names of the model and the taxonomy to use; None: the shipped one."""

    model: str | None = None
    taxonomy: str | None = None


SHIPPED_MODEL: Final = ModelSelection()


class ModelContents(Struct, frozen=True):
    """Content of a model and of a taxonomy; None: the shipped one is meant, or there is none of that name."""

    model: bytes | None = None
    taxonomy: bytes | None = None

    def match(self, by: ModelSelection) -> bool:
        """Whether the content of everything that `by` names is here."""
        return all(
            getattr(self, name) is not None or getattr(by, name) is None for name in ModelSelection.__struct_fields__
        )


class AnalysisRequest(Struct, frozen=True, tag=True):
    """Comments to analyse, with `contents` where the process does not have them yet."""

    comments: tuple[CommentInput, ...]
    by: ModelSelection = SHIPPED_MODEL
    contents: ModelContents = ModelContents()


class AnalysisResult(Struct, frozen=True, tag=True):
    """One analysis per comment, and the name of the model."""

    analyses: list[Analysis]
    model: str


class ContentsNeeded(Struct, frozen=True, tag=True):
    """The process needs the contents: send the request again with them."""


class AnalysisFailed(Struct, frozen=True, tag=True):
    """One of the comments cannot be analysed; the process goes on."""

    error: str


class EngineFailed(Struct, frozen=True, tag=True):
    """The model or the taxonomy cannot be loaded: nothing can be analysed with it."""

    error: str


WorkerReply = AnalysisResult | ContentsNeeded | AnalysisFailed | EngineFailed


class EngineLoader(Protocol):
    """Loads the engine of a learned model and a taxonomy."""

    def __call__(self, content: bytes | None, taxonomy: bytes | None = None, /) -> Engine:
        """None means the shipped one. Raises where it cannot be used."""
        ...


class AnalysisWorker:
    """Answers one request after another, and keeps the last engine loaded."""

    def __init__(self, load: EngineLoader) -> None:
        self._load = load
        self._engine: tuple[ModelSelection, Engine] | None = None

    def answer(self, request: AnalysisRequest) -> WorkerReply:
        """Returns the analyses, or why there are none."""
        if self._engine is None or self._engine[0] != request.by:
            if not request.contents.match(request.by):
                return ContentsNeeded()
            try:
                self._engine = (request.by, self._load(request.contents.model, request.contents.taxonomy))
            except Exception as failure:  # noqa: BLE001 - reported to the parent
                return EngineFailed(failure_place(failure))
        try:
            return AnalysisResult(self._engine[1].analyse(request.comments), self._engine[1].model)
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
