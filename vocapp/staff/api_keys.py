"""API keys `voc_live_…` and `voc_test_…`: shown once; the database keeps their SHA-256.

The actor of a key is cached in this process for CACHE_SECONDS, so a revoked key works that long at most in other
processes; in the process that revoked it, it stops at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID

from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor, Scope
from vocapp.staff.new_secret import new_secret
from vocapp.staff.tables import ApiKey
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


@dataclass(frozen=True)
class KeySummary:
    """A key as it is listed; `prefix` is how its secret begins, `creator` the name of the user who made it."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    is_test: bool
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    creator: str | None


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
        row = ApiKey(
            id=key_id,
            name=name,
            prefix=secret[:SHOWN],
            secret_hash=token_hash(secret),
            scopes=names,
            is_test=is_test,
            created_by=by.id if by.kind == "user" else None,
            created_at=clock.now(),
        )
        await ApiKey.insert(row)
        await record(by, "key.added", "key", key_id, name=name, scopes=names, test=is_test)
    return NewKey(key_id, secret)


async def revoke(key_id: UUID, by: Actor) -> str | None:
    """Revokes a key; its name, or None if there is no such active key."""
    return await _set(key_id, "key.revoked", clock.now(), by)


async def restore(key_id: UUID, by: Actor) -> str | None:
    """Undoes a revocation; the key's name, or None if there is no such revoked key."""
    return await _set(key_id, "key.restored", None, by)


async def _set(key_id: UUID, action: str, revoked_at: datetime | None, by: Actor) -> str | None:
    is_active = ApiKey.revoked_at.is_null()
    was = is_active if revoked_at else ApiKey.revoked_at.is_not_null()
    async with DB.transaction():
        change = ApiKey.update({ApiKey.revoked_at: revoked_at}).where(ApiKey.id == key_id, was)
        names = [row["name"] for row in await change.returning(ApiKey.name)]
        for name in names:
            await record(by, action, "key", key_id, name=name)
    KNOWN.forget()
    return next(iter(names), None)


async def list_keys(*, revoked: bool = False) -> list[KeySummary]:
    """Active keys, newest first; with `revoked`, revoked ones too."""
    return await _summaries() if revoked else await _summaries(ApiKey.revoked_at.is_null())


async def find_by_prefix(prefix: str) -> list[KeySummary]:
    """The active keys that begin with `prefix`."""
    return await _summaries(ApiKey.revoked_at.is_null(), WhereRaw("starts_with(prefix, {})", prefix))


async def _summaries(*wanted: Combinable) -> list[KeySummary]:
    key = ApiKey
    rows = key.select(
        key.id, key.name, key.prefix, key.scopes, key.is_test, key.created_at, key.used_at, key.revoked_at,
        key.created_by.name.as_alias("creator"),
    )  # fmt: skip
    return [KeySummary(**row) for row in await rows.where(*wanted).order_by(key.id, ascending=False).limit(500)]
