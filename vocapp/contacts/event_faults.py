"""Faults of one contact: of what is refused, and of what is set aside with the odd value as it came."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec

from vocapp.faults import Fault, FaultError

SHOWN: Final = 80
KEPT: Final = 2000
T = TypeVar("T")


class ContactFaults(list[Fault]):
    """The faults of one contact, in the order in which they are found. The place of each is a field."""

    def add(self, field: str, value: Any, found: Fault) -> None:
        """Add a fault of `field`, which holds `value`."""
        self.append(found.at(field, value=shorten(value)))

    def set_aside(self, field: str, value: Any, found: Fault) -> None:
        """Add a fault of `field`, whose `value` is kept as it came."""
        self.append(found.at(field, value=keep_text(value)))

    def attempt(self, field: str, value: Any, work: Callable[..., T], *values: Any) -> T | None:
        """Returns what `work(*values)` returns; None where it raises FaultError, whose faults are added."""
        try:
            return work(*values)
        except FaultError as failure:
            for found in failure.faults:
                self.set_aside(field, value, found)
            return None


def shorten(value: Any) -> str:
    """`value` as a fault shows it: text as it is, anything else as JSON, at most 80 characters."""
    text = _text(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def keep_text(value: Any) -> str:
    """`value` as it is kept: text as it is, anything else as JSON, without what cannot be stored."""
    return _text(value).replace("\0", "\ufffd")[:KEPT]


def dotted_place(path: tuple[Any, ...]) -> str:
    """The place of a field: `customer.identities[0].value`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
