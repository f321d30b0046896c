"""Reads the rows of a file as contact events, one after the other. Without the database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from vocapp.contacts.decode_event import convert_event
from vocapp.contacts.event import ContactIn
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.imports.column_profile import Profile
from vocapp.contacts.imports.map_row import RowMapper, SlugNames
from vocapp.contacts.imports.mapping_file import (
    HOLE,
    ROW,
    MappingError,
    MappingFile,
    as_rule,
    columns_of,
    find_unknown_columns,
)
from vocapp.contacts.imports.table_profile import profile_table
from vocapp.faults import Fault
from vocapp.files.find_header import MARK
from vocapp.files.open_table import open_table
from vocapp.files.read_json import ROW_COLUMN
from vocapp.files.table import OpenTable, ReadOptions, TableRow

PROBED = 200
"""Rows in which a date that needs the order of its column is looked for before anything is recorded."""


@dataclass(frozen=True)
class ImportRows:
    """An open file: row numbers with events or faults. Can be read once; skipped rows are left out.

    `units` and `lines` grow while the file is read: the titles that it has for units and lines of business.
    """

    sheet: OpenTable
    events: Iterator[tuple[int, ContactIn | ContactFaults]]
    units: SlugNames
    lines: SlugNames
    originals: dict[int, TableRow] = field(default_factory=dict)
    """The rows that were read, until somebody clears them."""


@contextmanager
def open_import_rows(path: Path, mapping: MappingFile | None, now: datetime) -> Iterator[ImportRows]:
    """The contacts of `path`. Without a mapping the file is NDJSON whose lines are events as the API takes them.

    Raises FileError or MappingError if the file, or the file together with the mapping, cannot be used.
    """
    if mapping is None:
        with open_table(path) as sheet:
            if sheet.columns:
                raise MappingError(Fault.of("mapping.needed", file=path.name))
            kept: dict[int, TableRow] = {}
            yield ImportRows(sheet, ((row.number, _as_it_is(row)) for row in _noted(sheet.rows, kept)), {}, {}, kept)
        return

    def profile() -> Profile:
        with open_mapped(path, mapping) as sheet:
            return mapper.evidence(sheet.rows)

    mapper = RowMapper(mapping, now, profile)
    notes = check_row_ids(path, mapping)
    check_orders(path, mapping, mapper)
    if mapping.shift:
        with open_mapped(path, mapping) as sheet:
            mapper.shift = _shift(mapper, sheet.rows, now)
    with open_mapped(path, mapping) as sheet:
        sheet.notes.extend(notes)
        originals: dict[int, TableRow] = {}
        events = _mapped(mapper, _noted(sheet.rows, originals))
        yield ImportRows(sheet, events, mapper.names["unit"], mapper.names["line_of_business"], originals)


def read_options(mapping: MappingFile) -> ReadOptions:
    """What a mapping says about its file."""
    return ReadOptions(
        separator=mapping.separator,
        wanted=mapping.columns,
        sheet=mapping.sheet,
        header_row=mapping.header_row,
        encoding=mapping.encoding,
    )


def check_row_ids(path: Path, mapping: MappingFile) -> list[Fault]:
    """Refuses ids that are made of row numbers where a column names each row; else a note that says what they cost.

    A row that is inserted, or a file that is sorted, gives every contact another id.
    """
    rule = as_rule(mapping.fields["external_id"])
    if columns_of(rule) or ROW not in HOLE.findall(rule.template):
        return []
    with open_mapped(path, mapping) as sheet:
        if any(column.startswith(MARK) for column in sheet.columns):
            return []  # rejects keep the numbers of their original rows
        profile = profile_table(sheet.columns, sheet.rows)
    if key := profile.named_key:
        raise MappingError(Fault.of("mapping.row_as_id", "fields.external_id", column=key))
    return [Fault.of("mapping.row_as_id_costs")] if profile.rows else []


def check_orders(path: Path, mapping: MappingFile, mapper: RowMapper) -> None:
    """Asks for the order of day and month before a row is recorded, if the first rows need it and the columns leave it
    open. MappingError with the cells that raise the question.
    """
    with open_mapped(path, mapping) as sheet:
        needed = mapper.evidence(islice(sheet.rows, PROBED))
    if not any(evidence.order for evidence in needed.values()):
        return
    with open_mapped(path, mapping) as sheet:
        mapper.evidences = mapper.evidence(sheet.rows)
    questions = [fault for place, e in mapper.evidences.items() if (fault := e.order_fault(f"fields.{place}"))]
    if questions:
        raise MappingError(*questions)


@contextmanager
def open_mapped(path: Path, mapping: MappingFile) -> Iterator[OpenTable]:
    """The table, with the columns that the mapping uses. MappingError if one is missing."""
    with open_table(path, read_options(mapping)) as sheet:
        if sheet.columns and (unknown := find_unknown_columns(mapping, sheet.columns, path.name)):
            raise MappingError(*unknown)
        yield sheet


def _shift(mapper: RowMapper, rows: Iterable[TableRow], now: datetime) -> timedelta:
    """The number of days that makes the newest contact end yesterday."""
    newest = mapper.newest(rows)
    # Yesterday in the last time zone on earth, so that no shifted time is in the future anywhere.
    yesterday = (now - timedelta(hours=12)).date() - timedelta(days=1)
    return timedelta(0) if newest is None else yesterday - newest


def _noted(rows: Iterable[TableRow], originals: dict[int, TableRow]) -> Iterator[TableRow]:
    for row in rows:
        originals[row.number] = row
        yield row


def _mapped(mapper: RowMapper, rows: Iterable[TableRow]) -> Iterator[tuple[int, ContactIn | ContactFaults]]:
    for row in rows:
        event = mapper.event(row)
        if event is not None:
            yield row.number, event


def _as_it_is(row: TableRow) -> ContactIn | ContactFaults:
    if row.fault is None:
        return convert_event({name: value for name, value in row.cells.items() if name != ROW_COLUMN})
    faults = ContactFaults()
    faults.add("", row.raw, row.fault)
    return faults
