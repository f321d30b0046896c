"""Inserts a batch in one statement: customers, identities, contacts, their units, permissions, and the jobs to decide.

New identities of erased customers who had opted out are found by their mark in the suppression list; their permission
is withdrawn at once. Conflicts are not skipped: if another transaction was faster, the whole statement fails and the
batch is looked up again. The rows of each table are sorted, so that two batches wait for each other and do not
deadlock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from vocapp.audit.record import record
from vocapp.contacts.batch_lookup import ExistingRecords
from vocapp.contacts.match_customer import CustomerUpdate, InsertPlan
from vocapp.customers.address_marks import MARKS, MarkedAddress
from vocapp.customers.identity_lookup import share_sql
from vocapp.customers.merging.possible_duplicates import add_duplicates
from vocapp.database import DB, new_id, to_json
from vocapp.database.jobs import enqueue_sql
from vocapp.http.access import Actor

CUSTOMER = {
    "id": "uuid",
    "name": "text",
    "language": "text",
    "timezone": "text",
    "country": "text",
    "lifecycle": "text",
    "attributes": "jsonb",
}
IDENTITY = {"id": "uuid", "customer_id": "uuid", "kind": "text", "value": "text", "shared": "boolean"}
SHARED = {"id": "uuid"}
MARK = {"identity_id": "uuid", "mark": "bytea"}
CONTACT = {
    "id": "uuid",
    "source": "text",
    "external_id": "text",
    "payload_digest": "bytea",
    "customer_id": "uuid",
    "channel": "text",
    "touchpoint": "text",
    "line_id": "uuid",
    "brand": "text",
    "unit_id": "uuid",
    "issue": "text",
    "outcome": "text",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
    "wait_seconds": "int",
    "hold_seconds": "int",
    "handling_seconds": "int",
    "survey_announced": "boolean",
    "language": "text",
    "handlers": "jsonb",
    "promises": "jsonb",
    "attributes": "jsonb",
    "identities": "jsonb",
    "set_aside": "jsonb",
}
CONTACT_UNIT = {"id": "uuid", "contact_id": "uuid", "unit_id": "uuid"}
PERMISSION = {
    "id": "uuid",
    "identity_id": "uuid",
    "channel": "text",
    "purpose": "text",
    "basis": "text",
    "country": "text",
    "evidence": "text",
}


def _statement() -> str:
    """The SQL. $1 is_test, $2 now, $3 stage of the jobs; then an array for each column of each table, in order."""
    numbers = count(4)

    def rows(columns: Mapping[str, str]) -> str:
        arrays = ", ".join(f"${next(numbers)}::{kind}[]" for kind in columns.values())
        return f"unnest({arrays}) AS r({', '.join(columns)})"

    def insert(table: str, columns: Mapping[str, str], extra: Mapping[str, str], of: str = "") -> str:
        names, values = (", ".join((*columns, *part)) for part in (extra, extra.values()))
        return f"INSERT INTO {table} ({names}) SELECT {values} FROM {of or rows(columns)}"  # noqa: S608

    told = {"is_test": "$1::boolean"}
    kept = ", ".join(f"{c} = coalesce(r.{c}, customer.{c})" for c in CUSTOMER if c not in ("id", "attributes"))
    return f"""
WITH new_customer AS ({insert("customer", CUSTOMER, {**told, "created_at": "$2::timestamptz", "updated_at": "$2"})}),
updated AS (
  UPDATE customer SET {kept}, attributes = customer.attributes || r.attributes, updated_at = $2
  FROM {rows(CUSTOMER)} WHERE customer.id = r.id
  AND (customer.name, customer.language, customer.timezone, customer.country, customer.lifecycle, customer.attributes)
  IS DISTINCT FROM (coalesce(r.name, customer.name), coalesce(r.language, customer.language),
    coalesce(r.timezone, customer.timezone), coalesce(r.country, customer.country),
    coalesce(r.lifecycle, customer.lifecycle), customer.attributes || r.attributes)),
named AS (SELECT * FROM {rows(IDENTITY)}),
new_identity AS ({insert("identity", IDENTITY, {**told, "created_at": "$2"}, "named")}),
newly_shared AS ({share_sql(rows(SHARED))}),
objected AS (
  SELECT r.identity_id, o.channel, o.purpose, max(o.kept_at) AS kept_at FROM {rows(MARK)} JOIN objection o
  ON o.mark = r.mark GROUP BY r.identity_id, o.channel, o.purpose),
unwanted AS (
  INSERT INTO permission (id, identity_id, channel, purpose, evidence, granted_at, withdrawn_at, withdrawn_by)
  SELECT gen_random_uuid(), identity_id, channel, purpose, '', kept_at, kept_at, 'objection' FROM objected),
