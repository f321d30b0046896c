"""Quality after 200 scored comments of a company, and after 500 corrections. Trained on the older half, measured on the
newer.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from benchmarks import text_sets
from benchmarks.text_cold import COMPANIES, given, said, said_of, without_company
from benchmarks.text_lines import OURS, Goal, Line, Said, lines
from benchmarks.text_peers import said_by_peers
from benchmarks.text_sets import Row
from vocapp.nlp.sentiment.company_model import CompanyModel, load_company_model
from vocapp.nlp.sentiment.sentiment_model import SentimentModel
from vocapp.nlp.training.examples import TrainingExample
from vocapp.nlp.training.train import train_model
from vocapp.nlp.types import LABELS, CommentInput

SCALE: Final = (5.0, 1.0)
SCORED_GOALS: Final[dict[str, Goal]] = {"AUC": (0.887, 0.93)}
CORRECTED_GOALS: Final[dict[str, Goal]] = {
    "acc": (0.777, 0.82),
    "mF1": (0.646, 0.69),
    "AUC": (None, None),
    "ECE": (0.049, 0.04),
}


def after_scores() -> Iterable[Line]:
    """200 comments with scores; the score of a measured comment is not used."""
    for company in COMPANIES:
        rows = [row for row in text_sets.survey() if row.group == company]
        older, newer = rows[: len(rows) // 2], rows[len(rows) // 2 :]
        scored = spread([row for row in older if row.score is not None], 200)
        lessons = [TrainingExample(_comment(row)) for row in scored]
        yield from _measured(f"200 scored, {company}", company, lessons, newer, False, SCORED_GOALS)


def after_corrections() -> Iterable[Line]:
    """500 comments that a person labelled, with scores, which are used."""
    for company in COMPANIES:
        lessons, newer = corrected(company)
        yield from _measured(f"500 corrected, {company}", company, lessons, newer, True, CORRECTED_GOALS)


def corrected(company: str) -> tuple[list[TrainingExample], list[Row]]:
    """Returns 500 of the older half of the labelled rows, and the newer half."""
    rows = [row for row in text_sets.survey() if row.group == company and row.label is not None]
    older, newer = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    return [TrainingExample(_comment(row), LABELS[(row.label or 0) + 1]) for row in spread(older, 500)], newer


def spread(rows: Sequence[Row], size: int) -> list[Row]:
    """Returns so many rows, evenly over time."""
    return [rows[at * len(rows) // size] for at in range(size)]


def _comment(row: Row) -> CommentInput:
    score = {} if row.score is None else {"score": row.score, "scale": SCALE}
    return CommentInput(row.text, "en", row.question, row.asks, **score)


def _measured(
    title: str,
    company: str,
    lessons: Sequence[TrainingExample],
    rows: Sequence[Row],
    score: bool,
    goals: dict[str, Goal],
) -> Iterable[Line]:
    coded = [row for row in rows if row.label is not None]
    base = without_company(company)
    model = load_company_model(train_model(lessons, base=lambda _: base))
    found: dict[str, Sequence[Said]] = {
        OURS: _said_of(model, base, coded, score),
        "nothing learned": said_of(base, coded, score),
        **said_by_peers([row.text for row in coded]),
    }
    yield from lines(title, [row.label or 0 for row in coded], found, goals)


def _said_of(model: CompanyModel, base: SentimentModel, rows: Sequence[Row], score: bool) -> list[Said]:
    return [said(one) for one in model.analyse(base, given(rows, score))]


CASES: Final = (after_scores, after_corrections)
