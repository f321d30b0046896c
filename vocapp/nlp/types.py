"""Input and result of the analysis of comments. An `Engine` turns one into the other; the rest is plain data.

A span is a pair of character positions in the original text; the second is one past the end.
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
    """A comment and what is known about its context."""

    text: str
    language: str | None = None  # of the survey page; the text may be in another language
    question: str | None = None
    asks: QuestionIntent = "open"
    score: float | None = None  # the respondent's own score, on `scale`
    scale: tuple[float, float] | None = None  # worst and best; on an inverted scale the worst is the higher number
    names: tuple[str, ...] = ()  # people and numbers that the contact names already; they are redacted
    languages: tuple[str, ...] = ()  # ISO 639-1; the languages of the deployment; empty: all that are supported
    line: str | None = None  # slug of the line of business: some themes belong to some lines only


class WordWeight(Struct, frozen=True, gc=False):
    """The weight with which a piece of the text raises the sentiment (above 0) or lowers it (below 0)."""

    span: tuple[int, int]
    weight: float


class DetectedTheme(Struct, frozen=True, gc=False):
    """A theme that the text mentions, where it is mentioned, and the sentiment about it (−1 … 1)."""

    theme: str
    sentiment: float | None
    span: tuple[int, int]


class Analysis(Struct, frozen=True):
    """Result of the analysis of one comment.

    `sentiment` is −1 … 1, `probability` is that of `label`; both are None where the text was not scored. `state`:
    "nothing" for a text that says nothing ("n/a"), "refused" for a language that the engine does not support.
    """

    language: str | None
    sentiment: float | None
    label: Label | None
    probability: float | None
    abstain: bool  # too uncertain to rely on: a person should check it
    conflict: bool  # the comment contradicts the respondent's own score
    themes: tuple[DetectedTheme, ...]
    evidence: tuple[WordWeight, ...]
    redacted: str
    model: str
    urgent: tuple[str, ...] = ()
    state: AnalysisState = "scored"


class Engine(Protocol):
    """Analyses comments. The same comments and the same `model` give the same analyses."""

    @property
    def model(self) -> str:
        """Name and version that are stored with an analysis."""
        ...

    @property
    def embedding_use(self) -> EmbeddingUse | None:
        """The embedder that it uses beside the words; None: words only."""
        ...

    @property
    def calibrations(self) -> Sequence[CalibrationResult]:
        """Results of calibrating its probabilities."""
        ...

    def analyse(self, comments: Sequence[CommentInput]) -> list[Analysis]:
        """Returns one analysis per comment, in order."""
        ...
