"""Where the table of a file is: its sheet, its header and its encoding, with what a person needs to check them. Pure.

A cover, a hidden sheet, a header that is not in the first row and an encoding that had to be guessed are shown with
their first rows and can be changed; where several sheets hold a table, nothing is matched until one is chosen.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from vocapp.contacts.imports.mapping_file import NEEDED, MappingFile, as_rule, columns_of
from vocapp.contacts.imports.propose_mapping import propose_mapping, propose_words
from vocapp.contacts.imports.read_rows import read_options
from vocapp.contacts.imports.table_profile import TableColumn, TableProfile, profile_table
from vocapp.contacts.imports.words import OWN
from vocapp.faults import Fault, FaultError
from vocapp.files.encodings import EncodingSample, sample_encodings
from vocapp.files.open_table import open_table, preview_sheets
from vocapp.files.table import OpenTable, ReadOptions, SheetName

SAME: Final = 0.8
"""The share of columns that two files of one system have in common at least."""


class LayoutChoice(Struct, frozen=True, kw_only=True):
    """What a person chose; "" and 0: nothing."""

    sheet: str = ""
    header_row: int = 0
    encoding: str = ""


class TableLayout(Struct, frozen=True, kw_only=True):
    """The sheet, the header and the encoding of a file. `top`: its first rows with their numbers.

    `is_open`: several sheets could be meant, and nobody has chosen one. `words`: the distinct words of each column
    that has few. `orders`: columns of dates in which nothing tells the day from the month, with the question.
    `remembered`: the source of the mapping that was used before.
    """

    sheet: str = ""
    sheets: tuple[SheetName, ...] = ()
    header_row: int = 0
    top: tuple[tuple[int, tuple[str, ...]], ...] = ()
    encoding: str = ""
    encodings: tuple[EncodingSample, ...] = ()
    words: dict[str, tuple[str, ...]] = {}
    orders: dict[str, Fault] = {}
    is_open: bool = False
    remembered: str = ""


class RememberedMapping(Struct, frozen=True):
    """A mapping that a file was imported with, and the columns of that file."""

    columns: list[str]
    mapping: MappingFile


class TableReading(Struct, frozen=True, kw_only=True):
    """What is read of an uploaded file before anybody has said anything about it."""

    columns: tuple[str, ...] = ()
    first_rows: list[list[str]] = []
    notes: list[Fault] = []
    layout: TableLayout = TableLayout()
    mapping: MappingFile | None = None


def read_layout(path: Path, choice: LayoutChoice, remembered: list[RememberedMapping]) -> TableReading:
    """The table in a file, and a mapping: the one that was used for its columns before, else a proposed one.

    Raises FileError if the file is no table.
    """
    options = ReadOptions(sheet=choice.sheet, header_row=choice.header_row, encoding=choice.encoding)
    table, profile = _profiled(path, options)
    found = _fitting(path, table, profile, remembered) if choice == LayoutChoice() or choice.sheet else None
    if found is not None and _is_elsewhere(found, table):
        table, profile = _profiled(path, read_options(found))
    sheets = preview_sheets(path) if len(table.sheets) > 1 else ()
    layout = TableLayout(
        sheet=table.sheet,
        sheets=sheets,
        header_row=table.header_row,
        top=table.top,
        encoding=table.encoding,
        encodings=sample_encodings(path) if table.is_guess else (),
        words={name: tuple(column.words or ()) for name, column in profile.columns.items() if _has_words(column)},
        orders=dict(_orders(profile)),
        is_open=found is None and not choice.sheet and _is_open(sheets),
        remembered=found.source if found is not None else "",
    )
    mapping = found or _proposed(path, profile, remembered)
    return TableReading(
        columns=tuple(profile.columns),
        first_rows=profile.first_rows,
        notes=list(table.notes),
        layout=layout,
        mapping=mapping and _with_layout(mapping, layout, choice, profile),
    )


def _is_elsewhere(mapping: MappingFile, table: OpenTable) -> bool:
    """Whether a table was not read as its mapping says."""
    return bool(
        (mapping.sheet not in ("", table.sheet))
        or mapping.header_row not in (0, table.header_row)
        or (table.columns and not set(table.columns).issuperset(mapping.columns))
        or (table.is_guess and mapping.encoding not in ("", table.encoding))
    )


def _has_words(column: TableColumn) -> bool:
    return column.has_few_words and not (column.times or column.emails or column.phones or column.texts)


def _orders(profile: TableProfile) -> Iterator[tuple[str, Fault]]:
    for name, column in profile.columns.items():
        if column.share("times") > SAME / 2 and (question := column.evidence.order_fault(name)):
            yield name, question


def _profiled(path: Path, options: ReadOptions) -> tuple[OpenTable, TableProfile]:
    with open_table(path, options) as table:
        return table, profile_table(table.columns, table.rows)


def _is_open(sheets: tuple[SheetName, ...]) -> bool:
    """Whether not exactly one visible sheet is a table."""
    visible = [sheet for sheet in sheets if sheet.is_table and not sheet.is_hidden]
    return len(visible) > 1 or (not visible and any(sheet.is_table for sheet in sheets))


def _proposed(path: Path, profile: TableProfile, remembered: list[RememberedMapping]) -> MappingFile | None:
    if not profile.columns:
        return None
    proposed = propose_mapping(profile, path.stem.split(".")[0])
    known = next((each for each in remembered if _overlap(each.columns, profile) >= SAME), None)
    # Under another name of its source every contact of the file would be new, and its customer asked again.
    return msgspec.structs.replace(proposed, source=known.mapping.source) if known else proposed


def _overlap(columns: list[str], profile: TableProfile) -> float:
    return len(profile.columns.keys() & set(columns)) / max(len(columns), len(profile.columns))


def _fitting(
    path: Path, table: OpenTable, profile: TableProfile, remembered: list[RememberedMapping]
) -> MappingFile | None:
    """The latest mapping of a file with the same columns; else of one with these and others."""
    names = list(profile.columns)
    for each in sorted(remembered, key=lambda known: known.columns != names):
        mapping = each.mapping
        if table.columns or not mapping.columns:
            fits = bool(mapping.columns) and profile.columns.keys() >= set(mapping.columns)
        else:  # of JSON: what is optional need not be there
            needed = {column for name in NEEDED for column in columns_of(as_rule(mapping.fields[name]))}
            fits = profile.columns.keys() >= needed and _overlap(each.columns, profile) >= SAME
        if fits:
            return msgspec.structs.replace(mapping, sheet=table.sheet if len(table.sheets) > 1 else "", header_row=0)
        moved = len(table.sheets) > 1 or mapping.header_row or (table.is_guess and mapping.encoding)
        if moved and (elsewhere := _elsewhere(path, mapping, table)):
            return elsewhere
    return None


def _elsewhere(path: Path, mapping: MappingFile, table: OpenTable) -> MappingFile | None:
    """The mapping with the sheet and the row in which this file has its columns."""
    names = [sheet.name for sheet in table.sheets]
    for sheet in dict.fromkeys((mapping.sheet if mapping.sheet in names else "", *names)):
        for row in dict.fromkeys((mapping.header_row, 0)):
            with suppress(FaultError):
                moved = msgspec.structs.replace(mapping, sheet=sheet, header_row=row)
                with open_table(path, read_options(moved)) as found:
                    if set(found.columns) >= set(mapping.columns):
                        return msgspec.structs.replace(moved, sheet=found.sheet)
    return None


def _with_layout(mapping: MappingFile, layout: TableLayout, choice: LayoutChoice, profile: TableProfile) -> MappingFile:
    """The mapping with the layout, and with the words of this file that it does not know."""
    fields = dict(mapping.fields)
    for field in OWN:
        rule = as_rule(fields.get(field, ""))
        column = profile.columns.get(rule.column)
        if column is not None and isinstance(rule.values, dict):
            words = {word: ours for word, ours in propose_words(field, column).items() if word not in rule.values}
            fields[field] = msgspec.structs.replace(rule, values={**rule.values, **words})
    return msgspec.structs.replace(
        mapping,
        fields=fields,
        sheet=layout.sheet if len(layout.sheets) > 1 else "",
        header_row=choice.header_row or mapping.header_row,
        encoding=choice.encoding or mapping.encoding,
    )
