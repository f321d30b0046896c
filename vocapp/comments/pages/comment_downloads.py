"""Downloads /app/comments/comments.csv, .xlsx and .jsonl: the comments of the list, with its filters."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

import msgspec
from litestar import Response, get

from vocapp import clock
from vocapp.audit.record import record
from vocapp.comments.comment_export import COLUMNS, export_rows
from vocapp.comments.company_days import zone
from vocapp.comments.pages.comment_list_query import PATH, parse_list_query
from vocapp.comments.pages.comments_page import CODERS
from vocapp.database import DB
from vocapp.files.write_csv import csv_bytes
from vocapp.files.write_xlsx import build_xlsx
from vocapp.http.access import actor_of
from vocapp.ui.page_response import AnyRequest

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSONL: Final = "application/x-ndjson"
Rows = Sequence[Sequence[Any]]


@get(f"{PATH}/comments.csv", opt=CODERS.opt)
async def comments_csv(request: AnyRequest) -> Response[bytes]:
    """Comments as CSV."""
    rows = await _load_rows(request, "csv")
    return await _file(await asyncio.to_thread(csv_bytes, COLUMNS, rows), CSV, "csv")


@get(f"{PATH}/comments.xlsx", opt=CODERS.opt)
async def comments_xlsx(request: AnyRequest) -> Response[bytes]:
    """Comments as XLSX. The time of an answer is a date of the workbook, in the zone of the company."""
    rows = _with_dates(await _load_rows(request, "xlsx"), await zone())
    return await _file(await asyncio.to_thread(build_xlsx, {"comments": (COLUMNS, rows)}), XLSX, "xlsx")


@get(f"{PATH}/comments.jsonl", opt=CODERS.opt)
async def comments_jsonl(request: AnyRequest) -> Response[bytes]:
    """Comments as JSON Lines: one object per comment."""
    rows = await _load_rows(request, "jsonl")
    return await _file(await asyncio.to_thread(_lines, rows), JSONL, "jsonl")


async def _load_rows(request: AnyRequest, kind: str) -> Rows:
    actor, view = actor_of(request), parse_list_query(request.query_params)
    rows = [row async for row in export_rows(actor, view.chosen(await zone(), actor.id))]
    # A filter can contain a name, since anybody can write one into the address: the audit log gets only the fact that
    # there was one. Values that comments were found by are words of ours.
    known = view.query if rows else {}
    narrowed = {name: known.get(name, "…") if name != "q" else "…" for name in view.query}
    async with DB.transaction():
        await record(actor, "verbatims.exported", "verbatim", "", kind=kind, rows=len(rows), narrowed=narrowed)
    return rows


def _with_dates(rows: Rows, company: tzinfo) -> Rows:
    return [(row[0], datetime.fromisoformat(row[1]).astimezone(company), *row[2:]) for row in rows]


def _lines(rows: Rows) -> bytes:
    encode = msgspec.json.Encoder().encode_lines
    return encode([dict(zip(COLUMNS, row, strict=True)) for row in rows])


async def _file(content: bytes, kind: str, ending: str) -> Response[bytes]:
    name = f"comments-{clock.now().astimezone(await zone()).date()}.{ending}"
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


ROUTES: Final = (comments_csv, comments_xlsx, comments_jsonl)
