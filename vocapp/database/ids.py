"""How rows are named: UUIDv7, so that new rows land at the end of every index."""

from uuid import UUID, uuid4

import uuid_utils.compat


def new_id() -> UUID:
    """A time-ordered UUIDv7."""
    return uuid_utils.compat.uuid7()


def anonymous_id() -> UUID:
    """A UUIDv4, which tells nothing of when it was made; for anonymous responses."""
    return uuid4()


def id_before(seconds: float) -> UUID:
    """Smaller than every id of the last `seconds`, and greater than the older ones; for ranges of a primary key."""
    milliseconds = (new_id().int >> 80) - int(seconds * 1000)
    return UUID(int=max(0, milliseconds) << 80)
