"""Reports that are grouped, with their subtotals, become rows that each have their group."""

from pathlib import Path

import pytest

from tests.files.test_habits_of_programs import read
from vocapp.http.fault_texts import format_fault


class TestGroupedReports:
    HEAD = "Case Owner  ↑,Case Number,Date/Time Opened,Contact: Email,Amount\n"

    @pytest.mark.parametrize(
        "subtotal",
        [
            "Subtotal,,,Count,2", ",Subtotal,,,2", "Omar (2 records),,,,", "Zwischensumme,,,,2", ",,Sous-total,,2",
            "Subtotal:,,,Sum,\"1,234.50 €\"", "Total,2,,,", "Average,,,,1.5",
        ],
    )  # fmt: skip
    def test_subtotals_are_left_out_and_told_and_groups_are_filled_in(self, tmp_path: Path, subtotal: str) -> None:
        group = "Omar,1,2026-11-20,a@example.com,5\n,2,2026-11-21,b@example.com,6\n"
        other = "Olga,3,2026-11-22,c@example.com,7\n"
        table, rows = read(tmp_path, f"{self.HEAD}{group}{subtotal}\n{other}{subtotal}\nGrand Total,,,,3\n")
        assert table.columns[0] == "Case Owner"
        assert [(row.cells["Case Owner"], row.cells["Case Number"]) for row in rows] == [
            ("Omar", "1"),
            ("Omar", "2"),
            ("Olga", "3"),
        ]
        assert any("add them up" in format_fault(note) for note in table.notes)

    @pytest.mark.parametrize("row", ["Total Energies,,,x@example.com,", "Sum Ting,9,,,", ",9,2026-11-20,,", "9,,,,"])
    def test_a_customer_with_such_a_name_is_no_subtotal(self, tmp_path: Path, row: str) -> None:
        _, rows = read(
            tmp_path, f"{self.HEAD}Omar,1,2026-11-20,a@b.example,5\n{row}\nOlga,3,2026-11-22,c@b.example,7\n"
        )
        assert len(rows) == 3
