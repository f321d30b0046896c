"""API keys `voc_live_…` and `voc_test_…`: shown once; the database keeps their SHA-256.

The actor of a key is cached in this process for CACHE_SECONDS, so a revoked key works that long at most in other
processes; in the process that revoked it, it stops at once. The same holds for the rights of its maker.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from piccolo.columns import Column
from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor, Scope
from vocapp.staff import sessions
from vocapp.staff.key_rights import KeyLimits, KeyRightError, is_past, missing_right
from vocapp.staff.new_secret import new_secret
from vocapp.staff.tables import ApiKey, Unit
from vocapp.staff.trusted_sources import trusted_names
from vocapp.tokens import token_hash

CACHE_SECONDS = 5.0
MOST_CACHED = 1000
SHOWN = 16
EVERYWHERE = KeyLimits()
FIND = """
SELECT id, name, scopes, is_test, used_at, sources, created_by, bound,
    ARRAY(WITH RECURSIVE own AS (
        SELECT unnest(api_key.units) AS id UNION SELECT unit.id FROM unit JOIN own ON unit.parent_id = own.id)
    SELECT id FROM own) AS units
FROM api_key WHERE secret_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
"""
USED = "UPDATE api_key SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2::timestamptz - $3::interval)"
USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewKey:
    """A new key; `secret` is not stored anywhere."""

    id: UUID
    secret: str


@dataclass(frozen=True)
class KeySummary:
    """A key as it is listed; `prefix` is how its secret begins, `creator` the name of the user who answers for it.

    `ended`: why it works no longer: revoked, expired or rights; "" while it works.
    """

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    is_test: bool
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    creator: str | None
    sources: list[str]
    units: list[str]
    expires_at: datetime | None
    ended: str


class KnownKeys:
    """Cache of recently used keys, by the hash of their secret."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._known: dict[bytes, tuple[Actor, float]] = {}

    async def find(self, secret: str) -> Actor | None:
        """The actor of a key; None for one that is unknown, revoked, expired or has lost its maker's rights."""
        digest, now = token_hash(secret), self._clock()
        known = self._known.get(digest)
        if known is not None and known[1] > now:
            return known[0]
        actor = await _working_key(digest)
        if actor is None:
            self._known.pop(digest, None)
            return None
        if len(self._known) >= MOST_CACHED:
            self._known.clear()
        self._known[digest] = (actor, now + CACHE_SECONDS)
        return actor

    def forget(self) -> None:
        """Empties the cache after a key was changed here."""
        self._known.clear()


KNOWN = KnownKeys()


async def _working_key(digest: bytes) -> Actor | None:
    now = clock.now()
    row = await DB.fetch_one(FIND, digest, now)
    if row is None or (row["bound"] and not await _maker_has_rights(row)):
        return None
    if row["used_at"] is None or row["used_at"] < now - USED_EVERY:
        await DB.execute(USED, row["id"], now, USED_EVERY)
    return Actor(
        kind="key",
        id=row["id"],
        name=row["name"],
        scopes=frozenset(row["scopes"]),
        is_test=row["is_test"],
        sources=frozenset(row["sources"]) or None,
        units=tuple(row["units"]) or None,
    )


async def _maker_has_rights(row: Mapping[str, Any]) -> bool:
    """Whether the maker could give this key what it has. That a source is trusted since then ends no key of it."""
    maker = await sessions.actor_for_user(row["created_by"]) if row["created_by"] else None
    return maker is not None and not missing_right(maker, row["scopes"], row["sources"], row["units"], ())


