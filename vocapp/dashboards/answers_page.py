"""The page /app/dashboards/answers: the answers behind a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from vocapp.dashboards.findings import ScoreComparison
from vocapp.dashboards.numbers_pages import PATH, READERS, page_context, view_of_request
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.dashboards.totals import choose_measure, compare_periods
from vocapp.feature import Registry
from vocapp.http.access import actor_of
from vocapp.http.problem_json import not_found
from vocapp.metrics.measure import Measure
from vocapp.metrics.sentiment_mean import PARTS
from vocapp.rollups import labels
from vocapp.rollups.queries.context import NumbersContext, read_numbers
from vocapp.rollups.queries.drill_down import CountedAnswer, list_answers, list_comment_texts
from vocapp.rollups.queries.score_counts import are_comments_shown
from vocapp.ui.formatting import number
from vocapp.ui.page_response import AnyRequest, reader_of, staff_page
from vocapp.ui.paging import make_page
from vocapp.ui.reader import gettext, use_reader

ANSWERS: Final = f"{PATH}/answers"


@dataclass(frozen=True)
class AnswersBehind:
    """The answers behind a number: rows for a reader who may see whose they are, else only `texts` of comments.

    `is_shown`: the number is shown, and for a reader whom the floor binds the comments are.
    """

    comparison: ScoreComparison | None
    rows: list[CountedAnswer]
    texts: list[str]
    is_shown: bool


@get(ANSWERS, opt=READERS.opt)
async def answers_page(
    request: AnyRequest,
    registry: NamedDependency[Registry],
    given: FromQuery[int | None] = None,
    after: FromQuery[UUID | None] = None,
) -> Response[str]:
    """The counted answers of a slice; a reader whom the floor binds gets only comments, without names."""
    actor = actor_of(request)
    with use_reader(reader_of(actor)):
        async with read_numbers(actor) as context:
            view = view_of_request(request, context)
            found = await load_answers(context, view, given, after)
            parts = await page_context(context, view)
        chosen = found.comparison
        filters = {name: value for name, value in request.query_params.items() if name != "after"}
        return staff_page(
            request,
            registry,
            "dashboards/answers.html",
            chosen=chosen,
            bound=context.is_bound,
            given="" if given is None else str(given),
            filters=filters,
            choices_given=answer_choices(chosen.score.measure) if chosen else [],
            format_answers=format_answers,
            page=make_page(found.rows, ANSWERS, filters, after),
            is_shown=found.is_shown,
            texts=found.texts,
            **parts,
        )


async def load_answers(
    context: NumbersContext, view: DashboardView, given: int | None, after: UUID | None
) -> AnswersBehind:
    """The answers behind the chosen measure of a view, older than `after`; 404 for a measure that has none."""
    compared = await compare_periods(context, view)
    comparison = choose_measure(compared, view.measure)
    if comparison is None:
        if view.measure:
            raise not_found()
        return AnswersBehind(None, [], [], is_shown=False)
    score = comparison.score
    is_shown = score.shown == "yes"
    if context.is_bound:
        is_readable = is_shown and are_comments_shown(each.score for each in compared)
        texts = await list_comment_texts(context, view.slice) if is_readable else []
        return AnswersBehind(comparison, [], texts, is_shown=is_readable)
    if not is_on_scale(score.measure, given):
        return AnswersBehind(comparison, [], [], is_shown=is_shown)
    rows = await list_answers(context, view.slice, score.measure, given=given, after=after)
    return AnswersBehind(comparison, rows, [], is_shown=is_shown)


def is_on_scale(measure: Measure, given: int | None) -> bool:
    """Whether the value is on the scale; an address may hold any number."""
    return given is None or measure.low <= given <= measure.high


def answer_choices(measure: Measure) -> list[tuple[str, str]]:
    """The values of the scale for the filter: value and text."""
    return [(str(value), format_answers(measure, [value])) for value in range(measure.low, measure.high + 1)]


def format_answers(measure: Measure, given: Sequence[int]) -> str:
    """Answers as staff read them: "4 / 5", "yes", "−0.42"."""
    if measure.metric == "sentiment":
        return ", ".join(labels.format_number(value / PARTS, "mean", signed=True) for value in given)
    if (measure.low, measure.high) == (0, 1):
        return ", ".join(gettext("yes") if value else gettext("no") for value in given)
    return ", ".join(f"{number(value)} / {number(measure.high)}" for value in given)
