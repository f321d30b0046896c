"""Maps rows of a file to contact events. Without the database."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from vocapp.contacts.decode_event import convert_event
from vocapp.contacts.event import ContactIn
from vocapp.contacts.imports.mapping_file import (
    FIELDS,
    NUMBERS,
    TIMES,
    YES_NO,
    MappingFile,
    MappingRule,
    Value,
    as_rule,
    columns_of,
    table_of,
)
from vocapp.contacts.imports.parse_cell import get_cell, parse_number, parse_time, parse_yes_no, read_text
from vocapp.contacts.validate_contact import ContactFaults
from vocapp.files.table import Cell, TableRow
from vocapp.staff.units import slug_of

SlugNames = dict[str, str]
"""Slug → what it was made of."""


class RowMapper:
    """Maps rows by one mapping. `names` collects the titles of units and lines of business in the file."""

    def __init__(self, mapping: MappingFile) -> None:
        self.mapping = mapping
        self.shift = timedelta(0)
        self.names: dict[str, SlugNames] = {"unit": {}, "line_of_business": {}}

    def newest(self, rows: Iterable[TableRow]) -> date | None:
        """The day on which the newest contact of `rows` ended, in local time; None if no row has a time."""
        days = (self._end(row) for row in rows if not row.fault and not self._is_skipped(row))
        return max((day for day in days if day), default=None)

    def event(self, row: TableRow) -> ContactIn | ContactFaults | None:
        """The event of a row, its faults, or None for a row that is skipped."""
        faults = ContactFaults()
        if row.fault:
            faults.add("", "", row.fault)
            return faults
        if self._is_skipped(row):
            return None
        found = self._read(row, faults)
        return faults or convert_event(found)

    def _is_skipped(self, row: TableRow) -> bool:
        return any(str(get_cell(row, skip.column)) in skip.values for skip in self.mapping.skip)

    def _end(self, row: TableRow) -> date | None:
        times = self._times(row, ContactFaults())
        end = times.get("ended_at") or times.get("started_at")
        return end.date() if end else None

    def _read(self, row: TableRow, faults: ContactFaults) -> dict[str, Any]:
        mapping = self.mapping
        found = self._values(row, "", {n: v for n, v in mapping.fields.items() if n not in TIMES}, faults)
        customer = {name.partition(".")[2]: found.pop(name) for name in FIELDS if "." in name and name in found}
        customer["attributes"] = self._values(row, "customer.attributes.", mapping.customer_attributes, faults)
        customer["identities"] = self._identities(row, faults)
        customer["permissions"] = self._permissions(customer["identities"])
        return {
            **found,
            **{name: parse_time + self.shift for name, parse_time in self._times(row, faults).items()},
            "source": mapping.source,
            "timezone": self._value(row, "timezone", as_rule(mapping.zone), faults),
            "attributes": self._values(row, "attributes.", mapping.attributes, faults),
            "handlers": self._handlers(row, faults),
            "customer": customer,
        }

    def _times(self, row: TableRow, faults: ContactFaults) -> dict[str, datetime]:
        """The times of a row, not yet shifted."""
        found: dict[str, datetime] = {}
        for name in TIMES:
            own = as_rule(self.mapping.fields.get(name, ""))
            text = self._text(row, name, own, faults)
            read = faults.attempt(name, str(text), parse_time, text, own) if text else None
            if read is not None:
                found[name] = _not_before(read, found.get(own.not_before))
        return found

    def _values(self, row: TableRow, place: str, rules: Mapping[str, Value], faults: ContactFaults) -> dict[str, Any]:
        """The values of several rules by their names, without the empty ones."""
        found = {name: self._value(row, place + name, as_rule(value), faults) for name, value in rules.items()}
        return {name: value for name, value in found.items() if value is not None}

    def _value(self, row: TableRow, place: str, own: MappingRule, faults: ContactFaults) -> Any:
        text = self._text(row, place, own, faults)
        if text == "":
            return None
        if place in NUMBERS or own.kind == "number":
            return faults.attempt(place, str(text), parse_number, text)
        if place in YES_NO or own.kind == "yes_no":
            return faults.attempt(place, str(text), parse_yes_no, text)
        return self._slug(place, str(text)) if own.slug else _padded(str(text), own.width)

    def _text(self, row: TableRow, place: str, own: MappingRule, faults: ContactFaults) -> Cell:
        given = str(get_cell(row, own.column)) if own.column else own.template
        read = faults.attempt(place, given, read_text, row, own, table_of(self.mapping, own), self.mapping.empty)
        return "" if read is None else read

    def _slug(self, place: str, text: str) -> str:
        slug = slug_of(text).strip("-")
        named = self.names.get(place.rpartition("].")[2])
        if named is not None:
            named.setdefault(slug, text)
        return slug

    def _identities(self, row: TableRow, faults: ContactFaults) -> list[dict[str, Any]]:
        found = []
        for index, identity in enumerate(self.mapping.identities):
            own = as_rule(identity.value)
            # If all columns of a template are empty, there is no identity.
            columns = columns_of(own)
            if columns and not any(get_cell(row, column) for column in columns):
                continue
            if value := self._value(row, f"customer.identities[{index}].value", own, faults):
                found.append({"kind": identity.kind, "value": value})
        return found

    def _permissions(self, identities: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kinds = {identity["kind"] for identity in identities}
        return [msgspec.structs.asdict(given) for given in self.mapping.permissions if given.kind in kinds]

    def _handlers(self, row: TableRow, faults: ContactFaults) -> list[dict[str, Any]]:
        handlers = enumerate(self.mapping.handlers)
        return [self._values(row, f"handlers[{index}].", handler, faults) for index, handler in handlers]


def _not_before(read: datetime, earliest: datetime | None) -> datetime:
    """`read`, or `earliest` if that is later. Times with and without an offset cannot be compared."""
    if earliest is None or (read.tzinfo is None) != (earliest.tzinfo is None):
        return read
    return max(read, earliest)


def _padded(text: str, width: int) -> str:
    return text.zfill(width) if text.isdecimal() else text
