"""The table of OWASP ASVS 5.0 in docs/asvs.csv: each row names a test that exists."""

import csv
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
TABLE: Final = ROOT / "docs" / "asvs.csv"
COLUMNS: Final = ["requirement", "in our words", "how it holds", "test"]


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def test_every_row_has_its_cells_and_a_requirement_stands_once_in_order() -> None:
    table = rows()
    numbers = [tuple(int(part) for part in row["requirement"].split(".")) for row in table]
    assert all(len(number) == 3 for number in numbers)
    assert numbers == sorted(set(numbers))
    assert all(all(row[column].strip() for column in COLUMNS) for row in table)
    assert len(table) > 100


def test_every_named_test_exists() -> None:
    missing = []
    for row in rows():
        name, _, function = row["test"].partition("::")
        path = ROOT / name
        wanted = rf"^(async )?def {function}\(" if function else r"^(async )?def test_"
        if not path.is_file() or not re.search(wanted, path.read_text(encoding="utf-8"), re.MULTILINE):
            missing.append(f"{row['requirement']}: {row['test']}")
    assert missing == [], "the test was renamed, moved or dropped: name the one that shows it now"
