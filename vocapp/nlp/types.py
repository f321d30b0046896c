"""What is read, and what the reading says. An `Engine` turns one into the other; everything else here is plain data.

Every span is a pair of character positions in the original text, the second one past the end.
"""

from collections.abc import Sequence
from typing import Final, Literal, Protocol

from msgspec import Struct

from vocapp.nlp.sentiment.embeddings import EmbeddingUse
from vocapp.nlp.training.calibration_result import CalibrationResult

QuestionIntent = Literal["praise", "improvement", "open"]
Label = Literal["negative", "neutral", "positive"]
AnalysisState = Literal["scored", "nothing", "refused"]

LABELS: Final[tuple[Label, ...]] = ("negative", "neutral", "positive")


class CommentInput(Struct, frozen=True):
    """A verbatim with what is known around it."""

    text: str
    language: str | None = None  # that of the survey's page; the text may be in another
    question: str | None = None
    asks: QuestionIntent = "open"
    score: float | None = None  # what the respondent gave as a number, on `scale`
    scale: tuple[float, float] | None = None  # worst and best, so that an inverted scale has them the other way round
    names: tuple[str, ...] = ()  # people and numbers that the contact already names, to be redacted
    languages: tuple[str, ...] = ()  # ISO 639-1; in which customers are spoken with; empty: all that are read
    line: str | None = None  # of business, by its slug: some themes are looked for in some lines only


class WordWeight(Struct, frozen=True, gc=False):
    """How much a piece of the text adds to the sentiment (positive) or takes from it."""

    span: tuple[int, int]
    weight: float


class DetectedTheme(Struct, frozen=True, gc=False):
    """A theme that the text speaks of, where, and how it speaks of it (−1 … 1)."""

    theme: str
    sentiment: float | None
    span: tuple[int, int]


class Analysis(Struct, frozen=True):
    """What an engine read. `sentiment` is −1 … 1 and `probability` that of `label`; both None where nothing was read.

    `state`: "nothing" for a text that says nothing ("n/a"), "refused" for a language that the engine does not read.
    """

    language: str | None
    sentiment: float | None
    label: Label | None
    probability: float | None
    abstain: bool  # too uncertain to be counted on: for a person to look at
    conflict: bool  # the words and the respondent's own score disagree
    themes: tuple[DetectedTheme, ...]
    evidence: tuple[WordWeight, ...]
    redacted: str
    model: str
    urgent: tuple[str, ...] = ()
    state: AnalysisState = "scored"


class Engine(Protocol):
    """Reads comments; the same comments by the same `model` give the same readings."""

    @property
    def model(self) -> str:
        """The name and version that a reading is stored with."""
        ...

    @property
    def beyond(self) -> EmbeddingUse | None:
        """What it goes by beside the words; None where by nothing."""
        ...

    @property
    def tried(self) -> Sequence[CalibrationResult]:
        """What came of bending its chances."""
        ...

    def read(self, comments: Sequence[CommentInput]) -> list[Analysis]:
        """One reading per comment, in order."""
        ...
