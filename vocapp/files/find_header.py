"""Finds the header in the first rows of a table, and tells its rows from titles above it and totals below it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

from vocapp.faults import Fault
from vocapp.files.grouped_reports import SORTED, fill_groups, without_subtotals
from vocapp.files.table import Cell, FileError, OpenTable, ReadOptions, Record, TableRow, cell_text, to_cell
from vocapp.files.write_csv import restore

LOOKED_AT: Final = 60
"""Rows in which the header is looked for."""
MOST_FOOTERS: Final = 12
MOST_COLUMNS: Final = 16_384
"""Columns of a sheet, as XLSX has them."""
SHOWN_ROWS: Final = 15
SHOWN_CELLS: Final = 12
SHOWN_CHARACTERS: Final = 60
MARK: Final = "vocapp:"
"""The start of the columns that a file of rejects has beside those of the original."""

_NOT_A_NAME = re.compile(
    r"[-+(]?[\d.,'\s%€$£/:-]*\d[\d.,'\s%€$£/:-]*\)?|\S+@\S+\.\S+|https?://\S+|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*"
)
_DATA = re.compile(r"\S+@\S+\.\w+$|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b.*|\+?\d[\d ()/-]{6,}$")
_TOTAL = re.compile(
    r"(grand )?totals?\b|sum(me)?\b|gesamt|somme\b|suma\b|totale?\b|total général|average\b|mittelwert|moyenne\b"
    r"|(generated|exported|printed|report|confidential|copyright|©|stand|erstellt|seite|page|quelle|source)\b",
    re.IGNORECASE,
)


def clean_name(name: Any) -> str:
    """The name of a column without letters that cannot be seen, and with single spaces."""
    given = name if isinstance(name, str) else cell_text(name)
    if given.isascii() and given.isprintable():
        return " ".join(given.split())
    text = unicodedata.normalize("NFC", given)
    kept = (" " if c.isspace() or unicodedata.category(c) == "Cc" else c for c in text)
    return SORTED.sub("", " ".join("".join(c for c in kept if unicodedata.category(c) != "Cf").split()))


def name_key(name: str) -> str:
    """The name of a column as it is compared: capitals and kinds of letters make no difference."""
    return unicodedata.normalize("NFKC", clean_name(name)).casefold()


def lay_out(records: Iterator[Record], options: ReadOptions, file: str) -> OpenTable:
    """The table in `records`: its header, its rows, and notes about what stands around them.

    Raises FileError if nothing is there, or if there are more columns than a sheet may have.
    """
    first = list(islice(records, LOOKED_AT))
    filled = [record for record in first if _filled(record[1])]
    if not filled:
        raise FileError(Fault.of("file.empty", file=file))
    header = _choose(first, options)
    if header is None:
        return _without_header(chain(first, records), filled, file)
    number, names, broken = header
    if broken is not None:
        raise FileError(Fault.of("file.header_unreadable", file=file))
    if len(names) > MOST_COLUMNS:
        raise FileError(Fault.of("file.too_many_columns", file=file, number=len(names), most=MOST_COLUMNS))
    notes: list[Fault] = []
    columns = _columns(_trimmed(names), options.wanted, notes, file)
    before = sum(1 for record in filled if record[0] < number)
    if before:
        notes.append(Fault.of("file.header_found", file=file, number=number))
    rest: Iterator[Record] = chain((record for record in first if record[0] > number), records)
    rest = without_subtotals(_without_import_ids(rest, notes, file), columns, notes, file)
    rest = fill_groups(rest, [i for i, name in enumerate(names) if SORTED.search(str(name).strip())])
    rows = _rows(rest, columns, notes, file)
    is_rejects = any(column.startswith(MARK) for column in columns)  # a file of ours needs no question
    top = () if is_rejects else tuple((place, shown_cells(cells)) for place, cells, _ in filled[:SHOWN_ROWS])
    return OpenTable(columns, rows, notes, header_row=number, top=top)


def _without_header(records: Iterable[Record], filled: list[Record], file: str) -> OpenTable:
    """A table that no row names the columns of: they are called by their letters, and the first row is one like all."""
    width = max(len(_trimmed(cells)) for _, cells, _ in filled)
    columns = tuple(f"column {_letters(index)}" for index in range(min(width, MOST_COLUMNS)))
    notes = [Fault.of("file.no_header", file=file)]
    top = tuple((place, shown_cells(cells)) for place, cells, _ in filled[:SHOWN_ROWS])
    return OpenTable(columns, _rows(iter(records), columns, notes, file), notes, header_row=0, top=top)


def shown_cells(cells: Sequence[Any]) -> tuple[str, ...]:
    """The first cells of a row, as a preview shows them."""
    return tuple(cell_text(to_cell(cell))[:SHOWN_CHARACTERS] for cell in _trimmed(cells)[:SHOWN_CELLS])


def _filled(cells: Sequence[Any]) -> int:
    return sum(1 for cell in cells if cell is not None and cell != "" and str(cell).strip())


def _choose(first: list[Record], options: ReadOptions) -> Record | None:
    """The header: the row that a person chose, else the one that has the wanted columns, else what looks like one.

    None if every row looks like data.
    """
    if options.header_row:
        chosen = [record for record in first if record[0] == options.header_row]
        if chosen and _filled(chosen[0][1]):
            return chosen[0]
    if options.wanted:
        wanted = {name_key(name) for name in options.wanted}
        hits = [len(wanted & {name_key(str(cell)) for cell in cells if cell}) for _, cells, _ in first]
        if max(hits) * 2 >= len(wanted) and max(hits):
            return first[hits.index(max(hits))]
    return _likeliest(first)


def _likeliest(first: list[Record]) -> Record | None:
    widths = sorted(_filled(cells) for _, cells, _ in first)
    width = widths[-1 - len(widths) // 10]  # a single wide row is no measure
    candidates = [
        (index, record)
        for index, record in enumerate(first)
        if _filled(record[1]) * 2 >= width and _filled(record[1]) >= min(width, 2) and _named(record[1])
    ]
    for index, record in candidates:
        following = first[index + 1] if index + 1 < len(first) else None
        later = [found for place, found in candidates if place > index]
        wider = any(_filled(found[1]) > _filled(record[1]) for found in later)
        if following is not None and not _filled(following[1]) and wider:
            continue  # a title, then an empty row
        if following is not None and any(found is following for found in later) and _is_group_row(record, following):
            continue
        return record
    start = next(record for record in first if _filled(record[1]))
    return None if _is_data(start[1]) else start


def _is_data(cells: Sequence[Any]) -> bool:
    """Whether a row has what no column is called: an e-mail address, or a date beside something else."""
    texts = [cell for cell in cells if cell is not None and cell != ""]
    clear = [text for text in texts if not isinstance(text, str) or _DATA.match(text.strip())]
    return bool(clear) and len(texts) > 1


def _named(cells: Sequence[Any]) -> bool:
    texts = [cell for cell in cells if cell is not None and cell != ""]
    return all(isinstance(text, str) and len(text) < 300 and not _NOT_A_NAME.fullmatch(text.strip()) for text in texts)


def _is_group_row(record: Record, following: Record) -> bool:
    """Whether a row names groups of columns, and the next row the columns."""
    upper, lower = _trimmed(record[1]), _trimmed(following[1])
    gaps = sum(1 for cell in upper if cell is None or cell == "")
    return gaps * 3 >= len(upper) and _filled(lower) > _filled(upper)


def _trimmed(cells: Sequence[Any]) -> list[Any]:
    found = list(cells)
    while found and (found[-1] is None or (isinstance(found[-1], str) and not found[-1].strip())):
        found.pop()
    return found


def _columns(names: list[Any], wanted: tuple[str, ...], notes: list[Fault], file: str) -> tuple[str, ...]:
    """The name of every column: cleaned, made up where there is none, numbered where it is there more than once."""
    cleaned = [clean_name(name) for name in names]
    blank = [_letters(index) for index, name in enumerate(cleaned) if not name]
    counts: dict[str, int] = {}
    for name in cleaned:
        counts[name] = counts.get(name, 0) + 1
    repeated = [name for name, count in counts.items() if name and count > 1]
    used = set(cleaned)
    found = []
    seen: dict[str, int] = {}
    for index, name in enumerate(cleaned):
        own = name or f"column {_letters(index)}"
        if counts.get(name, 0) > 1 or (not name and own in used):
            seen[own] = seen.get(own, 0) + 1
            while f"{own} ({seen[own]})" in used:
                seen[own] += 1
            own = f"{own} ({seen[own]})" if name else own + "’"
            used.add(own)
        found.append(own)
    if blank:
        notes.append(Fault.of("file.column_unnamed", file=file, names=", ".join(blank[:20])))
    if repeated:
        notes.append(Fault.of("file.column_repeated", file=file, names=", ".join(repeated[:20])))
    return _as_wanted(found, cleaned, wanted)


def _as_wanted(columns: list[str], names: list[str], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The columns, in the spelling of a mapping where only capitals or invisible letters differ."""
    keys: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        keys.setdefault(name_key(name), []).append(index)
    for name in wanted:
        places = keys.get(name_key(name), [])
        if name not in columns and len(places) == 1:
            columns[places[0]] = name
    return tuple(columns)


