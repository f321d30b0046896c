"""Permissions: whether a customer may be written to. If no permission is recorded, the law of the country decides.

A withdrawn permission stays as a row. An opt-out on one identity counts for the person: for every other identity of
theirs, known at that time or later, whatever the law or a permission that another system sends allows. Only the
customer lifts it, for one identity (`grant`). For customers who were erased the suppression list says the same.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from vocapp import clock
from vocapp.audit.record import record
from vocapp.customers.address_marks import marked_as
from vocapp.customers.country_law import basis_for
from vocapp.customers.merging.merged_family import family_sql
from vocapp.customers.suppression_list import find_suppressed, release_address
from vocapp.customers.types import Basis, Purpose, WritingChannel
from vocapp.database import DB, new_id
from vocapp.http.access import Actor

# `held`: each wanted permission with its customer; `recorded`: what the customer's family has recorded of that kind.
FAMILIES = f"""
held AS (SELECT w.*, i.customer_id FROM wanted w JOIN identity i ON i.id = w.identity_id),
{family_sql("ARRAY(SELECT customer_id FROM held)")},
recorded AS (
  SELECT h.n, p.identity_id, p.basis, p.withdrawn_at, p.lifted_at FROM held h JOIN family f ON f.start = h.customer_id
  JOIN identity i ON i.customer_id = f.id
  JOIN permission p ON p.identity_id = i.id AND p.channel = h.channel AND p.purpose = h.purpose)"""  # noqa: S608
MAY_WRITE = f"""
WITH RECURSIVE wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS w(identity_id, channel, purpose, n)),
{FAMILIES}
SELECT h.identity_id, h.channel, h.purpose, c.country, own.identity_id IS NOT NULL AS is_recorded, own.basis,
       own.withdrawn_at IS NOT NULL AS withdrawn, own.lifted_at,
       (SELECT max(r.withdrawn_at) FROM recorded r WHERE r.n = h.n) AS opted_out_at,
       ARRAY(SELECT ROW(i.kind, i.value, i.is_test, o.name)
             FROM family m JOIN customer o ON o.id = m.id JOIN identity i ON i.customer_id = o.id
             WHERE m.start = h.customer_id AND EXISTS (SELECT FROM objection)) AS addresses
