"""What the cells of a whole column say together: whether the day comes first, and whether a comma is a decimal one.

One cell such as 10/11/2026 or 1,234 says nothing, and the first five rows may say nothing either. Where the whole
column leaves it open, or contradicts itself, a person is asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vocapp.contacts.imports.amounts import EITHER, decimal_of
from vocapp.contacts.imports.time_forms import DateOrder, has_dots, order_of
from vocapp.faults import Fault
from vocapp.files.table import Cell

Seen = tuple[int, str]
"""Row number and text of a cell."""


@dataclass
class ColumnEvidence:
    """The first cell of each kind in a column: what proves an order or a decimal separator, and what leaves it open."""

    orders: dict[DateOrder, Seen] = field(default_factory=dict)
    with_dots: bool = False
    decimals: dict[str, Seen] = field(default_factory=dict)

    def add_time(self, number: int, cell: Cell) -> None:
        """Adds a cell of a time."""
        if not isinstance(cell, str) or not cell:
            return
        order = order_of(cell)
        if order not in self.orders:
            self.orders[order] = number, cell
        if order is DateOrder.EITHER and not self.with_dots:
            self.with_dots = has_dots(cell)

    def add_number(self, number: int, cell: Cell) -> None:
        """Adds a cell of a number."""
        if isinstance(cell, str) and (decimal := decimal_of(cell)) not in self.decimals:
            self.decimals[decimal] = number, cell

    @property
    def order(self) -> DateOrder:
        """What comes first in the column: EITHER where that is open or contradictory; NONE if it makes no difference.

        With dots the day comes first, if nothing proves the contrary.
        """
        proven = [order for order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST) if order in self.orders]
        if len(proven) == 1:
            return proven[0]
        if proven:
            return DateOrder.EITHER
        if DateOrder.EITHER not in self.orders:
            return DateOrder.NONE
        return DateOrder.DAY_FIRST if self.with_dots else DateOrder.EITHER

    @property
    def decimal(self) -> str:
        """The decimal separator of the column; "" where it is open or contradictory."""
        proven = [mark for mark in (",", ".") if mark in self.decimals]
        return proven[0] if len(proven) == 1 else ""

    def order_fault(self, place: str) -> Fault | None:
        """The question for a person, with the cells that raise it."""
        if self.order is not DateOrder.EITHER:
            return None
        if DateOrder.DAY_FIRST in self.orders:
            (day_row, day), (month_row, month) = self.orders[DateOrder.DAY_FIRST], self.orders[DateOrder.MONTH_FIRST]
            return Fault.of(
                "mapping.dates_contradict", place, text=day[:40], number=day_row, other=month[:40], row=month_row
            )
        number, text = self.orders[DateOrder.EITHER]
        return Fault.of("mapping.day_or_month", place, text=text[:40], number=number)

    @property
    def has_open_decimal(self) -> bool:
        """Whether a cell could be two numbers, and nothing decides."""
        return EITHER in self.decimals and not self.decimal


Profile = Mapping[str, ColumnEvidence]
"""Evidence by the place of a rule, such as started_at."""


def gather_evidence(cells: Iterable[tuple[int, str, Cell, bool]]) -> dict[str, ColumnEvidence]:
    """The evidence in cells: row number, place, cell, and whether it is a time."""
    found: dict[str, ColumnEvidence] = {}
    for number, place, cell, is_time in cells:
        evidence = found.setdefault(place, ColumnEvidence())
        (evidence.add_time if is_time else evidence.add_number)(number, cell)
    return found
