"""Files that an attacker would send are read to their end, or refused with a sentence; nothing else happens."""

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.files.hostile_files import FILES, HEADER, sheet, workbook, write
from vocapp.files.open_table import READERS, open_table
from vocapp.files.table import FileError, TableRow
from vocapp.http.fault_texts import format_faults

REFUSED = {
    "a row far below": "row",
    "a column far to the right": "columns",
    "many cells far to the right": "columns",
    "elements in elements": "damaged",
    "entities in a sheet": "document type",
    "entities in shared texts": "document type",
    "entities in the workbook": "document type",
    "attributes without end": "is empty",
    "a packed gigabyte": "unpacks to",
    "a gzip of nothing but zeros": "unpacks to more than 512 MB",
    "17,000 names of columns": "17000 columns",
    "commas only": "is empty",
}


def rows_of(path: Path) -> list[TableRow]:
    with open_table(path) as table:
        return list(table.rows)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name)
    if name not in REFUSED:
        rows_of(path)
        return
    with pytest.raises(FileError) as refusal:
        rows_of(path)
    assert REFUSED[name] in format_faults(refusal.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=400))
def test_no_bytes_make_a_reader_raise_anything_but_its_fault(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"any{ending}"
    path.write_bytes(content)
    try:
        rows_of(path)
    except FileError as refusal:
        assert format_faults(refusal)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(['"', ",", ";", "\n", "\r", "=", "a", "1", "\x00", "ü", "{", "}", "[", "]", ":", "\\", " "])
    )
)
def test_no_text_makes_a_reader_raise_anything_but_its_fault(tmp_path: Path, pieces: list[str]) -> None:
    for ending in (".csv", ".json", ".ndjson"):
        path = tmp_path / f"any{ending}"
        path.write_text("".join(pieces), encoding="utf-8")
        try:
            rows_of(path)
        except FileError as refusal:
            assert format_faults(refusal)


PIECES = st.sampled_from(
    ("<row>", "</row>", "<c>", "</c>", "<v>1</v>", "<c t='s'>", "<c r='B2' s='9'>", "<f>A1</f>", "<is><t>x</t></is>")
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_no_sheet_makes_the_reader_raise_anything_but_its_fault(tmp_path: Path, pieces: list[str]) -> None:
    path = tmp_path / "any.xlsx"
    path.write_bytes(workbook(sheet(HEADER, *pieces)))
    try:
        rows_of(path)
    except FileError as refusal:
        assert format_faults(refusal)


def test_a_workbook_with_changed_bytes_is_read_or_refused(tmp_path: Path) -> None:
    good = workbook(sheet(HEADER, *(f"<row r='{n}'><c r='A{n}'><v>{n}</v></c></row>" for n in range(2, 60))))
    dice = random.Random(11)
    path = tmp_path / "any.xlsx"
    for _ in range(60):
        changed = bytearray(good)
        for _ in range(dice.randint(1, 6)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        path.write_bytes(changed)
        try:
            rows_of(path)
        except FileError as refusal:
            assert format_faults(refusal)


def test_an_archive_of_several_files_is_refused_and_of_one_table_is_read(tmp_path: Path) -> None:
    for count in (1, 2):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for number in range(count):
                archive.writestr(f"{number}.csv", "a,b\n1,2\n")
        path = tmp_path / "hubspot.zip"
        path.write_bytes(packed.getvalue())
        if count == 1:
            assert [dict(row.cells) for row in rows_of(path)] == [{"a": "1", "b": "2"}]
        else:
            with pytest.raises(FileError) as refusal:
                rows_of(path)
            assert "holds 2 files" in format_faults(refusal.value)
