"""The process that learns: lessons in, a model out, compared with the one that reads now; then it ends.

Run by `learned`, as ``python -m vocapp.nlp.training.training_worker``. Messages are those of `vocapp.nlp.worker`.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import msgspec
from msgspec import Struct

from vocapp.nlp.one_off_worker import EndedError, answer_of, asked
from vocapp.nlp.sentiment.embeddings import Beyond, Embedder, Remembering
from vocapp.nlp.training.calibration_result import Tried
from vocapp.nlp.training.evaluate import Comparison, compare
from vocapp.nlp.training.examples import FEWEST_COMPARED, Lesson, divided
from vocapp.nlp.worker import Loading, send

FEWEST_LABELLED: Final = 30
FEWEST_SCORED: Final = 200
"""From so many corrections, or so many comments with an own score, there is something to learn."""
SECONDS: Final = 840.0


class Teach(Struct, frozen=True, tag=True):
    """Learn from these, the oldest first; `incumbent` is the content of the model that reads now, None: the shipped.

    `embeddings`: from them too, where enough is corrected.
    """

    lessons: list[Lesson]
    incumbent: bytes | None = None
    embeddings: bool = False


class Learned(Struct, frozen=True, tag=True):
    """A model. It was compared as it is without the newest lessons, and then learned from those too.

    `comparison` is None where too few comments are labelled to compare on.
    """

    name: str
    content: bytes
    comparison: Comparison | None
    beyond: Beyond | None = None
    tried: tuple[Tried, ...] = ()


class TooFew(Struct, frozen=True, tag=True):
    """There is too little to learn from."""

    labelled: int
    scored: int


class LearningError(Exception):
    """The learning process died, or took too long."""


Outcome = Learned | TooFew
Learning = Callable[[Sequence[Lesson]], bytes]


def taught(teach: Teach, learn: Learning, load: Loading) -> Outcome:
    """What comes of the lessons."""
    few = too_few(teach.lessons)
    if few.labelled < FEWEST_LABELLED and few.scored < FEWEST_SCORED:
        return few
    older, newest = divided(teach.lessons)
    comparison = None
    if len(newest) >= FEWEST_COMPARED:
        comments = [lesson.comment for lesson in newest]
        truth = [lesson.label for lesson in newest if lesson.label is not None]
        comparison = compare(truth, load(teach.incumbent).read(comments), load(learn(older)).read(comments))
    content = learn(teach.lessons)
    engine = load(content)
    return Learned(engine.model, content, comparison, engine.beyond, tuple(engine.tried))


def learning(embedder: Embedder | None) -> Learning:
    """Learns with embeddings until there are too few corrections for them, and from then on without."""
    from vocapp.nlp.training.train import TooFewLabelsError, learn

    def learned_so(lessons: Sequence[Lesson]) -> bytes:
        nonlocal embedder
        if embedder is not None:
            try:
                return learn(lessons, embedder=embedder)
            except TooFewLabelsError:
                embedder = None  # so that what is kept is what was compared
        return learn(lessons)

    return learned_so


def too_few(lessons: Sequence[Lesson]) -> TooFew:
    """How many there are, for when they are too few."""
    labelled = sum(lesson.label is not None for lesson in lessons)
    return TooFew(labelled, sum(lesson.comment.score is not None for lesson in lessons))


def learned(teach: Teach, seconds: float = SECONDS) -> Outcome:
    """What a process of its own learns; blocks. LearningError where it dies, or is ended after `seconds`."""
    try:
        body = answer_of("vocapp.nlp.training.training_worker", teach, seconds)
    except EndedError as ended:
        raise LearningError(str(ended)) from ended
    found: Outcome = msgspec.msgpack.decode(body, type=Outcome)
    return found


def main() -> None:
    """Learn once."""
    body, outgoing = asked()
    if body is None:
        return
    from vocapp.nlp.pipeline import load
    from vocapp.nlp.sentiment.embedding_package import installed
    from vocapp.nlp.training.train import TooLittleError

    teach, there = msgspec.msgpack.decode(body, type=Teach), installed()
    embedder = None if there is None else Remembering(there)
    learn = learning(embedder if teach.embeddings else None)
    try:
        send(outgoing, taught(teach, learn, partial(load, embedder=embedder)))
    except TooLittleError:
        send(outgoing, too_few(teach.lessons))


if __name__ == "__main__":
    main()
