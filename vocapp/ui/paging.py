"""How is a long list read? By key, page after page, with every filter in the address; never by counting rows off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

Row = TypeVar("Row")
SIZE = 50


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """One page of a list: `next` is the address of the page after it, "" on the last; `first` that of the newest."""

    rows: Sequence[Row]
    next: str
    first: str
    is_first: bool


def make_page(
    rows: Sequence[Row], path: str, filters: Mapping[str, str], after: UUID | None, size: int = SIZE
) -> Paged[Row]:
    """The page of `rows`, of which one more than `size` was asked for; `filters` stay in its addresses."""
    kept = {name: value for name, value in filters.items() if value}
    shown = rows[:size]
    following = {**kept, "after": str(_id(shown[-1]))} if len(rows) > size else {}
    return Paged(shown, f"?{urlencode(following)}" if following else "", _address(path, kept), after is None)


def parse_key(text: str) -> UUID | None:
    """The key that an address carries; None where it carries none that can be read."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _id(row: Any) -> UUID:
    found: UUID = row["id"] if not hasattr(row, "id") else row.id
    return found


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
