"""Decodes contact events from JSON: the event, or every fault of its shape."""

from typing import Any

import msgspec

from vocapp.contacts.event import ContactIn
from vocapp.contacts.validate_contact import ContactFaults
from vocapp.faults import Fault
from vocapp.http.json_errors import errors_of
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
            return find_shape_faults(msgspec.json.decode(line))
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
        return find_shape_faults(value)


def find_shape_faults(value: Any) -> ContactFaults:
    """Every fault in the shape of `value`."""
    faults = ContactFaults()
    for error in errors_of(value, ContactIn):
        path = [step.replace("~1", "/").replace("~0", "~") for step in error.place.split("/")[1:]]
        faults.add(_dotted(path), _at(value, path), error)
    return faults


def _whole(value: str, found: Fault) -> ContactFaults:
    faults = ContactFaults()
    faults.add("", value, found)
    return faults


def _dotted(path: list[str]) -> str:
    return "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in path).removeprefix(".")


def _at(value: Any, path: list[str]) -> Any:
    for step in path:
        if isinstance(value, list):
            value = value[int(step)]
        elif isinstance(value, dict):
            value = value.get(step)
    return value
