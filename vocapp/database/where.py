"""WHERE clauses built of conditions and their values; every list whose filters vary makes its clause with these."""

from collections.abc import Iterable
from typing import Any

Filter = tuple[str, Any]
"""A condition with a question mark for its value, and the value; None or "": no condition."""


class SqlValues(list[Any]):
    """The values of a statement while it is built; the first is `$first`."""

    def __init__(self, first: int = 1) -> None:
        super().__init__()
        self._first = first

    def place(self, value: Any) -> str:
        """Adds a value and returns its place, e.g. `$3`."""
        self.append(value)
        return f"${self._first + len(self) - 1}"


class WhereClause:
    """Conditions joined by AND. Their values go to `values`, which clauses of one statement may share."""

    def __init__(self, values: SqlValues | None = None) -> None:
        self.values = SqlValues() if values is None else values
        self._conditions: list[str] = []

    def add(self, condition: str, *values: Any) -> "WhereClause":
        """Adds a condition in which each question mark is one of `values`, in order. Without values it is kept as is.

        ValueError if there are more question marks than values, or fewer.
        """
        if values:
            first, *others = condition.split("?")
            if len(others) != len(values):
                raise ValueError(f"{len(others)} question marks for {len(values)} values: {condition}")
            places = (self.values.place(value) + other for value, other in zip(values, others, strict=True))
            condition = first + "".join(places)
        self._conditions.append(condition)
        return self

    def add_given(self, filters: Iterable[Filter]) -> "WhereClause":
        """Adds those filters that have a value."""
        for condition, value in filters:
            if value is not None and value != "":
                self.add(condition, value)
        return self

    def place(self, value: Any) -> str:
        """Adds a value alone and returns its place, e.g. for LIMIT."""
        return self.values.place(value)

    @property
    def sql(self) -> str:
        """The conditions, for use after WHERE; each is in brackets, so that an OR inside stays inside."""
        return " AND ".join(f"({condition})" for condition in self._conditions) or "true"