def _letters(index: int) -> str:
    """The name that a spreadsheet gives a column: A, B, … AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _without_import_ids(records: Iterable[Record], notes: list[Fault], file: str) -> Iterator[Record]:
    """The rows without the second and third header of a survey tool: the texts of its questions, and their ids."""
    source = iter(records)
    start = list(islice(source, 3))
    marked = [i for i, (_, cells, _) in enumerate(start) if sum('"ImportId"' in str(c) for c in cells) > len(cells) / 2]
    if marked:
        skipped = start[: marked[0] + 1]
        notes.append(Fault.of("file.rows_skipped", file=file, rows=_numbers(skipped)))
        start = start[marked[0] + 1 :]
    yield from start
    yield from source


def _rows(records: Iterator[Record], columns: tuple[str, ...], notes: list[Fault], file: str) -> Iterator[TableRow]:
    held: list[Record] = []
    is_empty = True
    is_rejects = any(column.startswith(MARK) for column in columns)
    for record in records:
        if record[2] is None and not _filled(record[1]):
            continue
        if _may_be_footer(record, len(columns)) and len(held) < MOST_FOOTERS:
            held.append(record)
            continue
        is_empty = False
        for each in (*held, record):
            if not _is_header_again(each[1], columns):
                yield build_row(
                    each[0], [restore(cell) for cell in each[1]] if is_rejects else each[1], each[2], columns
                )
        held.clear()
    if is_empty and not held:
        notes.append(Fault.of("file.no_rows", file=file))
    if held:
        first = cell_text(next(cell for cell in held[0][1] if cell not in (None, "")))
        notes.append(Fault.of("file.footer", file=file, rows=_numbers(held), text=first[:60]))


def _may_be_footer(record: Record, width: int) -> bool:
    """Whether a row may be a total or a remark, if no row follows it."""
    _, cells, fault = record
    count = _filled(cells)
    if fault is not None or width < 3 or count * 2 > width:
        return False
    first = next(str(cell) for cell in cells if cell not in (None, ""))
    return count == 1 or bool(_TOTAL.match(first.strip()))


def _is_header_again(cells: list[Any], columns: tuple[str, ...]) -> bool:
    """Whether files were joined together with their headers."""
    if len(columns) < 2 or not cells or clean_name(cells[0]) != columns[0]:
        return False
    return tuple(clean_name(cell) for cell in _trimmed(cells)) == columns


def _numbers(records: Sequence[Record]) -> str:
    first, last = records[0][0], records[-1][0]
    return str(first) if first == last else f"{first}–{last}"


def build_row(number: int, cells: list[Any], fault: Fault | None, columns: tuple[str, ...]) -> TableRow:
    """A row of `cells`: missing ones at the end are empty; more than there are columns are a fault."""
    trimmed = _trimmed(cells) if len(cells) > len(columns) else cells
    if len(trimmed) > len(columns):
        fault = fault or Fault.of("row.width", cells=len(trimmed), columns=len(columns))
        tail = " | ".join(cell_text(cell) for cell in trimmed[len(columns) - 1 :])
        trimmed = [*trimmed[: len(columns) - 1], tail]
    padded: list[Cell] = [*trimmed, *[""] * (len(columns) - len(trimmed))]
    return TableRow(number, dict(zip(columns, padded, strict=True)), fault)
