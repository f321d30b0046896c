"""The protocol of a gateway: it delivers one composed message and reports a clear outcome."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class Outgoing:
    """A composed message, ready to send. `payload` is what its protocol carries (for e-mail the RFC 5322 bytes)."""

    channel: str
    sender: str
    recipient: str
    payload: bytes
    key: str
    subject: str = ""


@dataclass(frozen=True)
class Receipt:
    """The provider accepted the message; `provider_id` is its id there."""

    provider_id: str | None = None


class DeliveryRefusedError(Exception):
    """The provider clearly refused the message. `permanent`: another attempt is pointless.

    `dead_address`: nobody can be reached at this address, now or later. `cause`: the class of the reason, for counts.
    """

    def __init__(self, reason: str, *, permanent: bool, dead_address: bool = False, cause: str = "") -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.dead_address = dead_address
        self.cause = cause


class DeliveryUncertainError(Exception):
    """It is unknown whether the provider accepted the message; it is never sent again automatically."""


@runtime_checkable
class Gateway(Protocol):
    """Delivers messages of one kind of transport."""

    name: str

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Deliver once. Raises DeliveryRefusedError or DeliveryUncertainError, and no other exception."""
        ...

    async def close(self) -> None:
        """Close open connections."""
        ...


@runtime_checkable
class SupportsLookup(Protocol):
    """A gateway that can tell afterwards whether it accepted a message; this settles uncertain messages."""

    async def was_taken(self, key: str) -> bool:
        """Whether the message with this key was accepted. May raise anything: then it is unknown."""
        ...
