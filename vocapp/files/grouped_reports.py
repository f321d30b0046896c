"""Grouped reports as tables: rows that name a group or add one up are left out, and each row gets its groups."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from vocapp.faults import Fault
from vocapp.files.table import Record, cell_text, to_cell

MOST_SHOWN: Final = 20

SORTED: Final = re.compile(r"\s*[↑↓▲▼]$")
"""A report shows so that it is grouped by a column; the group is then named in its first row only."""
_SUBTOTAL = re.compile(
    r"(sub-?|grand )?totals?|(sub)?(count|sum|average)|record count|zwischensumme|teilergebnis|"
    r"gesamt(summe|ergebnis)?|summe|"
    r"anzahl|sous-total|total général|somme|nombre|subtotaal|totaal|suma|razem|subtotale|totale",
    re.IGNORECASE,
)
_GROUP_TITLE = re.compile(
    r".{1,200}\((\d[\d.,\s]*) (records?|rows?|items?|datensätze?|einträge?|enregistrements?|registros?)\)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[-+(]?[\d.,'\s]*\d[\d.,'\s]*\)?\s?[%€$£]?|[€$£]\s?[\d.,]+")


def without_subtotals(
    records: Iterable[Record], columns: tuple[str, ...], notes: list[Fault], file: str
) -> Iterator[Record]:
    """The rows without those of a grouped report that name a group, or add one up."""
    left_out: list[int] = []
    for record in records:
        if record[2] is None and _is_subtotal(record[1], len(columns)):
            left_out.append(record[0])
        else:
            yield record
    if left_out:
        shown = ", ".join(map(str, left_out[:MOST_SHOWN])) + (", …" if len(left_out) > MOST_SHOWN else "")
        notes.append(Fault.of("file.subtotals", file=file, rows=shown))


def _is_subtotal(cells: Sequence[Any], width: int) -> bool:
    filled = [cell_text(to_cell(cell)).strip() for cell in cells if cell is not None and cell != ""]
    if width < 3 or not filled or len(filled) * 2 > width + 1:
        return False
    if len(filled) == 1:
        return bool(_GROUP_TITLE.fullmatch(filled[0]))
    words = [text for text in filled if not _AMOUNT.fullmatch(text)]
    return bool(words) and len(words) < len(filled) and all(_is_word_of_totals(word) for word in words)


def _is_word_of_totals(word: str) -> bool:
    return bool(_SUBTOTAL.fullmatch(word.strip(" :"))) or bool(_GROUP_TITLE.fullmatch(word))


def fill_groups(records: Iterable[Record], grouped: Sequence[int]) -> Iterator[Record]:
    """The rows, each with the groups that are named in an earlier one."""
    last: dict[int, Any] = {}
    for number, cells, fault in records:
        found = list(cells)
        for index in grouped if any(str(cell or "").strip() for cell in found) else ():
            if index < len(found) and str(found[index] or "").strip():
                last[index] = found[index]
            elif index in last:
                found += [""] * (index + 1 - len(found))
                found[index] = last[index]
        yield number, found, fault
