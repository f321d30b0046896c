"""WHERE clauses made of conditions and their values, shared by the lists of the API and of the staff pages."""

from collections.abc import Iterable
from typing import Any

from vocapp.http.access import Actor, visible

Filter = tuple[str, Any]
"""A condition with a question mark for its value, and the value; None or "": no condition."""


class WhereClause:
    """Conditions joined by AND; `values` are those of `$1`, `$2`, … in them.

    With an actor it begins with what that actor may see of `table`, which the query names `alias`.
    """

    def __init__(self, actor: Actor | None = None, table: str = "", alias: str = "") -> None:
        self._conditions: list[str] = []
        self.values: list[Any] = []
        if actor is not None:
            allowed = visible(actor, table, alias)
            self._conditions.append(allowed.sql)
            self.values += allowed.values

    def add(self, condition: str, *values: Any) -> "WhereClause":
        """Adds a condition in which every question mark is one of `values`, in order."""
        for value in values:
            condition = condition.replace("?", self.place(value), 1)
        self._conditions.append(condition)
        return self

    def add_given(self, filters: Iterable[Filter]) -> "WhereClause":
        """Adds those filters that have a value."""
        for condition, value in filters:
            if value is not None and value != "":
                self.add(condition, value)
        return self

    def place(self, value: Any) -> str:
        """Adds a value alone and returns its place, e.g. `$3` for LIMIT."""
        self.values.append(value)
        return f"${len(self.values)}"

    def __str__(self) -> str:
        """The conditions, for use after WHERE."""
        return " AND ".join(self._conditions) or "true"
