"""Ids of rows: UUIDv7, so that new rows are added at the end of every index."""

from uuid import UUID, uuid4

import uuid_utils.compat


def new_id() -> UUID:
    """Returns a time-ordered UUIDv7."""
    return uuid_utils.compat.uuid7()


def anonymous_id() -> UUID:
    """Returns a UUIDv4, which does not reveal when it was made; for anonymous responses."""
    return uuid4()


def id_before(seconds: float) -> UUID:
    """Returns an id smaller than every id of the last `seconds` and greater than older ones; for key ranges."""
    milliseconds = (new_id().int >> 80) - int(seconds * 1000)
    return UUID(int=max(0, milliseconds) << 80)
