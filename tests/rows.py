"""Rows for tests: one way to write a row of any table, with the values that its test does not care about filled in.

`await insert("contact", customer_id=ada, touchpoint="billing")` writes a contact that is complete otherwise and returns
its id. `insert_many` writes many rows of the same columns at once. Values of JSON columns are given as lists and dicts.
A test that must show how the product writes a row calls the product.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from vocapp import clock
from vocapp.database import DB, new_id, to_json

Defaults = Callable[[], dict[str, Any]]


def _customer() -> dict[str, Any]:
    return {"name": "Ada Example", "country": "GB", "created_at": clock.now(), "updated_at": clock.now()}


def _contact() -> dict[str, Any]:
    now = clock.now()
    return {
        "source": "acd",
        "external_id": str(new_id()),
        "payload_digest": b"",
        "channel": "phone_in_house",
        "touchpoint": "billing",
        "started_at": now - timedelta(minutes=9),
        "ended_at": now - timedelta(minutes=1),
        "recorded_at": now,
    }


def _invitation() -> dict[str, Any]:
    """An open invitation by e-mail; its hashes fit no token."""
    unknown = new_id().bytes
    return {
        "channel": "email",
        "language": "en",
        "key_id": "k1",
        "answer_hash": unknown,
        "opt_out_hash": unknown + b"-",
        "asked_at": clock.now(),
        "expires_at": clock.now() + timedelta(days=14),
    }


def _response() -> dict[str, Any]:
    """A response that was completed now."""
    now = clock.now()
    return {
        "channel": "email",
        "language": "en",
        "state": "closed",
        "closed_by": "complete",
        "started_at": now,
        "answered_at": now,
        "closed_at": now,
    }


def _verbatim() -> dict[str, Any]:
    """A comment that was analysed now, with no finding."""
    now = clock.now()
    return {
        "question": "why",
        "text_digest": b"",
        "state": "scored",
        "model": "test",
        "answered_at": now,
        "scored_at": now,
    }


def _message() -> dict[str, Any]:
    """A queued mail that is due now."""
    now = clock.now()
    return {
        "kind": "invitation",
        "channel": "email",
        "address": "ada@example.org",
        "due_at": now,
        "state": "queued",
        "created_at": now,
    }


DEFAULTS: Final[Mapping[str, Defaults]] = {
    "customer": _customer,
    "identity": lambda: {"kind": "email", "created_at": clock.now()},
    "permission": lambda: {"channel": "email", "purpose": "survey", "basis": "consent", "granted_at": clock.now()},
    "contact": _contact,
    "contact_unit": dict,
    "contact_version": lambda: {"version": 1, "payload_digest": b"", "replaced_at": clock.now(), "replaced_by": "key"},
    "decision": lambda: {"outcome": "invited", "decided_at": clock.now()},
    "invitation": _invitation,
    "response": _response,
    "answer": lambda: {"answered_at": clock.now()},
    "verbatim": _verbatim,
    "verbatim_theme": lambda: {"first": 0, "last": 3},
    "message": _message,
    "delivery_report": lambda: {"report_key": str(new_id()), "detail": {}, "received_at": clock.now()},
    "inbound_mail": lambda: {"digest": new_id().bytes, "recipient": "", "content": b"", "received_at": clock.now()},
    "outbox_mail": lambda: {"message_id": str(new_id()), "subject": "", "content": b"", "kept_at": clock.now()},
    "unit": dict,
    "line_of_business": dict,
    "user_unit": dict,
    "user_line": dict,
    "staff_user": lambda: {"role": "agent", "created_at": clock.now()},
    "case_response": lambda: {"joined_at": clock.now()},
    "digest_quote": dict,
    "upload": lambda: {"name": "calls.csv", "content": b"", "uploaded_at": clock.now()},
    "outcome": lambda: {"source": "shop", "external_id": str(new_id()), "payload_digest": b"", "at": clock.now()},
    "digest": lambda: {"due_at": clock.now(), "created_at": clock.now()},
    "digest_subscription": lambda: {"created_at": clock.now()},
    "followup_case": dict,
}
NOT_JSON: Final = {"urgent"}
"""Columns that are arrays of text in the database, not JSON."""


async def insert(table: str, **values: Any) -> UUID:
    """Write one row of `table`, the given values over the defaults, with a new id unless one is given; its id."""
    [row_id] = await insert_many(table, [values])
    return row_id


async def insert_many(table: str, rows: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """Write rows of `table` that give values for the same columns, as `insert` does; their ids, in order."""
    full = [_encoded(table, {"id": new_id(), **DEFAULTS[table](), **values}) for values in rows]
    if full:
        places = ", ".join(f"${number}" for number in range(1, len(full[0]) + 1))
        sql = f"INSERT INTO {table} ({', '.join(full[0])}) VALUES ({places})"
        await DB.execute_many(sql, [tuple(row[name] for name in full[0]) for row in full])
    return [UUID(str(row["id"])) for row in full]


def _encoded(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its JSON columns encoded; the value of an answer is JSON whatever its type."""
    return {
        name: to_json(value)
        if (table, name) == ("answer", "value") or (isinstance(value, list | dict) and name not in NOT_JSON)
        else value
        for name, value in row.items()
    }
