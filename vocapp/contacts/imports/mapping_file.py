"""Mapping files: how the columns of a table become fields of contacts, with values and dates converted.

docs/import.md explains the file with examples. All its faults are reported before a row is read.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from vocapp.customers.types import Basis, IdentityKind, Purpose, WritingChannel
from vocapp.faults import Fault, FaultError
from vocapp.files.encodings import TITLES
from vocapp.shape_faults import dotted, find_shape_faults, toml_place

HOLE = re.compile(r"\{([^{}]*)\}")
ROW = "row"
ORDERS = ("day first", "month first")
TIMES = ("started_at", "ended_at")
SECONDS = ("wait_seconds", "hold_seconds", "handling_seconds")
YES_NO = ("survey_announced",)
TEXTS = ("external_id", "channel", "touchpoint", "line_of_business", "brand", "unit", "issue", "outcome", "language")
OF_CUSTOMER = ("name", "language", "timezone", "country", "lifecycle")
FIELDS = (*TEXTS, *TIMES, *SECONDS, *YES_NO, *(f"customer.{name}" for name in OF_CUSTOMER))
NEEDED = ("external_id", "channel", "touchpoint", "started_at")
OF_HANDLER = ("kind", "name", "ref", "email", "unit", "path")


class MappingError(FaultError):
    """A mapping file cannot be used, or not with this file of contacts."""


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class MappingRule(_Part, frozen=True, kw_only=True):
    """The source of a field and its conversions, in this order."""

    column: str = ""  # a column; or a template
    template: str = ""  # text with {column} and {row} in it
    values: dict[str, str] | str = {}  # value in the file → value of vocapp; or the name of one of the `tables`
    default: str | None = None  # if the cell is empty, or its value is not among the values
    slug: bool = False  # make a short name of it: "Wells Fargo & Company" → "wells-fargo-company"
    width: Annotated[int, Meta(ge=0, le=40)] = 0  # restores leading zeros that a number has lost
    dates: tuple[str, ...] = ()  # "day first", "month first", formats of strptime; without any, the column decides
    time: Annotated[str, Meta(pattern=r"^\d{2}:\d{2}$", examples=["12:00"])] = "12:00"  # for cells with only a date
    not_before: Literal["started_at", ""] = ""  # replaces an earlier time
    kind: Literal["text", "number", "yes_no"] = "text"  # of an attribute
    decimal: Literal[",", ".", ""] = ""  # of numbers; without it, the column decides
    unit: Literal["ms", "s", "min", "h", ""] = ""  # of durations without one; without it, the column's name, or seconds


Value = str | MappingRule
"""A rule, or only its template; a template without holes is a constant."""


class IdentityRule(_Part, frozen=True, kw_only=True):
    """An identity of the customer; left out if its value is empty."""

    kind: IdentityKind
    value: Value


class PermissionRule(_Part, frozen=True, kw_only=True):
    """A permission that the customers of the file have given, for their identities of that kind.

    With a `column`, only those whose cell there is one of `values`.
    """

    kind: IdentityKind
    channel: WritingChannel
    purpose: Purpose
    basis: Basis
    evidence: str = ""
    column: str = ""
    values: tuple[str, ...] = ()


class SkipRule(_Part, frozen=True, kw_only=True):
    """Rows whose cell in `column` is one of `values` are skipped."""

    column: str
    values: tuple[str, ...]


class MappingFile(_Part, frozen=True, kw_only=True):
    """A mapping file."""

    source: Annotated[str, Meta(min_length=1, max_length=80)]
    fields: dict[str, Value]
    attributes: dict[str, Value] = {}
    customer_attributes: dict[str, Value] = {}
    identities: tuple[IdentityRule, ...] = ()
    permissions: tuple[PermissionRule, ...] = ()
    handlers: tuple[dict[str, Value], ...] = ()
    zone: Value = ""  # of times without an offset
    tables: dict[str, dict[str, str]] = {}
    skip: tuple[SkipRule, ...] = ()
    empty: tuple[str, ...] = ()  # texts that mean an empty cell
    separator: Annotated[str, Meta(max_length=1)] = ""
    sheet: str = ""  # of a workbook; without it, the only one that has the columns
    header_row: Annotated[int, Meta(ge=0, le=1000)] = 0  # without it, it is looked for
    encoding: str = ""  # of a file that does not show its own; without it, it is guessed
    shift: Literal["newest ends yesterday", ""] = ""
    create_missing: bool = False  # units and lines of business

    def rules(self) -> Iterator[tuple[str, MappingRule]]:
        """Every rule with its place in the file."""
        for part in ("fields", "attributes", "customer_attributes"):
            for name, value in getattr(self, part).items():
                yield f"{part}.{name}", as_rule(value)
        for index, identity in enumerate(self.identities):
            yield f"identities[{index}].value", as_rule(identity.value)
        for index, handler in enumerate(self.handlers):
            for name, value in handler.items():
                yield f"handlers[{index}].{name}", as_rule(value)
        if self.zone:
            yield "zone", as_rule(self.zone)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is used, once."""
        used = [column for _, rule in self.rules() for column in columns_of(rule)]
        used += [skip.column for skip in self.skip]
        used += [permission.column for permission in self.permissions if permission.column]
        return tuple(dict.fromkeys(used))