new_contact AS ({insert("contact", CONTACT, {**told, "recorded_at": "$2"})} RETURNING id),
chain AS ({insert("contact_unit", CONTACT_UNIT, {})}),
allowed AS (
  {insert("permission", PERMISSION, {"granted_at": "$2"})}
  WHERE (identity_id, channel, purpose) NOT IN (SELECT identity_id, channel, purpose FROM objected)
  ON CONFLICT (identity_id, channel, purpose) DO UPDATE
  SET basis = excluded.basis, country = excluded.country, evidence = excluded.evidence
  WHERE permission.withdrawn_at IS NULL)
{enqueue_sql("SELECT $3, id, $2::timestamptz FROM new_contact")}"""  # noqa: S608


INSERT = _statement()


async def insert_batch(plan: InsertPlan, found: ExistingRecords, *, is_test: bool, now: datetime, stage: str) -> None:
    """Inserts `plan`. Raises UniqueViolationError or DeadlockDetectedError if another transaction was faster."""
    tables = (
        (CUSTOMER, _customer_rows(plan.new_customers)),
        (CUSTOMER, _customer_rows({customer: update for customer, update in plan.updates.items() if update})),
        (IDENTITY, _identities(plan)),
        (SHARED, [(row,) for row in sorted(plan.newly_shared - _new_rows(plan))]),
        (MARK, _marks(plan, is_test=is_test)),
        (CONTACT, contact_rows(plan, found)),
        (CONTACT_UNIT, other_unit_rows(plan, found)),
        (PERMISSION, _permissions(plan)),
    )
    arrays = [array for columns, rows in tables for array in _columns(columns, rows)]
    await DB.execute(INSERT, is_test, now, stage, *arrays)


async def record_conflicts(plan: InsertPlan, actor: Actor) -> None:
    """Writes into the audit log which contacts of `plan` name identities of several customers, and lists these as
    possible duplicates.
    """
    await add_duplicates(
        (conflict.customer_id, other, conflict.contact_id) for conflict in plan.conflicts for other in conflict.doubles
    )
    for contact_id, customer_id, others, _ in plan.conflicts:
        detail = {"contact": str(contact_id), "others": [str(other) for other in others]}
        await record(actor, "customer.identity_conflict", "customer", customer_id, **detail)


def _columns(columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    turned = [list(column) for column in zip(*rows, strict=True)]
    return turned or [[] for _ in columns]


def _customer_rows(customers: Mapping[UUID, CustomerUpdate]) -> Iterator[tuple[Any, ...]]:
    for customer, update in sorted(customers.items()):
        facts = (update.name, update.language, update.timezone, update.country, update.lifecycle)
        yield customer, *facts, to_json(update.attributes)


def _identities(plan: InsertPlan) -> list[tuple[Any, ...]]:
    return [
        (row.identity_id, row.customer_id, *known, row.shared or row.identity_id in plan.newly_shared)
        for (known, _), row in sorted(plan.new_identities.items())
    ]


def _new_rows(plan: InsertPlan) -> set[UUID]:
    return {row.identity_id for row in plan.new_identities.values()}


def _marks(plan: InsertPlan, *, is_test: bool) -> list[tuple[UUID, bytes]]:
    return [
        (row.identity_id, mark)
        for ((kind, value), _), row in sorted(plan.new_identities.items())
        for mark in MARKS.possible_marks(MarkedAddress(kind, value, is_test))
    ]


def contact_rows(plan: InsertPlan, found: ExistingRecords) -> list[tuple[Any, ...]]:
    """The rows of the contacts of `plan`, with the columns of `CONTACT`."""
    rows = []
    for contact_id, customer_id, contact in plan.contacts:
        event = contact.event
        row = (
            contact_id,
            event.source,
            event.external_id,
            contact.digest,
            customer_id,
            event.channel,
            event.touchpoint,
            found.slugs["line"].get(event.line_of_business or ""),
            event.brand,
            found.slugs["unit"].get(contact.unit or ""),
            event.issue,
            event.outcome,
            contact.started_at,
            contact.ended_at,
            event.wait_seconds,
            event.hold_seconds,
            event.handling_seconds,
            event.survey_announced,
            event.language,
            to_json(event.handlers),
            to_json(contact.promises),
            to_json(event.attributes),
            to_json([{"kind": kind, "value": value} for kind, value in contact.identities]),
            to_json(contact.odd) if contact.odd else "[]",
        )
        rows.append(row)
    return sorted(rows, key=lambda row: row[1:3])


def other_unit_rows(plan: InsertPlan, found: ExistingRecords) -> list[tuple[Any, ...]]:
    """The rows of the other units of its handler chains: id, contact and unit."""
    units = found.slugs["unit"]
    return [(new_id(), contact_id, units[slug]) for contact_id, _, c in plan.contacts for slug in c.other_units]


def _permissions(plan: InsertPlan) -> list[tuple[Any, ...]]:
    return [
        (new_id(), identity_id, channel, purpose, p.basis, p.country, p.evidence)
        for (identity_id, channel, purpose), p in sorted(plan.permissions.items(), key=lambda item: item[0])
    ]
