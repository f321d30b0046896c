"""The downloads /app/dashboards/table.csv and table.xlsx: the numbers of the page that one comes from."""

import asyncio
from collections.abc import Sequence
from typing import Final

from litestar import Response, get
from litestar.params import FromQuery

from vocapp.dashboards.comparison_data import compare_groups
from vocapp.dashboards.groups import GroupRow
from vocapp.dashboards.numbers_export import file_name, groups_frame, numbers_frame
from vocapp.dashboards.numbers_pages import PATH, READERS, dimension_of, view_of_request
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.dashboards.totals import compare_periods, load_totals
from vocapp.files.frame_content import frame_content
from vocapp.files.write_csv import csv_bytes
from vocapp.files.write_xlsx import build_xlsx
from vocapp.http.access import actor_of
from vocapp.rollups.queries.context import read_numbers
from vocapp.ui.page_response import AnyRequest, reader_of
from vocapp.ui.reader import use_reader

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get(f"{PATH}/table.csv", opt=READERS.opt)
async def table_csv(request: AnyRequest, by: FromQuery[str] = "") -> Response[bytes]:
    """The numbers as CSV: one row a group and measure."""
    view, rows = await _load_rows(request, by)
    content = await asyncio.to_thread(lambda: csv_bytes(*frame_content(numbers_frame(view.slice, by, rows))))
    return file_response(content, CSV, file_name(by, view.slice.since, view.slice.until, "csv"))


@get(f"{PATH}/table.xlsx", opt=READERS.opt)
async def table_xlsx(request: AnyRequest, by: FromQuery[str] = "") -> Response[bytes]:
    """The numbers as XLSX: the same, and a second sheet with a row a group, as the page shows it."""
    view, rows = await _load_rows(request, by)
    content = await asyncio.to_thread(_build_workbook, view, by, rows)
    return file_response(content, XLSX, file_name(by, view.slice.since, view.slice.until, "xlsx"))


def _build_workbook(view: DashboardView, by: str, rows: Sequence[GroupRow]) -> bytes:
    numbers = numbers_frame(view.slice, by, rows)
    return build_xlsx({"numbers": frame_content(numbers), "groups": frame_content(groups_frame(numbers, rows))})


async def _load_rows(request: AnyRequest, by: str) -> tuple[DashboardView, Sequence[GroupRow]]:
    actor = actor_of(request)
    with use_reader(reader_of(actor)):
        async with read_numbers(actor) as context:
            view = view_of_request(request, context)
            if not by:
                return view, [await load_totals(context, view, await compare_periods(context, view))]
            found = await compare_groups(context, view, dimension_of(by))
        return view, [*found.rows, found.totals]


def file_response(content: bytes, kind: str, name: str) -> Response[bytes]:
    """A file to save under that name."""
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
