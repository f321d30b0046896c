"""Reads uploaded files in a child process with limits: nothing foreign is parsed where pages are served.

The child writes the events into a file of its own, batch by batch, so that neither process holds a whole table. The
service reads that file, whose format is its own.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from vocapp.contacts.event import ContactIn, RepairedContact
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.imports.mapping_file import MappingError, MappingFile, parse_mapping
from vocapp.contacts.imports.read_rows import ImportRows, open_import_rows
from vocapp.contacts.imports.table_layout import LayoutChoice, RememberedMapping, TableReading, read_layout
from vocapp.faults import Fault
from vocapp.files.table import FileError, OpenTable, TableRow, cell_text, to_cell
from vocapp.processes.framing import receive_message, send_message
from vocapp.processes.parser_pool import PARSER_POOL, FailureReason, ForeignParser, ParsingFailure
from vocapp.processes.parser_worker import ParserLimits

BATCH: Final = 200
LIMITS: Final = ParserLimits(cpu_seconds=60.0, wall_seconds=180.0)


class FileAnswer(Struct, frozen=True, kw_only=True):
    """What a child found in a file: either `faults`, or the rest. `mapping`: the parsed one."""

    faults: list[Fault] = []
    of_mapping: bool = False
    columns: list[str] = []
    notes: list[Fault] = []
    separator: str = ""
    units: dict[str, str] = {}
    lines: dict[str, str] = {}
    mapping: MappingFile | None = None
    reading: TableReading | None = None


class _Request(Struct, frozen=True, kw_only=True):
    path: str
    target: str = ""
    mapping: MappingFile | None = None
    now: datetime | None = None
    toml: str = ""
    choice: LayoutChoice = LayoutChoice()
    remembered: list[RememberedMapping] = []


class _EventRow(Struct, frozen=True, array_like=True):
    """One row on its way: its event or its faults; of a row that may be rejected also what it was."""

    number: int
    event: RepairedContact | None
    faults: list[Fault]
    cells: dict[str, Any]
    raw: str


READER: Final = ForeignParser(
    name="tables", function=f"{__name__}:answer_request", answer=FileAnswer, limits=LIMITS, most_bytes=4 << 20
)
_REQUESTS: Final = msgspec.msgpack.Decoder(_Request)
_BATCHES: Final = msgspec.msgpack.Decoder(list[_EventRow])


def answer_request(body: bytes) -> FileAnswer:
    """In the child: reads the file of a request, its mapping, or its profile."""
    request = _REQUESTS.decode(body)
    try:
        if request.toml:
            return FileAnswer(mapping=parse_mapping(request.toml, request.path))
        if request.now is None:
            return FileAnswer(reading=read_layout(Path(request.path), request.choice, request.remembered))
        return _read(request, request.now)
    except (FileError, MappingError) as failure:
        return FileAnswer(faults=list(failure.faults), of_mapping=isinstance(failure, MappingError))


def _read(request: _Request, now: datetime) -> FileAnswer:
    with open_import_rows(Path(request.path), request.mapping, now) as rows, Path(request.target).open("wb") as file:
        batch: list[_EventRow] = []
        for number, event in rows.events:
            batch.append(_row(number, event, rows.originals.pop(number)))
            rows.originals.clear()
            if len(batch) == BATCH:
                send_message(file, msgspec.msgpack.encode(batch))
                batch = []
        send_message(file, msgspec.msgpack.encode(batch))
        table = rows.sheet
        return FileAnswer(
            columns=list(table.columns),
            notes=list(table.notes),
            separator=table.separator,
            units=rows.units,
            lines=rows.lines,
        )


def _row(number: int, event: ContactIn | ContactFaults, row: TableRow) -> _EventRow:
    cells = {
        name: value if isinstance(value, list | dict) else cell_text(to_cell(value))
        for name, value in row.cells.items()
    }
    if isinstance(event, ContactIn):
        whole = event if isinstance(event, RepairedContact) else RepairedContact(**msgspec.structs.asdict(event))
        return _EventRow(number, whole, [], cells, "")
    return _EventRow(number, None, list(event), cells, row.raw)


async def read_table(path: Path, choice: LayoutChoice, remembered: Sequence[RememberedMapping] = ()) -> TableReading:
    """The table of an uploaded file, and the mapping that fits it. FileError if it has none."""
    answer = await _ask(_Request(path=str(path), choice=choice, remembered=list(remembered)), path.name)
    if answer.reading is None:
        raise FileError(Fault.of("file.parsing_failed", file=path.name))
    return answer.reading


async def read_mapping(toml: str, name: str) -> MappingFile:
    """The mapping in an uploaded text. MappingError with everything that is wrong with it."""
    try:
        answer = await _ask(_Request(path=name, toml=toml), name)
    except FileError as failure:
        raise MappingError(Fault.of("toml.parsing_failed", file=name)) from failure
    if answer.mapping is None:
        raise MappingError(Fault.of("mapping.unreadable", file=name))
    return answer.mapping


@asynccontextmanager
async def open_rows_apart(path: Path, mapping: MappingFile | None, now: datetime) -> AsyncIterator[ImportRows]:
    """As `open_import_rows`, of a file that was uploaded."""
    target = path.with_name(".events")
    answer = await _ask(_Request(path=str(path), target=str(target), mapping=mapping, now=now), path.name)
    size = max(target.stat().st_size, 1)
    with target.open("rb") as file:
        table = OpenTable(
            tuple(answer.columns), iter(()), list(answer.notes), lambda: file.tell() / size, separator=answer.separator
        )
        originals: dict[int, TableRow] = {}
        yield ImportRows(table, _events(file, originals), answer.units, answer.lines, originals)


def _events(file: Any, originals: dict[int, TableRow]) -> Iterator[tuple[int, ContactIn | ContactFaults]]:
    while (message := receive_message(file)) is not None:
        for row in _BATCHES.decode(message):
            originals[row.number] = TableRow(row.number, row.cells, None, row.raw)
            if row.event is not None:
                yield row.number, row.event
            else:
                yield row.number, ContactFaults(row.faults)


async def _ask(request: _Request, name: str) -> FileAnswer:
    answer = await PARSER_POOL.parse(READER, msgspec.msgpack.encode(request))
    if isinstance(answer, ParsingFailure):
        raise FileError(_failure(answer.reason, name))
    if answer.faults:
        raise (MappingError if answer.of_mapping else FileError)(*answer.faults)
    return answer


def _failure(reason: FailureReason, name: str) -> Fault:
    match reason:
        case FailureReason.TIME:
            return Fault.of("file.parsing_time", file=name)
        case FailureReason.MEMORY:
            return Fault.of("file.parsing_memory", file=name)
    return Fault.of("file.parsing_failed", file=name)
