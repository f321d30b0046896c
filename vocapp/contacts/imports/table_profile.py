"""What each column of a table holds, judged by all its rows: times, addresses, few words, or a value for every row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from vocapp.contacts.imports.column_profile import ColumnEvidence
from vocapp.contacts.imports.time_forms import DateOrder, order_of, parse_time_text
from vocapp.files.table import TableRow, cell_text, to_cell

MOST_WORDS: Final = 40
"""Distinct words of a column that a person can be asked about."""
LONGEST_WORD: Final = 60
MOST_KEYS: Final = 200_000
"""Rows in which it is checked that a column has another value in each."""
MOST_COLUMNS: Final = 200
ALL_LOOKED_AT: Final = 1000
SOME_LOOKED_AT: Final = 16
SHOWN_ROWS: Final = 5
SHOWN_CHARACTERS: Final = 80
DEEPEST: Final = 4

_EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+")
NAMED_EMAIL: Final = re.compile(r"([^<>()@]*?)\s*[<(]\s*([^@\s;,<>()]+@[^@\s;,<>()]+\.[^@\s;,<>()]+)\s*[>)]")
"""A name, and an e-mail address in brackets."""
_PHONE = re.compile(r"(?:tel:)?\+?[\d\s()./-]{6,22}")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?|uhr)?", re.IGNORECASE)
_KEY_NAME = re.compile(r"(?i)(^|[^a-z])(id|nr|no|number|nummer|key|ref)s?([^a-z]|$)|id$|ticket|vorgang")
_OF_PERSON = re.compile(r"(?i)kund|customer|client|account|phone|telefon|mobil|user|agent|person|postal|plz|zip")
_WORDY = re.compile(r"\s\S+\s\S+\s\S+\s")


@dataclass
class TableColumn:
    """A column: how many of its cells are filled, and how many of them are of each kind."""

    name: str
    filled: int = 0
    looked: int = 0
    """Cells in which a time was looked for: the first ones, and later some."""
    times: int = 0
    days: int = 0
    """Of the times, those without a time of day."""
    clocks: int = 0
    emails: int = 0
    named_emails: int = 0
    """Names with an address: "Ada Lark (ada@example.com)"."""
    phones: int = 0
    texts: int = 0
    words: dict[str, int] | None = field(default_factory=dict)
    """Its distinct words with their counts; None where there are too many."""
    evidence: ColumnEvidence = field(default_factory=ColumnEvidence)
    missing: int = 0
    repeats: int = 0
    """Cells that are there once more."""
    _keys: set[int] = field(default_factory=set)

    def add(self, number: int, value: Any) -> None:
        """Adds a cell."""
        cell = to_cell(value)
        if cell == "":
            self.missing += 1
            return
        self.filled += 1
        text = cell_text(cell).strip()
        self._count(cell, text, number)
        if self.filled <= MOST_KEYS:
            before = len(self._keys)
            self._keys.add(hash(text))
            self.repeats += len(self._keys) == before
        if self.words is not None:
            self.words[text] = self.words.get(text, 0) + 1
            if len(self.words) > MOST_WORDS or len(text) > LONGEST_WORD:
                self.words = None

    def _count(self, cell: Any, text: str, number: int) -> None:
        is_looked_at = self.filled <= ALL_LOOKED_AT or self.filled % SOME_LOOKED_AT == 0
        self.looked += is_looked_at
        if isinstance(cell, datetime | date):
            self.times += is_looked_at
            self.days += is_looked_at and not isinstance(cell, datetime)
        elif isinstance(cell, time):
            self.clocks += 1
        elif not isinstance(cell, str):
            return
        elif "@" in text:
            self.emails += bool(_EMAIL.fullmatch(text))
            self.named_emails += bool(NAMED_EMAIL.fullmatch(text))
        elif _WORDY.search(text) and not text[:1].isdecimal():
            self.texts += 1
        elif _CLOCK.fullmatch(text):
            self.clocks += 1
        elif any(char.isdecimal() for char in text):
            self.evidence.add_time(number, cell)
            if is_looked_at:
                reading = parse_time_text(text, order_of(text) or DateOrder.DAY_FIRST)
                self.times += reading is not None
                self.days += reading is not None and reading.is_day
            self.phones += bool(_PHONE.fullmatch(text.removeprefix("'")))

    def share(self, kind: str) -> float:
        """The share of the filled cells that are of a kind: times, clocks, emails, phones, texts."""
        whole = self.looked if kind == "times" else self.filled
        return getattr(self, kind) / whole if whole else 0.0

    @property
    def is_key(self) -> bool:
        """Whether every row has its own value: an id, not a time, an address or a text."""
        return not self.repeats and not self.missing and self.is_nearly_key

    @property
    def is_nearly_key(self) -> bool:
        """Whether nearly every row has its own value: a file may hold a row twice, or one without its id."""
        is_id = not self.texts and not self.emails and not self.named_emails and self.share("times") < 1
        return bool(self._keys) and is_id and self.repeats * 4 <= self.filled and self.missing * 2 <= self.filled

    @property
    def has_few_words(self) -> bool:
        """Whether a person can be asked about each word."""
        return bool(self.words) and self.words is not None and (self.filled < 20 or len(self.words) * 2 <= self.filled)


@dataclass
class TableProfile:
    """The columns of a table, the number of its rows, and its first rows as they are shown."""

    columns: dict[str, TableColumn] = field(default_factory=dict)
    rows: int = 0
    first_rows: list[list[str]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The column that names each row; "" if there is none. Preferred: one that is called an id or a number."""
        keys = [column.name for column in self.columns.values() if column.is_key]
        named = [
            name for name in keys if re.search(r"(?i)(^|[^a-z])(id|nr|no|number|nummer|key|ref)s?([^a-z]|$)|id$", name)
        ]
        return (named or keys or [""])[0] if self.rows > 1 else (named or [""])[0]

    @property
    def named_key(self) -> str:
        """The column that names nearly each row and is called an id or number, not that of a customer; "" for none."""
        named = [c for c in self.columns.values() if _KEY_NAME.search(c.name) and not _OF_PERSON.search(c.name)]
        exact = [column.name for column in named if column.is_key]
        nearly = [column.name for column in named if column.is_nearly_key]
        return (exact or nearly or [""])[0] if self.rows > 1 else ""


def profile_table(names: Iterable[str], rows: Iterable[TableRow]) -> TableProfile:
    """The profile of a table. Of JSON the columns are the paths in its records."""
    found = TableProfile({name: TableColumn(name) for name in list(names)[:MOST_COLUMNS]})
    nested = not found.columns
    first: list[dict[str, Any]] = []
    for row in rows:
        if row.fault is not None:
            continue
        cells = flatten(row.cells) if nested else row.cells
        found.rows += 1
        for name, value in cells.items():
            if nested and name not in found.columns and len(found.columns) < MOST_COLUMNS:
                found.columns[name] = TableColumn(name)
                if found.rows > 1:
                    found.columns[name].add(0, "")
            if name in found.columns:
                found.columns[name].add(row.number, value)
        if len(first) < SHOWN_ROWS:
            first.append(dict(cells))
    found.first_rows = [
        [cell_text(to_cell(cells.get(name)))[:SHOWN_CHARACTERS] for name in found.columns] for cells in first
    ]
    return found


def flatten(record: Any, depth: int = 0) -> dict[str, Any]:
    """The values of a record by their paths, such as ticket.requester.email. Lists stay whole."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict) and value and depth < DEEPEST:
            found |= {f"{name}.{inner}": each for inner, each in flatten(value, depth + 1).items()}
        else:
            found[name] = value
    return found
