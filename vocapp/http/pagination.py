"""Lists of the API: keyset pagination in the order in which the rows were written, no OFFSET.

A list handler takes `cursor` and `limit` and passes them on; `next` in its answer is the address of the next page.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import asyncpg
import litestar
import msgspec
from litestar.openapi.spec import Example
from litestar.params import QueryParameter

from vocapp.database import DB
from vocapp.database.where import Filter
from vocapp.faults import Fault
from vocapp.http.access import actor_of, visible
from vocapp.http.fault_texts import field_error
from vocapp.http.problem_json import RequestError, parameter_error
from vocapp.shape_faults import shape_fault

Request = litestar.Request[Any, Any, Any]
Cursor = Annotated[UUID | None, QueryParameter(description="taken from `next` of the page before")]
Limit = Annotated[int, QueryParameter(ge=1, le=200, description="rows a page")]
# A text, since Litestar takes a bare number for a moment too.
Since = Annotated[
    str | None,
    QueryParameter(
        description="only what was recorded from this moment on, with its offset",
        examples=[Example(value="2026-05-03T10:00:00Z")],
        schema_extra={"format": "date-time"},
    ),
]
WithOffset = Annotated[datetime, msgspec.Meta(tz=True)]


async def read_page(
    request: Request, select: str, table: str, alias: str, filters: Iterable[Filter], cursor: UUID | None, limit: int
) -> tuple[list[asyncpg.Record], str | None]:
    """A page of the rows of `table` that the caller may see, oldest first; and the address of the next page or None.

    `select` ends before WHERE, names the table `alias` and selects its `id`.
    """
    where = visible(actor_of(request), table, alias).add_given([*filters, (f"{alias}.id > ?", cursor)])
    order = f"ORDER BY {alias}.id LIMIT {where.place(limit + 1)}"
    rows = await DB.fetch(f"{select} WHERE {where.sql} {order}", *where.values)
    return rows[:limit], _next(request, rows, limit)


async def read_one(request: Request, select: str, table: str, alias: str, row_id: UUID) -> asyncpg.Record:
    """One row of `table` by its id; RequestError 404 where there is none that the caller may see."""
    where = visible(actor_of(request), table, alias).add(f"{alias}.id = ?", row_id)
    row = await DB.fetch_one(f"{select} WHERE {where.sql}", *where.values)
    if row is None:
        raise RequestError(404)
    return row


def parse_moment(name: str, text: str | None) -> datetime | None:
    """The RFC 3339 moment of a parameter; RequestError 400 where it has no offset and is ambiguous."""
    if text is None:
        return None
    try:
        moment: datetime = msgspec.convert(text, WithOffset, strict=True)
        return moment.astimezone(UTC)
    except OverflowError as failure:  # the first or last day there is, beyond it in UTC
        raise parameter_error(field_error(Fault.of("field.out_of_range", value=text), name)) from failure
    except msgspec.ValidationError as failure:
        raise parameter_error(field_error(shape_fault(str(failure), WithOffset, text), name)) from failure


def _next(request: Request, rows: list[asyncpg.Record], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.scope['path']}?{urlencode([*kept, ('cursor', str(rows[limit - 1]['id']))])}"
