"""Maps rows of a file to contact events. Without the database."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final

import msgspec

from vocapp.contacts.decode_event import convert_event
from vocapp.contacts.event import ContactIn, RepairedContact
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.imports.amounts import EITHER, decimal_of
from vocapp.contacts.imports.column_profile import ColumnEvidence, Profile, gather_evidence
from vocapp.contacts.imports.mapping_file import (
    FIELDS,
    NEEDED,
    SECONDS,
    TIMES,
    YES_NO,
    MappingFile,
    MappingRule,
    PermissionRule,
    Value,
    as_rule,
    columns_of,
    table_of,
)
from vocapp.contacts.imports.parse_cell import (
    YES,
    CellError,
    at_time_of_rule,
    get_cell,
    parse_address,
    parse_id,
    parse_number,
    parse_person,
    parse_seconds,
    parse_time,
    parse_yes_no,
    read_text,
)
from vocapp.contacts.imports.time_forms import DateOrder, TimeReading, order_of
from vocapp.contacts.imports.words import own_words
from vocapp.contacts.local_times import find_zone
from vocapp.contacts.validate_contact import COMPANY_ZONE
from vocapp.faults import FaultError
from vocapp.files.table import Cell, TableRow, cell_text
from vocapp.staff.units import slug_of

SlugNames = dict[str, str]
"""Slug → what it was made of."""
WORDED: Final = ("channel", "touchpoint", "outcome")
"""Fields with a fixed list of values."""
REFUSED: Final = (*NEEDED, "ended_at", "timezone")
"""Fields without which a row is no contact. Anything else that is odd is set aside."""
PERMISSION: Final = ("kind", "channel", "purpose", "basis", "evidence")


class RowMapper:
    """Maps rows by one mapping. `names` collects the titles of units and lines of business in the file.

    `profile` reads the whole file once, where a cell needs to know what its column says.
    """

    def __init__(self, mapping: MappingFile, now: datetime, profile: Callable[[], Profile] = dict) -> None:
        self.mapping = mapping
        self.shift = timedelta(0)
        self.names: dict[str, SlugNames] = {"unit": {}, "line_of_business": {}}
        self._now = now
        self._profile = profile
        self.evidences: Profile | None = None
        """What the whole columns say; read when it is first needed."""
        self._words = {place: _words(mapping, place, rule) for place, rule in _worded(mapping)}

    def evidence(self, rows: Iterable[TableRow]) -> dict[str, ColumnEvidence]:
        """What the cells of `rows` say about the order of day and month and about decimals."""
        return gather_evidence(self._telling_cells(rows))

    def _telling_cells(self, rows: Iterable[TableRow]) -> Iterator[tuple[int, str, Cell, bool]]:
        rules = [(name, as_rule(self.mapping.fields[name]), True) for name in TIMES if name in self.mapping.fields]
        rules = [each for each in rules if not each[1].dates]
        rules += [(n, as_rule(self.mapping.fields[n]), False) for n in SECONDS if n in self.mapping.fields]
        for place, attributes in (("attributes.", self.mapping.attributes), *self._customer_attributes()):
            numbers = {n: as_rule(v) for n, v in attributes.items()}
            rules += [(place + n, own, False) for n, own in numbers.items() if own.kind == "number" and not own.decimal]
        for row in rows:
            if row.fault or self._is_skipped(row):
                continue
            for place, own, is_time in rules:
                with contextlib.suppress(CellError):
                    yield row.number, place, read_text(row, own, {}, self.mapping.empty), is_time

    def _customer_attributes(self) -> Iterator[tuple[str, Mapping[str, Value]]]:
        yield "customer.attributes.", self.mapping.customer_attributes

    def _of_column(self, place: str) -> ColumnEvidence:
        if self.evidences is None:
            self.evidences = self._profile()
        return self.evidences.get(place) or ColumnEvidence()

    def newest(self, rows: Iterable[TableRow]) -> date | None:
        """The day on which the newest contact of `rows` ended, in local time; None if no row has a time."""
        days = (self._end(row) for row in rows if not row.fault and not self._is_skipped(row))
        return max((day for day in days if day), default=None)

    def event(self, row: TableRow) -> ContactIn | ContactFaults | None:
        """The event of a row, its faults, or None for a row that is skipped."""
        faults = ContactFaults()
        if row.fault:
            faults.add("", row.raw, row.fault)
            return faults
        if self._is_skipped(row):
            return None
        found = self._read(row, faults)
        if any(not fault.place or fault.place in REFUSED for fault in faults):
            return faults
        event = convert_event(found)
        if not faults or not isinstance(event, ContactIn):
            return event
        odd = event.odd if isinstance(event, RepairedContact) else ()
        facts = {name: value for name, value in msgspec.structs.asdict(event).items() if name != "odd"}
        return RepairedContact(**facts, odd=(*odd, *faults))

    def _is_skipped(self, row: TableRow) -> bool:
        return any(cell_text(get_cell(row, skip.column)) in skip.values for skip in self.mapping.skip)

    def _end(self, row: TableRow) -> date | None:
        times, _ = self._times(row, ContactFaults())
        end = times.get("ended_at") or times.get("started_at")
        return end.date() if end else None

    def _read(self, row: TableRow, faults: ContactFaults) -> dict[str, Any]:
        mapping = self.mapping
        found = self._values(row, "", {n: v for n, v in mapping.fields.items() if n not in TIMES}, faults)
        customer = {name.partition(".")[2]: found.pop(name) for name in FIELDS if "." in name and name in found}
        customer["attributes"] = self._values(row, "customer.attributes.", mapping.customer_attributes, faults)
        customer["identities"] = self._identities(row, faults)
        customer["permissions"] = self._permissions(row, customer["identities"])
        times, has_day = self._times(row, faults)
        zone = self._value(row, "timezone", as_rule(mapping.zone), faults)
        return {
            **found,
            **{name: value + self.shift for name, value in times.items()},
            "source": mapping.source,
            # A day is one of the company's, where nothing else is known.
            "timezone": zone or (COMPANY_ZONE if has_day else None),
            "attributes": self._values(row, "attributes.", mapping.attributes, faults),
            "handlers": self._handlers(row, faults),
            "customer": customer,
        }

    def _times(self, row: TableRow, faults: ContactFaults) -> tuple[dict[str, datetime], bool]:
        """The times of a row, not yet shifted, and whether one of them is a day without a time."""
        readings: dict[str, TimeReading] = {}
        for name in TIMES:
            own = as_rule(self.mapping.fields.get(name, ""))
            text = self._text(row, name, own, faults)
            if text and (reading := faults.attempt(name, cell_text(text), self._time, name, text, own)) is not None:
                readings[name] = reading
        rules = {name: as_rule(self.mapping.fields[name]) for name in readings}
        found = {name: self._moment(readings[name], rule) for name, rule in rules.items()}
        if len(found) == 2:
            _order_within_day(readings, found)
            if rules["ended_at"].not_before:
                found["ended_at"] = _not_before(found["ended_at"], found["started_at"])
        return found, any(reading.is_day for reading in readings.values())

    def _time(self, name: str, text: Cell, own: MappingRule) -> TimeReading:
        needs_column = isinstance(text, str) and not own.dates and order_of(text)
        order = self._of_column(name).order if needs_column else DateOrder.NONE
        return parse_time(text, own, order)

    def _moment(self, reading: TimeReading, own: MappingRule) -> datetime:
        """The time of a reading. Noon of today may still be in the future: then today begins at midnight."""
        found = at_time_of_rule(reading, own)
        if reading.is_day and found.date() >= (self._now - timedelta(hours=14)).date():
            zone = self._zone()
            local = self._now.astimezone(zone).replace(tzinfo=None)
            return reading.value if found > local >= reading.value else found
        return found

    def _zone(self) -> tzinfo:
        zone = self.mapping.zone
        try:
            return find_zone(zone) if isinstance(zone, str) and zone != COMPANY_ZONE and "{" not in zone else UTC
        except FaultError:
            return UTC

    def _values(self, row: TableRow, place: str, rules: Mapping[str, Value], faults: ContactFaults) -> dict[str, Any]:
        """The values of several rules by their names, without the empty ones."""
        found = {name: self._value(row, place + name, as_rule(value), faults) for name, value in rules.items()}
        return {name: value for name, value in found.items() if value is not None}

    def _value(self, row: TableRow, place: str, own: MappingRule, faults: ContactFaults) -> Any:
        text = self._text(row, place, own, faults)
        if text == "":
            return None
        given = cell_text(text)
        decimal: str = own.decimal
        if (place in SECONDS or own.kind == "number") and not decimal and decimal_of(text) == EITHER:
            decimal = self._of_column(place).decimal
        if place in SECONDS:
            return faults.attempt(place, given, parse_seconds, text, own, decimal)
        if own.kind == "number":
            return faults.attempt(place, given, parse_number, text, decimal)
        if place in YES_NO or own.kind == "yes_no":
            return faults.attempt(place, given, parse_yes_no, text)
        if place == "external_id" or place.startswith("customer.identities"):
            if (known := faults.attempt(place, given, parse_id, text)) is None:
                return None
            given = parse_address(known) if "@" in known else known
        if "attributes." not in place:
            given = " ".join(given.split())
        if place.endswith(".name") and "@" in given:
            given = parse_person(given)
        return self._slug(place, given) if own.slug else _padded(given, own.width)

    def _text(self, row: TableRow, place: str, own: MappingRule, faults: ContactFaults) -> Cell:
        given = cell_text(get_cell(row, own.column)) if own.column else own.template
        words = self._words.get(place) or table_of(self.mapping, own)
        read = faults.attempt(place, given, read_text, row, own, words, self.mapping.empty)
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

    def _permissions(self, row: TableRow, identities: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kinds = {identity["kind"] for identity in identities}
        given = [each for each in self.mapping.permissions if each.kind in kinds and _is_given(row, each)]
        return [{name: getattr(each, name) for name in PERMISSION} for each in given]

    def _handlers(self, row: TableRow, faults: ContactFaults) -> list[dict[str, Any]]:
        handlers = enumerate(self.mapping.handlers)
        return [self._values(row, f"handlers[{index}].", handler, faults) for index, handler in handlers]


def _is_given(row: TableRow, permission: PermissionRule) -> bool:
    if not permission.column:
        return True
    words = {word.strip().casefold() for word in permission.values} or YES
    return cell_text(get_cell(row, permission.column)).strip().casefold() in words


def _worded(mapping: MappingFile) -> Iterator[tuple[str, MappingRule]]:
    for place in WORDED:
        rule = as_rule(mapping.fields.get(place, ""))
        if rule.column:
            yield place, rule


def _words(mapping: MappingFile, place: str, rule: MappingRule) -> dict[str, str]:
    """The words of a rule, and after them our own: a file may mix both."""
    words = {word: own for word, own in table_of(mapping, rule).items() if own or place not in NEEDED}
    return words | {word: own for word, own in own_words(place).items() if word not in words}


def _order_within_day(readings: Mapping[str, TimeReading], found: dict[str, datetime]) -> None:
    """A day has no time: it neither ends before a contact that started in it, nor starts after one that ended in it."""
    start, end = found["started_at"], found["ended_at"]
    if start.date() != end.date() or (start.tzinfo is None) != (end.tzinfo is None) or end >= start:
        return
    if readings["ended_at"].is_day:
        found["ended_at"] = start
    elif readings["started_at"].is_day:
        found["started_at"] = end


def _not_before(read: datetime, earliest: datetime | None) -> datetime:
    """`read`, or `earliest` if that is later. Times with and without an offset cannot be compared."""
    if earliest is None or (read.tzinfo is None) != (earliest.tzinfo is None):
        return read
    return max(read, earliest)


def _padded(text: str, width: int) -> str:
    return text.zfill(width) if text.isdecimal() else text