FROM held h JOIN family f ON f.start = h.customer_id AND f.id = f.root JOIN customer c ON c.id = f.root
LEFT JOIN recorded own ON own.n = h.n AND own.identity_id = h.identity_id"""  # noqa: S608
GRANT = """
INSERT INTO permission (id, identity_id, channel, purpose, basis, country, evidence, granted_at, lifted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (identity_id, channel, purpose) DO UPDATE
SET basis = excluded.basis, country = excluded.country, evidence = excluded.evidence,
    granted_at = excluded.granted_at, lifted_at = excluded.lifted_at, withdrawn_at = NULL, withdrawn_by = NULL
RETURNING id, (SELECT customer_id FROM identity WHERE identity.id = permission.identity_id) AS customer_id"""
# Only the named identity has the opt-out, for all others it is looked up in the family: a merge that is undone takes it
# along. It is written again where the customer has lifted an earlier one for another identity since.
WITHDRAW = f"""
WITH RECURSIVE wanted AS (SELECT $2::uuid AS identity_id, $3::text AS channel, $4::text AS purpose, 1 AS n), {FAMILIES},
named AS (
  INSERT INTO permission (id, identity_id, channel, purpose, evidence, granted_at, withdrawn_at, withdrawn_by)
  VALUES ($1, $2, $3, $4, '', $5, $5, $6)
  ON CONFLICT (identity_id, channel, purpose) DO UPDATE SET withdrawn_at = $5, withdrawn_by = $6
  WHERE permission.withdrawn_at IS NULL
  OR EXISTS (SELECT FROM recorded r WHERE r.lifted_at >= permission.withdrawn_at) RETURNING id)
SELECT EXISTS (SELECT FROM named) AS is_new, (SELECT root FROM family LIMIT 1) AS root"""  # noqa: S608
OPT_OUT = """LATERAL (
  SELECT o.withdrawn_at, o.withdrawn_by FROM permission o JOIN identity n ON n.id = o.identity_id
  WHERE n.customer_id = ANY($1::uuid[]) AND (o.channel, o.purpose) = (p.channel, p.purpose)
  AND o.withdrawn_at IS NOT NULL AND (p.lifted_at IS NULL OR p.lifted_at < o.withdrawn_at)
  ORDER BY o.identity_id = p.identity_id DESC, o.withdrawn_at DESC LIMIT 1) opt_out"""
"""The opt-out that stands for a permission `p`, at whatever identity of the family ($1) it arrived; for a LEFT JOIN."""


class PermissionKey(NamedTuple):
    """The permission to write to `identity_id` on `channel` for `purpose`."""

    identity_id: UUID
    channel: WritingChannel
    purpose: Purpose


async def may_write(keys: Iterable[PermissionKey]) -> Mapping[PermissionKey, Basis | None]:
    """The basis of each permission now, or None: withdrawn, or no basis. Unknown identities: None."""
    found: dict[PermissionKey, Basis | None] = dict.fromkeys(keys)
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    rows = await DB.fetch(MAY_WRITE, *(list(column) for column in columns))
    addresses = {one for row in rows for address in row["addresses"] for one in marked_as(*address)}
    suppressed = await find_suppressed(addresses, {key.purpose for key in found}) if addresses else {}
    for row in rows:
        key = PermissionKey(row["identity_id"], WritingChannel(row["channel"]), Purpose(row["purpose"]))
        marked = [one for address in row["addresses"] for one in marked_as(*address)]
        moments = [row["opted_out_at"], *(suppressed.get((one, row["channel"], row["purpose"])) for one in marked)]
        if objection_stands(row["lifted_at"], moments):
            continue
        if row["is_recorded"]:
            found[key] = Basis(row["basis"]) if row["basis"] and not row["withdrawn"] else None
        else:
            found[key] = basis_for(row["country"], key.channel, key.purpose)
    return found


def objection_stands(lifted_at: datetime | None, moments: Iterable[datetime | None]) -> bool:
    """Whether an opt-out at one of `moments` still counts for an address for which it was lifted at `lifted_at`."""
    latest = max((moment for moment in moments if moment is not None), default=None)
    return latest is not None and (lifted_at is None or lifted_at < latest)


async def grant(
    key: PermissionKey,
    basis: Basis,
    *,
    actor: Actor,
    country: str | None = None,
    evidence: str = "",
    at: datetime | None = None,
) -> UUID:
    """Records a permission (also again, after an opt-out) with its audit event.

    Returns the id of the row. `at`: when it was given.
    """
    async with DB.transaction():
        [row] = await DB.fetch(GRANT, new_id(), *key, basis, country, evidence, at or clock.now(), clock.now())
        await release_address(*key)
        detail = {"identity": str(key.identity_id), "channel": key.channel, "purpose": key.purpose, "basis": basis}
        await record(actor, "permission.granted", "customer", row["customer_id"], **detail)
    permission: UUID = row["id"]
    return permission


async def withdraw(key: PermissionKey, *, by: str, actor: Actor) -> bool:
    """Records an opt-out at this identity; it counts for the customer's others on that channel.

    `by` is link, header, reply, complaint or staff. False if it was recorded before. In the running transaction; the
    caller revokes queued messages (`messages.message_queue.revoke`).
    """
    async with DB.transaction():
        [row] = await DB.fetch(WITHDRAW, new_id(), *key, clock.now(), by)
        if not row["is_new"]:
            return False
        detail = {"identity": str(key.identity_id), "channel": key.channel, "purpose": key.purpose, "by": by}
        await record(actor, "permission.withdrawn", "customer", row["root"], **detail)
    return True
