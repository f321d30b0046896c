"""May we write? Permission rows, and where there is none what the country's law lets a company do for its customers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from vocapp.customers.words import Basis, Purpose, WritingChannel
from vocapp.edge.access import Actor


class Wish(NamedTuple):
    """To write to `identity_id` on `channel` for `purpose`."""

    identity_id: UUID
    channel: WritingChannel
    purpose: Purpose


async def may_write(wishes: Iterable[Wish]) -> Mapping[Wish, Basis | None]:
    """The basis on which each wish may be fulfilled now, or None: withdrawn, or no basis."""
    raise NotImplementedError


async def grant(
    wish: Wish,
    basis: Basis,
    *,
    actor: Actor,
    country: str | None = None,
    evidence: str = "",
    at: datetime | None = None,
) -> UUID:
    """Record a permission (again, after a withdrawal), with its event; the row's id."""
    raise NotImplementedError


async def withdraw(wish: Wish, *, by: str, actor: Actor) -> bool:
    """Record that the customer does not want it: for this identity and the customer's others on that channel.

    `by` is link, header, reply, complaint or staff. False where all of it was withdrawn already. In the running
    transaction; revoking queued messages is the caller's (`sending.queue.revoke`).
    """
    raise NotImplementedError
