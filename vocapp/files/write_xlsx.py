"""Writes XLSX in which no text is taken for a formula."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from vocapp.tokens import mask_links_in_text

MOST_TITLE: Final = 31
"""Characters that the name of a sheet may have."""

WIDTH: Final = 20
"""Characters of a column of dates: a date that is wider than its column is shown as #####."""

SheetContent = tuple[Sequence[str], Iterable[Sequence[Any]]]


def build_xlsx(sheets: Mapping[str, SheetContent]) -> bytes:
    """A workbook of `sheets`: title → columns and rows.

    Text stays text, None is an empty cell. A time is written as it is in its own zone, since cells have none, and its
    column is wide enough to show it. Slow: run it in a thread.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)

    def shown(text: str) -> str:
        return ILLEGAL_CHARACTERS_RE.sub("", mask_links_in_text(text))

    def cells(sheet: Any, row: Iterable[Any], *, bold: bool = False) -> Iterable[Any]:
        for given in row:
            value: Any = given.replace(tzinfo=None) if isinstance(given, datetime | time) else given
            cell = WriteOnlyCell(sheet, shown(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
            if bold:
                cell.font = Font(bold=True)
            yield cell

    for title, (columns, given_rows) in sheets.items():
        rows = list(given_rows)
        sheet = book.create_sheet(title[:MOST_TITLE])
        sheet.freeze_panes = "A2"
        for number, value in enumerate(rows[0] if rows else (), 1):
            if isinstance(value, date):
                sheet.column_dimensions[get_column_letter(number)].width = WIDTH
        sheet.append(cells(sheet, columns, bold=True))
        for row in rows:
            sheet.append(cells(sheet, row))
    written = BytesIO()
    book.save(written)
    return written.getvalue()
