"""Keyset pagination of lists on pages, with every filter in the address; no OFFSET."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

Row = TypeVar("Row")
SIZE = 50


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """One page of a list: `next` is the address of the next page, "" on the last; `first` that of the first page."""

    rows: Sequence[Row]
    next: str
    first: str
    is_first: bool


def make_page(
    rows: Sequence[Row], path: str, filters: Mapping[str, str], after: UUID | None, size: int = SIZE
) -> Paged[Row]:
    """The page of `rows`, which hold one more than `size` if there is a next page; addresses keep `filters`."""
    kept = {name: value for name, value in filters.items() if value}
    shown = rows[:size]
    following = {**kept, "after": str(_id(shown[-1]))} if len(rows) > size else {}
    return Paged(shown, f"?{urlencode(following)}" if following else "", _address(path, kept), after is None)


def parse_key(text: str) -> UUID | None:
    """The key in an address; None if there is none or it is not valid."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _id(row: Any) -> UUID:
    found: UUID = row["id"] if not hasattr(row, "id") else row.id
    return found


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
