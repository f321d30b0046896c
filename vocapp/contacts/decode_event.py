"""Decodes contact events from JSON: the event, with what was set aside while reading it, or why it is refused."""

from typing import Any

import msgspec

from vocapp.contacts.event import ContactIn, RepairedContact
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.repair_event import repair_event
from vocapp.faults import Fault
from vocapp.shape_faults import json_place

LONGEST = 64 * 1024

_DECODER = msgspec.json.Decoder(ContactIn)


def decode_line(line: bytes) -> ContactIn | ContactFaults:
    """The event in `line` (JSON in UTF-8, at most 64 KB), or its faults."""
    if len(line) > LONGEST:
        return _whole(f"{len(line)} bytes", Fault.of("event.too_long", bytes=LONGEST))
    try:
        try:
            return _DECODER.decode(line)
        except msgspec.ValidationError:
            return _repaired(msgspec.json.decode(line))
    except RecursionError:
        return _whole(line[:80].decode("utf-8", "replace"), Fault.of("event.too_deep"))
    except (msgspec.DecodeError, UnicodeDecodeError) as failure:
        found = Fault.of("event.not_json", number=json_place(failure, line))
        return _whole(line[:80].decode("utf-8", "replace"), found)


def convert_event(value: dict[str, Any]) -> ContactIn | ContactFaults:
    """The event in `value` (JSON as Python values), or its faults."""
    try:
        return msgspec.convert(value, ContactIn)
    except msgspec.ValidationError:
        return _repaired(value)


def _repaired(value: Any) -> ContactIn | ContactFaults:
    found = repair_event(value)
    if isinstance(found, ContactFaults):
        return found
    event, odd = found
    return RepairedContact(**msgspec.structs.asdict(event), odd=tuple(odd)) if odd else event


def _whole(value: str, found: Fault) -> ContactFaults:
    faults = ContactFaults()
    faults.add("", value, found)
    return faults
