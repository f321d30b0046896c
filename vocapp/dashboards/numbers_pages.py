"""The pages /app/dashboards and /app/dashboards/by/{dimension}."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.dashboards.comparison_data import compare_groups, draw_comparison
from vocapp.dashboards.filter_choices import load_filter_choices
from vocapp.dashboards.findings import SIGNS, VERDICTS
from vocapp.dashboards.numbers_query import DashboardView, from_query
from vocapp.dashboards.overview_data import draw_overview, load_overview
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.problem_json import RequestError, not_found
from vocapp.rollups import labels
from vocapp.rollups.queries.context import NumbersContext, read_numbers
from vocapp.rollups.rollup_slice import Dimension, SliceError
from vocapp.ui.page_response import AnyRequest, reader_of, staff_page
from vocapp.ui.reader import mark, use_reader

PATH: Final = "/app/dashboards"
READERS: Final = staff(Role.AGENT, Role.LEAD, Role.ANALYST, Role.EXECUTIVE)
TABS: Final = {
    Dimension.CHANNEL: mark("By channel"),
    Dimension.TOUCHPOINT: mark("By touchpoint"),
    Dimension.LINE: mark("By line of business"),
    Dimension.UNIT: mark("By unit"),
    Dimension.SURVEY: mark("By survey"),
    Dimension.WEEK: mark("By week"),
    Dimension.MONTH: mark("By month"),
}
NARROWED: Final = ("channel", "touchpoint", "line", "unit", "survey")


@get(PATH, opt=READERS.opt)
async def overview_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The overview: each measure with its interval, n and verdict, the response rate, and the limits."""
    actor = actor_of(request)
    with use_reader(reader_of(actor)):
        async with read_numbers(actor) as context:
            view = view_of_request(request, context)
            numbers, parts = await load_overview(context, view), await page_context(context, view)
        found = await draw_overview(view, numbers)
        return staff_page(request, registry, "dashboards/overview.html", found=found, **parts)


@get(f"{PATH}/by/{{by:str}}", opt=READERS.opt)
async def compare_page(request: AnyRequest, registry: NamedDependency[Registry], by: FromPath[str]) -> Response[str]:
    """The groups of one dimension side by side: one measure as a chart, all of them as a table."""
    dimension, actor = dimension_of(by), actor_of(request)
    with use_reader(reader_of(actor)):
        async with read_numbers(actor) as context:
            view = view_of_request(request, context)
            found, parts = await compare_groups(context, view, dimension), await page_context(context, view)
        chart, answers = await draw_comparison(view, found)
        return staff_page(
            request, registry, "dashboards/comparison.html", found=found, chart=chart, answers=answers, **parts
        )


def dimension_of(name: str) -> Dimension:
    """The dimension that an address names; 404 for another word."""
    try:
        return Dimension(name)
    except ValueError:
        raise not_found() from None


def view_of_request(request: AnyRequest, context: NumbersContext) -> DashboardView:
    """The view that an address asks for, from the company's today; 400 with the remedy where it is none.

    The period is the one that the reader sees: whole weeks and months where the floor binds.
    """
    try:
        view = from_query(request.query_params, context.today)
    except SliceError as wrong:
        raise RequestError(400, str(wrong)) from wrong
    return msgspec.structs.replace(view, slice=context.visible_period(view.slice))


async def page_context(context: NumbersContext, view: DashboardView) -> Mapping[str, Any]:
    """The template context that every dashboard shares."""
    return {
        "view": view,
        "choices": await load_filter_choices(context),
        "numbers_tabs": TABS,
        "is_narrowed": any(getattr(view.slice, name) is not None for name in NARROWED),
        "against": view.against(),
        "is_widened": context.is_bound,
        "words": labels,
        "verdicts": VERDICTS,
        "signs": SIGNS,
    }
