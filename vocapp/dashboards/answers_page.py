"""The page /app/numbers/answers: what is behind a number."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from vocapp.dashboards.numbers_pages import PATH, READERS, page_context, view_of_request
from vocapp.dashboards.totals import choose_measure, compare_periods
from vocapp.feature import Registry
from vocapp.http.access import actor_of
from vocapp.http.problem_json import not_found
from vocapp.metrics.measure import Measure
from vocapp.metrics.sentiment_mean import PARTS
from vocapp.rollups import labels
from vocapp.rollups.queries.drill_down import list_answers, list_comment_texts
from vocapp.rollups.queries.viewer import is_bound
from vocapp.ui.formatting import number
from vocapp.ui.page_response import AnyRequest, reader_of, staff_page
from vocapp.ui.paging import make_page
from vocapp.ui.reader import gettext, use_reader

ANSWERS: Final = f"{PATH}/answers"


@get(ANSWERS, opt=READERS.opt)
async def answers_page(
    request: AnyRequest,
    registry: NamedDependency[Registry],
    given: FromQuery[int | None] = None,
    after: FromQuery[UUID | None] = None,
) -> Response[str]:
    """The counted answers of a slice; who may not read whose they are finds the words of groups large enough."""
    actor, view = actor_of(request), await view_of_request(request)
    with use_reader(reader_of(actor)):
        chosen = choose_measure(await compare_periods(actor, view), view.measure)
        if chosen is None and view.measure:
            raise not_found()
        bound = is_bound(actor)
        rows = (
            []
            if bound or chosen is None or not is_on_scale(chosen.score.measure, given)
            else await list_answers(actor, view.wanted, chosen.score.measure, given=given, after=after)
        )
        is_told = chosen is not None and chosen.score.shown == "yes" and not chosen.score.is_partial
        filters = {name: value for name, value in request.query_params.items() if name != "after"}
        return staff_page(
            request,
            registry,
            "dashboards/answers.html",
            chosen=chosen,
            bound=bound,
            given="" if given is None else str(given),
            filters=filters,
            steps=answer_choices(chosen.score.measure) if chosen else [],
            said=format_answers,
            page=make_page(rows, ANSWERS, filters, after),
            is_told=is_told,
            verbatims=await list_comment_texts(actor, view.wanted) if bound and is_told else [],
            **await page_context(actor, view),
        )


def is_on_scale(measure: Measure, given: int | None) -> bool:
    """Whether anybody can have given that answer, which an address may say in twenty digits."""
    return given is None or measure.low <= given <= measure.high


def answer_choices(measure: Measure) -> list[tuple[str, str]]:
    """The answers there are, for the filter: value and text."""
    return [(str(value), format_answers(measure, [value])) for value in range(measure.low, measure.high + 1)]


def format_answers(measure: Measure, given: Sequence[int]) -> str:
    """Answers as staff read them: "4 / 5", "yes", "−0.42"."""
    if measure.metric == "sentiment":
        return ", ".join(labels.format_number(value / PARTS, "mean", signed=True) for value in given)
    if (measure.low, measure.high) == (0, 1):
        return ", ".join(gettext("yes") if value else gettext("no") for value in given)
    return ", ".join(f"{number(value)} / {number(measure.high)}" for value in given)
