"""How rows are named: UUIDv7, so that new rows land at the end of every index."""

from uuid import UUID, uuid4

import uuid_utils.compat


def new_id() -> UUID:
    """A time-ordered UUIDv7."""
    return uuid_utils.compat.uuid7()


def anonymous_id() -> UUID:
    """A UUIDv4, which tells nothing of when it was made; for anonymous responses."""
    return uuid4()
