"""The pages /app/numbers and /app/numbers/by/{dimension}."""

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
from vocapp.dashboards.overview_data import load_overview
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role, actor_of, staff
from vocapp.http.problem_json import RequestError, not_found
from vocapp.rollups import labels
from vocapp.rollups.queries.numbers import visible_period
from vocapp.rollups.queries.viewer import is_bound, load_today
from vocapp.rollups.rollup_slice import Dimension, SliceError
from vocapp.ui.page_response import AnyRequest, reader_of, staff_page
from vocapp.ui.reader import mark, use_reader

PATH: Final = "/app/numbers"
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
    """How are we doing: each measure with its interval, n and verdict, the response rate, what cannot be said."""
    actor, view = actor_of(request), await view_of_request(request)
    with use_reader(reader_of(actor)):
        found = await load_overview(actor, view)
        return staff_page(request, registry, "dashboards/overview.html", found=found, **await page_context(actor, view))


@get(f"{PATH}/by/{{by:str}}", opt=READERS.opt)
async def compare_page(request: AnyRequest, registry: NamedDependency[Registry], by: FromPath[str]) -> Response[str]:
    """The groups of one dimension side by side: one measure as a chart, all of them as a table."""
    dimension, actor, view = dimension_of(by), actor_of(request), await view_of_request(request)
    with use_reader(reader_of(actor)):
        found = await compare_groups(actor, view, dimension)
        chart, answers = await draw_comparison(view, found)
        return staff_page(
            request,
            registry,
            "dashboards/comparison.html",
            found=found,
            chart=chart,
            answers=answers,
            **await page_context(actor, view),
        )


def dimension_of(name: str) -> Dimension:
    """The dimension that an address names; 404 for another word."""
    try:
        return Dimension(name)
    except ValueError:
        raise not_found() from None


async def view_of_request(request: AnyRequest) -> DashboardView:
    """The view that an address asks for, as seen from the company's today; 400 with the remedy where it is none.

    Whom the floor binds sees whole weeks and months, and is told so: the period is the one that he sees.
    """
    try:
        view = from_query(request.query_params, await load_today())
    except SliceError as wrong:
        raise RequestError(400, str(wrong)) from wrong
    return msgspec.structs.replace(view, wanted=visible_period(actor_of(request), view.wanted))


async def page_context(actor: Actor, view: DashboardView) -> Mapping[str, Any]:
    """What every page of numbers needs beside its numbers."""
    return {
        "view": view,
        "choices": await load_filter_choices(actor),
        "numbers_tabs": TABS,
        "is_narrowed": any(getattr(view.wanted, name) is not None for name in NARROWED),
        "against": view.against(),
        "is_widened": is_bound(actor),
        "words": labels,
        "verdicts": VERDICTS,
        "signs": SIGNS,
    }
