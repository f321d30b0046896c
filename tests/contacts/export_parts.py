"""What exports for the tests are made of: invented customers, tables, and what is wrong in them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from typing import Any, Final

PEOPLE: Final = (
    ("Ada", "Lark"), ("Jörg", "Müller"), ("Zoë", "Weiß"), ("Élodie", "Lefèvre"), ("Kay", "Blum"), ("Søren", "Kjær"),
    ("Noor", "Haddad"), ("José", "Núñez"), ("Greta", "Öhlund"), ("Ines", "Prado"), ("Tom", "O'Neil"), ("Mia", "Roth"),
)  # fmt: skip
CLERKS: Final = ("Omar Agent", "Olga Rees", "Nils Brandt")


@dataclass(frozen=True)
class Export:
    """A file, and what is known of it. `corrections`: wrong text → what somebody writes instead in the rejects."""

    name: str
    content: bytes
    rows: int
    corrections: dict[str, str]
    choices: dict[str, str] = field(default_factory=dict)
    """What a person has to choose the first time: label of a list → the text of the choice."""


def start(month: int, number: int) -> datetime:
    """The time at which a contact starts, some of them after the twelfth of the month."""
    return datetime(2026, month, 1 + number * 2, 8 + number % 9, (number * 7) % 60)  # noqa: DTZ001 - local


def customer(number: int) -> tuple[str, str, str, str]:
    """First name, last name, e-mail address and phone number."""
    first, last = PEOPLE[number % len(PEOPLE)]
    return first, last, f"person{number}@kunde.example", f"+49301234{5600 + number}"


def names(line: str) -> list[str]:
    """The names of columns, as the first line of an export has them."""
    return line.split(",")


def table(rows: Iterable[Sequence[Any]], separator: str = ",", *, quote: bool = False) -> str:
    """Rows as CSV with the line ends of most exports."""
    text = StringIO()
    rule = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=separator, quoting=rule, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