def as_rule(value: Value) -> MappingRule:
    """The rule that `value` is short for."""
    return MappingRule(template=value) if isinstance(value, str) else value


def load_mapping(path: Path) -> MappingFile:
    """Reads a mapping file. MappingError with everything that is wrong with it."""
    try:
        return parse_mapping(path.read_bytes(), path.name)
    except OSError as failure:
        raise MappingError(Fault.of("file.unreadable", file=path.name)) from failure


def parse_mapping(text: bytes | str, name: str) -> MappingFile:
    """The mapping in a TOML text. MappingError, which calls the file `name`, with everything that is wrong with it."""
    try:
        data = tomllib.loads(text if isinstance(text, str) else text.decode())
    except UnicodeDecodeError as failure:
        raise MappingError(Fault.of("file.not_text", file=name, number=failure.start + 1)) from failure
    except tomllib.TOMLDecodeError as failure:
        raise MappingError(Fault("mapping.not_toml", {"file": name, **toml_place(failure, text)})) from failure
    except (RecursionError, ValueError) as failure:  # deeper, or with longer numbers, than any mapping
        raise MappingError(Fault.of("mapping.unreadable", file=name)) from failure
    if misshapen := [fault.at(dotted(path)) for path, fault in find_shape_faults(data, MappingFile)]:
        raise MappingError(Fault.of("mapping.misshapen", file=name), *misshapen)
    found = msgspec.convert(data, MappingFile)
    if faults := list(_faults(found)):
        raise MappingError(*(each.at(each.place, file=name) for each in faults))
    return found


def _faults(mapping: MappingFile) -> Iterator[Fault]:
    yield from _misnamed("fields", mapping.fields, FIELDS)
    for index, handler in enumerate(mapping.handlers):
        yield from _misnamed(f"handlers[{index}]", handler, OF_HANDLER)
    if mapping.encoding and mapping.encoding not in TITLES:
        yield Fault.of("mapping.unknown_encoding", "encoding", form=mapping.encoding, known=", ".join(TITLES))
    for name in NEEDED:
        if name not in mapping.fields:
            yield Fault.of("mapping.field_missing", f"fields.{name}")
    for place, found in mapping.rules():
        if found.column and found.template:
            yield Fault.of("mapping.column_and_template", place)
        if isinstance(found.values, str) and found.values not in mapping.tables:
            yield Fault.of("mapping.unknown_table", f"{place}.values", table=found.values)
        for form in found.dates:
            if "%" not in form and form not in ORDERS:
                yield Fault.of("mapping.unknown_dates", f"{place}.dates", form=form)


def _misnamed(place: str, names: Iterable[str], known: tuple[str, ...]) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield Fault.of("mapping.unknown_field", f"{place}.{name}", known=", ".join(known))


def find_unknown_columns(mapping: MappingFile, columns: tuple[str, ...], file: str) -> list[Fault]:
    """A fault for each rule whose column `file` does not have; then one that lists its columns."""
    wanted = [(place, column) for place, found in mapping.rules() for column in columns_of(found)]
    wanted += [(f"skip[{index}]", skip.column) for index, skip in enumerate(mapping.skip)]
    wanted += [(f"permissions[{i}]", given.column) for i, given in enumerate(mapping.permissions) if given.column]
    unknown = [Fault.of("mapping.unknown_column", place, column=name) for place, name in wanted if name not in columns]
    return [*unknown, Fault.of("mapping.columns", file=file, columns=", ".join(columns))] if unknown else []


def columns_of(found: MappingRule) -> list[str]:
    """The columns that a rule reads."""
    if found.column:
        return [found.column]
    return [name for name in HOLE.findall(found.template) if name != ROW]


def table_of(mapping: MappingFile, found: MappingRule) -> Mapping[str, str]:
    """The table of a rule's values."""
    return mapping.tables[found.values] if isinstance(found.values, str) else found.values
