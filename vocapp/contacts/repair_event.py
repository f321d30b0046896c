"""Repairs events that are not quite in the form of the API: one odd optional field never loses a contact. Pure.

What is empty ("", null) is absent; usual other spellings are read. What is still wrong is refused where the contact
could not be told without it (source, id, channel, times, who the customer is), else it is set aside: the event is
recorded without it, and the odd value is kept as it came.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, Final, cast

import msgspec

from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.contacts.event import ContactIn, ContactOutcome, HandlerKind
from vocapp.contacts.event_faults import ContactFaults, dotted_place, keep_text
from vocapp.customers.locale_codes import UnknownCountryCodeError, normalise_country, normalise_language
from vocapp.customers.types import Basis, IdentityKind, Purpose, WritingChannel
from vocapp.faults import Fault, FaultError
from vocapp.shape_faults import find_shape_faults

NEEDED: Final = frozenset({"source", "external_id", "channel", "started_at", "ended_at", "timezone"})
MOST_ROUNDS: Final = 20
MOST_FAULTS: Final = 100
YES: Final = frozenset({"yes", "y", "true", "1", "on", "ja", "oui", "si", "sí"})
NO: Final = frozenset({"no", "n", "false", "0", "off", "nein", "non"})
ATTRIBUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
KINDS: Final = {
    **dict.fromkeys(("e-mail", "e mail", "mail", "email_address", "e-mail-adresse", "courriel", "correo"), "email"),
    **dict.fromkeys(("telephone", "telefon", "tel", "mobile", "mobil", "handy", "cell", "msisdn", "whatsapp"), "phone"),
}
"""Kinds of identities as other systems call them."""
LISTS: Final = {"handlers": 50, "promises": 20, "identities": 10, "permissions": 20}

Json = dict[str, Any]
Path = tuple[Any, ...]
Spellings = Mapping[str, Callable[[Any], Any]]


def repair_event(given: Any) -> tuple[ContactIn, ContactFaults] | ContactFaults:
    """The event in `given` (JSON as Python values) with the faults of what was set aside; or why it is refused."""
    refused, odd = ContactFaults(), ContactFaults()
    if not isinstance(given, dict):
        refused.add("", given, Fault.of("field.not_object"))
        return refused
    event = cast("Json", _without_absent(given))
    if event.get("customer") == []:  # an empty object of PHP
        del event["customer"]
    if not isinstance(event.get("customer", {}), dict):
        refused.add("customer", event["customer"], Fault.of("field.not_object"))
        return refused
    _respell(event, odd)
    for _ in range(MOST_ROUNDS):
        errors = list(islice(find_shape_faults(event, ContactIn), MOST_FAULTS))
        if not errors:
            return msgspec.convert(event, ContactIn), odd
        if any(path[:1] == () or path[0] in NEEDED for path, _ in errors):
            for path, error in errors:
                refused.add(dotted_place(path), _at(event, path), error)
            return ContactFaults([*refused, *odd])
        for path, error in errors:
            _set_aside(event, path, error, odd)
        _drop_gone(event)
    refused.add("", "", Fault.of("event.too_odd"))
    return refused


def _set_aside(event: Json, path: Path, error: Fault, odd: ContactFaults) -> None:
    """Marks the value at `path` as gone: an item of a list as a whole if it cannot do without it."""
    if path == ("touchpoint",):
        odd.set_aside("touchpoint", event.get("touchpoint"), error)
        event["touchpoint"] = Touchpoint.OTHER.value
        return
    holder, key = _holder(event, path)
    if holder is None or _is_gone(holder):
        return
    required = error.code == "field.required" or (len(path) > 1 and key in ("kind", "value", "what", "channel"))
    in_list = next((n for n, step in reversed(list(enumerate(path))) if isinstance(step, int)), None)
    if (required or isinstance(key, int)) and in_list is not None:
        items, position = _holder(event, path[: in_list + 1])
        odd.set_aside(dotted_place(path), items[position], error)
        items[position] = _GONE
    elif key in holder:
        odd.set_aside(dotted_place(path), holder.pop(key), error)


class _Gone:
    """Stands in a list for an item that was set aside, so that the places of the others stay."""


_GONE: Final = _Gone()


def _is_gone(value: Any) -> bool:
    return isinstance(value, _Gone)


def _drop_gone(value: Any) -> None:
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _drop_gone(inner)
    if isinstance(value, list):
        value[:] = [item for item in value if not _is_gone(item)]


def _without_absent(value: Any, name: str = "") -> Any:
    """`value` without what is empty, but for the values of attributes, which may be."""
    if isinstance(value, dict):
        if name == "attributes":
            return dict(value)
        inner = {key: _without_absent(item, key) for key, item in value.items() if not _is_absent(item)}
        return {key: item for key, item in inner.items() if item not in ([], {}) or key == "customer"}
    if isinstance(value, list):
        items = [_without_absent(item) for item in value if not _is_absent(item)]
        if name == "identities":  # a connector sends each kind, with or without a value
            return [item for item in items if not isinstance(item, dict) or "value" in item]
        return [item for item in items if item != {}]
    return value


def _is_absent(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _respell(event: Json, odd: ContactFaults) -> None:
    """Usual other spellings become those of the API; what they cannot become stays, to be judged."""
    customer: Json = event.setdefault("customer", {})
    _change_all(event, OF_EVENT)
    _change_all(customer, OF_CUSTOMER)
    _respell_lists(event, customer)
    for holder, place in ((event, ""), (customer, "customer.")):
        for name, most in LISTS.items():
            _shorten_list(holder, name, most, place, odd)
        _check_attributes(holder, place, odd)


def _respell_lists(event: Json, customer: Json) -> None:
    for holder, name in ((event, "handlers"), (event, "promises"), (customer, "identities"), (customer, "permissions")):
        if isinstance(holder.get(name), dict):
            holder[name] = [holder[name]]
    for identity in _items(customer, "identities"):
        _change_all(identity, OF_IDENTITY)
    for permission in _items(customer, "permissions"):
        _change_all(permission, OF_PERMISSION)
    for handler in _items(event, "handlers"):
        _change_all(handler, OF_HANDLER)
    for promise in _items(event, "promises"):
        _change_all(promise, OF_PROMISE)


def _items(holder: Json, name: str) -> Iterator[Json]:
    items = holder.get(name)
    return (item for item in items if isinstance(item, dict)) if isinstance(items, list) else iter(())


def _change_all(holder: Json, spellings: Mapping[str, Callable[[Any], Any]]) -> None:
    for name in spellings.keys() & holder.keys():
        with suppress(FaultError, TypeError, ValueError, AttributeError):
            holder[name] = spellings[name](holder[name])


def _line(value: Any) -> Any:
    """One line of text; a number that stands for a name is one too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", value).split()) if isinstance(value, str) else value


