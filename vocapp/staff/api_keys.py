"""API keys `voc_live_…` and `voc_test_…`: shown once; the database keeps their SHA-256.

The actor of a key is cached in this process for CACHE_SECONDS, so a revoked key works that long at most in other
processes; in the process that revoked it, it stops at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID

import asyncpg

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor, Scope
from vocapp.staff.new_secret import new_secret
from vocapp.tokens import token_hash

CACHE_SECONDS = 5.0
MOST_CACHED = 1000
SHOWN = 16
FIND = """
WITH found AS (
    SELECT id, name, scopes, is_test, used_at FROM api_key WHERE secret_hash = $1 AND revoked_at IS NULL
), used AS (
    UPDATE api_key SET used_at = $2 WHERE id = (
        SELECT id FROM found WHERE used_at IS NULL OR used_at < $2::timestamptz - interval '1 minute'))
SELECT id, name, scopes, is_test FROM found
"""


@dataclass(frozen=True)
class NewKey:
    """A new key; `secret` is not stored anywhere."""

    id: UUID
    secret: str


class KnownKeys:
    """Cache of recently used keys, by the hash of their secret."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._known: dict[bytes, tuple[Actor, float]] = {}

    async def find(self, secret: str) -> Actor | None:
        """The actor of a key; None for an unknown or revoked one."""
        digest, now = token_hash(secret), self._clock()
        known = self._known.get(digest)
        if known is not None and known[1] > now:
            return known[0]
        row = await DB.fetch_one(FIND, digest, clock.now())
        if row is None:
            self._known.pop(digest, None)
            return None
        if len(self._known) >= MOST_CACHED:
            self._known.clear()
        actor = Actor(
            kind="key", id=row["id"], name=row["name"], scopes=frozenset(row["scopes"]), is_test=row["is_test"]
        )
        self._known[digest] = (actor, now + CACHE_SECONDS)
        return actor

    def forget(self) -> None:
        """Empties the cache after a key was changed here."""
        self._known.clear()


KNOWN = KnownKeys()


async def add(name: str, scopes: Iterable[Scope], *, is_test: bool, by: Actor) -> NewKey:
    """Creates a key. Contacts of a test key are delivered to the outbox only and never counted."""
    secret = f"voc_{'test' if is_test else 'live'}_{new_secret()}"
    key_id, names = new_id(), sorted(set(scopes))
    async with DB.transaction():
        await DB.execute(
            "INSERT INTO api_key (id, name, prefix, secret_hash, scopes, is_test, created_by, created_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            key_id,
            name,
            secret[:SHOWN],
            token_hash(secret),
            names,
            is_test,
            by.id if by.kind == "user" else None,
            clock.now(),
        )
        await record(by, "key.added", "key", key_id, name=name, scopes=names, test=is_test)
    return NewKey(key_id, secret)


async def revoke(key_id: UUID, by: Actor) -> asyncpg.Record | None:
    """Revokes a key; its row, or None if there is no such active key."""
    return await _set(key_id, "key.revoked", clock.now(), by)


async def restore(key_id: UUID, by: Actor) -> asyncpg.Record | None:
    """Undoes a revocation; the key's row, or None if there is no such revoked key."""
    return await _set(key_id, "key.restored", None, by)


async def _set(key_id: UUID, action: str, revoked_at: datetime | None, by: Actor) -> asyncpg.Record | None:
    async with DB.transaction():
        row = await DB.fetch_one(
            "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND (revoked_at IS NULL) = $3 RETURNING id, name, prefix",
            key_id,
            revoked_at,
            revoked_at is not None,
        )
        if row is not None:
            await record(by, action, "key", key_id, name=row["name"])
    KNOWN.forget()
    return row


async def list_keys(*, revoked: bool = False) -> list[asyncpg.Record]:
    """Active keys, newest first; with `revoked`, revoked ones too."""
    return await DB.fetch(
        "SELECT k.id, k.name, k.prefix, k.scopes, k.is_test, k.created_at, k.used_at, k.revoked_at, u.name AS creator "
        "FROM api_key k LEFT JOIN staff_user u ON u.id = k.created_by "
        "WHERE $1 OR k.revoked_at IS NULL ORDER BY k.id DESC LIMIT 500",
        revoked,
    )


async def find_by_prefix(prefix: str) -> list[asyncpg.Record]:
    """The active keys that begin with `prefix`."""
    return await DB.fetch(
        "SELECT id, name, prefix FROM api_key WHERE starts_with(prefix, $1) AND revoked_at IS NULL", prefix
    )
