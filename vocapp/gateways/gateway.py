"""What a gateway is: it delivers one composed message and says clearly how that ended."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class Outgoing:
    """A composed message, ready to leave. `payload` is what its protocol carries (for e-mail the RFC 5322 bytes)."""

    channel: str
    sender: str
    recipient: str
    payload: bytes
    key: str
    subject: str = ""


@dataclass(frozen=True)
class Receipt:
    """The provider took the message; `provider_id` is its name for it."""

    provider_id: str | None = None


class DeliveryRefusedError(Exception):
    """The provider clearly did not take the message. `permanent` says that another try is pointless.

    `dead_address` says more: nobody can be reached at this address, now or later.
    """

    def __init__(self, reason: str, *, permanent: bool, dead_address: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.dead_address = dead_address


class DeliveryUncertainError(Exception):
    """Nobody knows whether the provider took the message; it is never sent again by itself."""


@runtime_checkable
class Gateway(Protocol):
    """How messages leave the building."""

    name: str

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Deliver once; RefusedError or UncertainError otherwise, never another exception."""
        ...

    async def close(self) -> None:
        """Give kept connections back."""
        ...


@runtime_checkable
class SupportsLookup(Protocol):
    """A gateway that can tell afterwards whether it took a message; it settles what ended unclearly."""

    async def was_taken(self, key: str) -> bool:
        """Whether the message with this key was taken. May raise anything: then nobody knows yet."""
        ...