def _word_of(words: type[StrEnum]) -> Callable[[Any], str]:
    return lambda value: words(re.sub(r"[\s-]+", "_", str(value).strip().lower())).value


def _identity_kind(value: Any) -> str:
    word = str(value).strip().lower()
    return KINDS.get(word) or IdentityKind(word).value


def _time(value: Any) -> Any:
    return datetime.fromisoformat(value.strip()).isoformat() if isinstance(value, str) else value


def _yes_no(value: Any) -> Any:
    word = str(value).strip().lower()
    return word in YES if word in YES | NO else value


def _whole(value: Any) -> Any:
    number = float(value) if isinstance(value, str | float) else value
    return int(number) if number == int(number) else value


def _shorten_list(holder: Json, name: str, most: int, place: str, odd: ContactFaults) -> None:
    items = holder.get(name)
    if isinstance(items, list) and len(items) > most:
        odd.set_aside(f"{place}{name}", items[most:], Fault.of("event.too_many", number=most))
        del items[most:]


def _check_attributes(holder: Json, place: str, odd: ContactFaults) -> None:
    attributes = holder.get("attributes")
    if not isinstance(attributes, dict):
        return
    for number, name in enumerate(list(attributes)):
        if not ATTRIBUTE.fullmatch(name):
            odd.set_aside(f"{place}attributes.{keep_text(name)[:60]}", attributes.pop(name), Fault.of("attribute.name"))
        elif number >= 50:
            odd.set_aside(f"{place}attributes.{name}", attributes.pop(name), Fault.of("event.too_many", number=50))


def _country(value: Any) -> Any:
    """The code of a country; one that no country has is left to the check of its meaning."""
    try:
        return normalise_country(value)
    except UnknownCountryCodeError:
        return value.strip().upper()


def _short_name(value: Any) -> Any:
    return _line(value).lower()


OF_EVENT: Final[Spellings] = {
    **dict.fromkeys(("source", "external_id", "issue", "timezone"), _line),
    **dict.fromkeys(("unit", "brand", "line_of_business"), _short_name),
    **dict.fromkeys(("started_at", "ended_at"), _time),
    **dict.fromkeys(("wait_seconds", "hold_seconds", "handling_seconds"), _whole),
    "channel": _word_of(ContactChannel),
    "touchpoint": _word_of(Touchpoint),
    "outcome": _word_of(ContactOutcome),
    "survey_announced": _yes_no,
    "language": normalise_language,
}
OF_CUSTOMER: Final[Spellings] = {
    **dict.fromkeys(("name", "timezone", "lifecycle"), _line),
    "language": normalise_language,
    "country": _country,
}
OF_IDENTITY: Final[Spellings] = {"kind": _identity_kind, "value": str}
OF_PERMISSION: Final[Spellings] = {
    "kind": _identity_kind,
    "channel": _word_of(WritingChannel),
    "purpose": _word_of(Purpose),
    "basis": _word_of(Basis),
    "country": _country,
}
OF_HANDLER: Final[Spellings] = {
    **dict.fromkeys(("name", "ref", "email", "path"), _line),
    **dict.fromkeys(("transferred", "surveyed"), _yes_no),
    "kind": _word_of(HandlerKind),
    "unit": _short_name,
    "seconds": _whole,
}
OF_PROMISE: Final[Spellings] = {"what": _line, "kept": _yes_no, "due": _time}


def _holder(event: Any, path: Path) -> tuple[Any, Any]:
    """What holds the value at `path`, and its key there; None if something on the way is gone."""
    for step in path[:-1]:
        try:
            event = event[step]
        except (KeyError, IndexError, TypeError):
            return None, None
    return (event, path[-1]) if isinstance(event, dict | list) else (None, None)


def _at(event: Mapping[str, Any], path: Path) -> Any:
    holder, key = _holder(event, path)
    if isinstance(holder, dict):
        return holder.get(key)
    return holder[key] if isinstance(holder, list) else None