async def add(
    name: str, scopes: Iterable[Scope], *, is_test: bool, by: Actor, limits: KeyLimits = EVERYWHERE
) -> NewKey:
    """Creates a key. Raises KeyRightError, after the attempt was written into the audit log.

    Contacts of a test key are delivered to the outbox only and never counted.
    """
    secret = f"voc_{'test' if is_test else 'live'}_{new_secret()}"
    key_id, now = new_id(), clock.now()
    row = ApiKey(
        id=key_id,
        name=name,
        prefix=secret[:SHOWN],
        secret_hash=token_hash(secret),
        scopes=sorted(set(scopes)),
        is_test=is_test,
        created_by=by.id if by.kind == "user" else None,
        created_at=now,
        sources=sorted(limits.sources),
        units=sorted(limits.units),
        expires_at=None if limits.lifetime is None else now + limits.lifetime,
        bound=by.kind == "user",
    )
    await _check(row, by)
    async with DB.transaction():
        await ApiKey.insert(row)
        await record(by, "key.added", "key", key_id, name=name, test=is_test, **_granted(row))
    return NewKey(key_id, secret)


async def _check(key: ApiKey, by: Actor) -> None:
    if what := missing_right(by, key.scopes, key.sources, key.units, await trusted_names()):
        await record(by, "key.refused", "key", key.id, name=key.name, missing=what, **_granted(key))
        raise KeyRightError(what)


def _granted(key: ApiKey) -> dict[str, list[str]]:
    return {"scopes": key.scopes, "sources": key.sources, "units": list(map(str, key.units))}


async def revoke(key_id: UUID, by: Actor) -> str | None:
    """Revokes a key; its name, or None if there is no such active key."""
    async with DB.transaction():
        change = ApiKey.update({ApiKey.revoked_at: clock.now()})
        rows = await change.where(ApiKey.id == key_id, ApiKey.revoked_at.is_null()).returning(ApiKey.name)
        for row in rows:
            await record(by, "key.revoked", "key", key_id, name=row["name"])
    KNOWN.forget()
    return next((row["name"] for row in rows), None)


async def restore(key_id: UUID, by: Actor) -> str | None:
    """Undoes a revocation; the key's name, or None if there is no such revoked key.

    Only for who may make such a key: KeyRightError. From then on the key ends with the rights of the one who restored
    it, and on its old date.
    """
    key = await ApiKey.objects().where(ApiKey.id == key_id, ApiKey.revoked_at.is_not_null()).first()
    if key is None:
        return None
    await _check(key, by)
    values: dict[Column | str, Any] = {ApiKey.revoked_at: None}
    if by.kind == "user":
        values |= {ApiKey.created_by: by.id, ApiKey.bound: True}
    async with DB.transaction():
        await ApiKey.update(values).where(ApiKey.id == key_id)
        await record(by, "key.restored", "key", key_id, name=key.name)
    KNOWN.forget()
    return str(key.name)


async def list_keys(*, revoked: bool = False) -> list[KeySummary]:
    """Active keys, newest first; with `revoked`, revoked ones too."""
    return await _summaries() if revoked else await _summaries(ApiKey.revoked_at.is_null())


async def find_by_prefix(prefix: str) -> list[KeySummary]:
    """The active keys that begin with `prefix`."""
    return await _summaries(ApiKey.revoked_at.is_null(), WhereRaw("starts_with(prefix, {})", prefix))


async def _summaries(*wanted: Combinable) -> list[KeySummary]:
    key = ApiKey
    rows = await key.select(
        key.id, key.name, key.prefix, key.scopes, key.is_test, key.created_at, key.used_at, key.revoked_at,
        key.sources, key.units, key.expires_at, key.bound, key.created_by,
        key.created_by.name.as_alias("creator"),
    ).where(*wanted).order_by(key.id, ascending=False).limit(500)  # fmt: skip
    names = {row["id"]: row["name"] for row in await Unit.select(Unit.id, Unit.name)}
    summaries = []
    for row in rows:
        ended = await _ended(row)
        shown = {name: value for name, value in row.items() if name not in ("bound", "created_by")}
        summaries.append(KeySummary(**shown | {"units": [names.get(unit, "?") for unit in row["units"]]}, ended=ended))
    return summaries


async def _ended(row: Mapping[str, Any]) -> str:
    if row["revoked_at"]:
        return "revoked"
    if is_past(row["expires_at"], clock.now()):
        return "expired"
    return "rights" if row["bound"] and not await _maker_has_rights(row) else ""
