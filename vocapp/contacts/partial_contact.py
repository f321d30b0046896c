"""Partial amendments: a JSON merge patch (RFC 7396) on the event that a recorded contact stands for. Pure."""

from typing import Any, Final

import msgspec

from vocapp.contacts.contact_schemas import ContactOut
from vocapp.contacts.decode_event import convert_event
from vocapp.contacts.event import ContactIn
from vocapp.contacts.event_faults import ContactFaults
from vocapp.faults import Fault
from vocapp.http.openapi_body import JsonSchema, json_schema
from vocapp.http.problem_json import RequestError

MERGE_PATCH: Final = "application/merge-patch+json"
PARTIAL: Final = JsonSchema({**json_schema(ContactIn), "required": []})
KEY: Final = ("source", "external_id")
OF_RECORD: Final = ("id", "customer_id", "is_test", "recorded_at", "set_aside", "version", "amended_at", "identities")


def parse_patch(body: bytes) -> dict[str, Any]:
    """The object in `body`. RequestError if there is none."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
        raise RequestError(
            400, "The body is not JSON. Send an object with the fields to change.", code="body.not_json"
        ) from failure
    if not isinstance(found, dict):
        raise RequestError(400, "The body is not an object. Send one with the fields to change.", code="body.not_json")
    return found


def patched_event(contact: ContactOut, change: dict[str, Any]) -> ContactIn | ContactFaults | None:
    """The event of the contact with the change, or its faults; None where it changes nothing."""
    event = as_event(contact)
    faults = ContactFaults()
    for name in KEY:
        if name in change and change[name] != event[name]:
            faults.add(name, change[name], Fault.of("contact.key_fixed"))
    patched = merge(event, change)
    if faults or patched == event:
        return faults or None
    return convert_event(patched)


def as_event(contact: ContactOut) -> dict[str, Any]:
    """The event that a contact stands for, as JSON. Of the customer it has the identities."""
    event: dict[str, Any] = {
        name: value
        for name, value in msgspec.to_builtins(contact).items()
        if name not in OF_RECORD and value not in (None, [], {}, ())
    }
    return event | {"customer": {"identities": list(msgspec.to_builtins(contact.identities))}}


def merge(target: Any, change: Any) -> Any:
    """`target` with `change` as RFC 7396 merges them."""
    if not isinstance(change, dict):
        return change
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in change.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged
