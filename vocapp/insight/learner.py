"""The process that learns: lessons in, a model out, compared with the one that reads now; then it ends.

Run by `learned`, as ``python -m vocapp.insight.learner``. Messages are those of `vocapp.insight.reader`.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO, Final, cast

import msgspec
from msgspec import Struct

from vocapp.insight.comparing import Comparison, compare
from vocapp.insight.lesson import FEWEST_COMPARED, Lesson, divided
from vocapp.insight.reader import Loading, receive, send

FEWEST_LABELLED: Final = 30
FEWEST_SCORED: Final = 200
"""From so many corrections, or so many comments with an own score, there is something to learn."""
SECONDS: Final = 840.0


class Teach(Struct, frozen=True, tag=True):
    """Learn from these, the oldest first; `incumbent` is the content of the model that reads now, None: the shipped."""

    lessons: list[Lesson]
    incumbent: bytes | None = None


class Learned(Struct, frozen=True, tag=True):
    """A model. It was compared as it is without the newest lessons, and then learned from those too.

    `comparison` is None where too few comments are labelled to compare on.
    """

    name: str
    content: bytes
    comparison: Comparison | None


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
    return Learned(load(content).model, content, comparison)


def too_few(lessons: Sequence[Lesson]) -> TooFew:
    """How many there are, for when they are too few."""
    labelled = sum(lesson.label is not None for lesson in lessons)
    return TooFew(labelled, sum(lesson.comment.score is not None for lesson in lessons))


def learned(lessons: Sequence[Lesson], incumbent: bytes | None, seconds: float = SECONDS) -> Outcome:
    """What a process of its own learns; blocks. LearningError where it dies, or is ended after `seconds`."""
    command = [sys.executable, "-m", "vocapp.insight.learner"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: S603
        limit = threading.Timer(seconds, child.kill)
        limit.start()
        try:
            send(cast("IO[bytes]", child.stdin), Teach(list(lessons), incumbent))
            body = receive(cast("IO[bytes]", child.stdout))
        except OSError:
            body = None
        finally:
            limit.cancel()
            child.kill()
    if body is None:
        raise LearningError(f"the learning process ended with {child.returncode}")
    found: Outcome = msgspec.msgpack.decode(body, type=Outcome)
    return found


def main() -> None:
    """Learn once."""
    os.nice(10)
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the messages
    body = receive(incoming)
    if body is None:
        return
    from vocapp.insight.engine import load
    from vocapp.insight.learning import TooLittleError, learn

    teach = msgspec.msgpack.decode(body, type=Teach)
    try:
        send(outgoing, taught(teach, learn, load))
    except TooLittleError:
        send(outgoing, too_few(teach.lessons))


if __name__ == "__main__":
    main()
