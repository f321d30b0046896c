"""The page /app/dashboards/crosstab and its downloads: one measure by the groups of two dimensions."""

import asyncio
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency

from vocapp.dashboards.answers_page import format_answers
from vocapp.dashboards.comparison_data import comparison_title
from vocapp.dashboards.crosstab_choice import CrosstabChoice, read_choice
from vocapp.dashboards.crosstab_data import Crosstab, cell_query, load_crosstab, outliers
from vocapp.dashboards.crosstab_frame import answers_frame, cells_frame, table_frame
from vocapp.dashboards.findings import ScoreComparison, hidden_note, list_limits
from vocapp.dashboards.numbers_downloads import CSV, XLSX, file_response
from vocapp.dashboards.numbers_export import file_name
from vocapp.dashboards.numbers_pages import PATH, READERS, page_context, view_of_request
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.feature import Registry
from vocapp.files.frame_content import frame_content
from vocapp.files.write_csv import csv_bytes
from vocapp.files.write_xlsx import build_xlsx
from vocapp.http.access import actor_of
from vocapp.http.problem_json import RequestError
from vocapp.metrics.answer_statistics import STATISTICS, Statistic, box, statistics_of
from vocapp.metrics.measure import Measure
from vocapp.rollups import labels
from vocapp.rollups.queries.context import NumbersContext, read_numbers
from vocapp.rollups.rollup_slice import Dimension, SliceError
from vocapp.rollups.types import InvitationCounts
from vocapp.ui.page_response import AnyRequest, reader_of, staff_page
from vocapp.ui.reader import gettext, mark, use_reader

HERE: Final = f"{PATH}/crosstab"
MOST_CELLS: Final = 3000
"""A browser shows no larger table well; the downloads hold any."""
STATISTIC_NAMES: Final[dict[Statistic, str]] = {
    "score": mark("Measure"),
    "mean": mark("Mean"),
    "top": mark("Share of the best answer"),
    "bottom": mark("Share of the worst answer"),
    "n": mark("Number of answers"),
}
NPS_NAMES: Final[dict[Statistic, str]] = {
    "top": mark("Promoters (9 and 10)"),
    "bottom": mark("Detractors (0 to 6)"),
}


@get(HERE, opt=READERS.opt)
async def crosstab_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Rows and columns, each with its total; every cell with interval and n, or the reason why it has none."""
    actor = actor_of(request)
    with use_reader(reader_of(actor)):
        async with read_numbers(actor) as context:
            view, choice = view_of_request(request, context), _choice_of_request(request, context)
            found, parts = await load_crosstab(context, view, choice), await page_context(context, view)
        return staff_page(
            request,
            registry,
            "dashboards/crosstab.html",
            found=found,
            title=_title(found),
            is_too_large=found.size > MOST_CELLS,
            caption=_caption(found),
            statistics=_statistic_choices(found.measure, choice.statistic),
            dimensions=[(by.value, gettext(labels.DIMENSIONS[by])) for by in Dimension],
            cell_query=lambda row, column: cell_query(view, found, row, column),
            sentences=_limits(found),
            query=view.query(**choice.fields()),
            **parts,
        )


@get(f"{HERE}.csv", opt=READERS.opt)
async def crosstab_csv(request: AnyRequest) -> Response[bytes]:
    """The crosstab as CSV: one row a cell."""
    view, found, total = await _load(request)
    content = await asyncio.to_thread(lambda: csv_bytes(*frame_content(cells_frame(view.slice, found, total))))
    return file_response(content, CSV, _file_name(view, found, "csv"))


@get(f"{HERE}.xlsx", opt=READERS.opt)
async def crosstab_xlsx(request: AnyRequest) -> Response[bytes]:
    """The crosstab as XLSX: the table as the page shows it, its numbers of answers, the answers in each cell, and one
    row a cell.
    """
    view, found, total = await _load(request)
    content = await asyncio.to_thread(_build_workbook, view, found, total)
    return file_response(content, XLSX, _file_name(view, found, "xlsx"))


def _build_workbook(view: DashboardView, found: Crosstab, total: str) -> bytes:
    cells = cells_frame(view.slice, found, total)
    frames = {
        "table": table_frame(cells, found, total, "n" if found.choice.statistic == "n" else "value"),
        "n": table_frame(cells, found, total, "n"),
        "answers": answers_frame(found, total),
        "cells": cells,
    }
    return build_xlsx({title: frame_content(frame) for title, frame in frames.items()})


async def _load(request: AnyRequest) -> tuple[DashboardView, Crosstab, str]:
    actor = actor_of(request)
    with use_reader(reader_of(actor)):
        async with read_numbers(actor) as context:
            view, choice = view_of_request(request, context), _choice_of_request(request, context)
            return view, await load_crosstab(context, view, choice), gettext("Total")


def _choice_of_request(request: AnyRequest, context: NumbersContext) -> CrosstabChoice:
    try:
        return read_choice(request.query_params, is_bound=context.is_bound)
    except SliceError as wrong:
        raise RequestError(400, str(wrong)) from wrong


def _title(found: Crosstab) -> str:
    """The cells that stand out, where scores are compared; "" for other statistics and over time."""
    is_compared = found.choice.statistic == "score" and not found.choice.has_time
    if found.total is None or found.total.score.figure is None or not is_compared:
        return ""
    return comparison_title(found.total, outliers(found))


def _caption(found: Crosstab) -> tuple[str, str]:
    """The content of the cells, and how it is counted."""
    measure, statistic = found.measure, found.choice.statistic
    if measure is None:
        return "", ""
    if statistic == "score":
        return labels.name(measure), labels.meaning(measure)
    is_one_answer = statistic in ("top", "bottom") and measure.metric != "nps"
    counted = format_answers(measure, [box(statistic, measure)[0]]) if is_one_answer else ""
    return f"{labels.name(measure)}: {_statistic_name(statistic, measure)}", counted


def _limits(found: Crosstab) -> list[str]:
    """The limits of the total. Which changes stay undetected is known of scores only."""
    if found.total is None:
        return []
    whole = found.total if found.choice.statistic == "score" else ScoreComparison(found.total.score)
    shown = [found.total.score.shown, *(cell.score.shown for cell in found.cells.values())]
    return [*list_limits([whole], InvitationCounts(group=None)), *hidden_note(shown)]


def _statistic_name(statistic: Statistic, measure: Measure | None) -> str:
    names = STATISTIC_NAMES | NPS_NAMES if measure and measure.metric == "nps" else STATISTIC_NAMES
    return gettext(names[statistic])


def _statistic_choices(measure: Measure | None, chosen: Statistic) -> list[tuple[str, str]]:
    """What can be computed of the measure, and what is chosen: an address may ask for another."""
    known = statistics_of(measure) if measure else STATISTICS
    return [(one, _statistic_name(one, measure)) for one in STATISTICS if one in known or one == chosen]


def _file_name(view: DashboardView, found: Crosstab, ending: str) -> str:
    by = f"{found.choice.rows.value}-by-{found.choice.columns.value}"
    return file_name(by, view.slice.since, view.slice.until, ending)
