"""JSON Lines of the commands `score` and `learn`: one comment or analysis per line. Pure.

An error names the line, the field and what to write.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from vocapp.nlp.training.examples import TrainingExample
from vocapp.nlp.types import LABELS, Analysis, CommentInput, Label, QuestionIntent

OMITTED_FIELDS: Final = ("urgent", "state")


class JsonlError(ValueError):
    """A line that is not a valid comment."""


class JsonlComment(Struct, frozen=True):
    """One line of input, as a `CommentInput`; `label` and `themes` are for training."""

    text: str
    language: str | None = None
    question: str | None = None
    asks: QuestionIntent = "open"
    score: float | None = None
    scale: tuple[float, float] | None = None
    names: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    line: str | None = None
    label: Label | None = None
    themes: tuple[str, ...] | None = None

    def to_example(self) -> TrainingExample:
        """The comment with the label and themes that people gave it."""
        given = {name: getattr(self, name) for name in CommentInput.__struct_fields__}
        return TrainingExample(CommentInput(**given), self.label, self.themes)


def parse_line(number: int, line: bytes) -> TrainingExample:
    """Parses line `number`, counted from 1. JsonlError says what is wrong with it and what to write."""
    try:
        found = msgspec.json.decode(line, type=JsonlComment, strict=True)
    except msgspec.ValidationError as error:
        raise JsonlError(f"line {number}: {_name_field(str(error))}. {_remedy(str(error))}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise JsonlError(f'line {number}: not JSON ({error}). Write one object a line, {{"text": "…"}}.') from error
    if found.score is not None and found.scale is None:
        raise JsonlError(f"line {number}: scale is missing beside score {found.score:g}. Give the worst and the best.")
    if found.scale is not None and found.scale[0] == found.scale[1]:
        raise JsonlError(f"line {number}: scale {list(found.scale)} has no length. Give the worst and the best.")
    return found.to_example()


def _name_field(problem: str) -> str:
    what, _, where = problem.partition(" - at `$.")
    return f"{where.rstrip('`')}: {what}" if where else what


def _remedy(problem: str) -> str:
    if "asks" in problem:
        return "Write praise, improvement or open."
    if "label" in problem:
        return f"Write {', '.join(LABELS)}."
    if "scale" in problem:
        return "Write two numbers, the worst and the best."
    return "Give every line at least a text."


def format_analysis(analysis: Analysis) -> bytes:
    """Returns an analysis as a line of output."""
    found: dict[str, Any] = msgspec.to_builtins(analysis)
    return msgspec.json.encode({name: value for name, value in found.items() if name not in OMITTED_FIELDS}) + b"\n"


def labelled_themes(examples: Sequence[TrainingExample]) -> tuple[str, ...]:
    """The themes that people assigned, each once, sorted."""
    return tuple(sorted({theme for example in examples for theme in example.themes or ()}))
