"""Faults of shape: where a value does not fit its type (msgspec's types and limits). Pure.

msgspec stops at the first error and describes it in names of Python's types and in regular expressions. Here every
error is found, and becomes a fault in words of the data: its code, the value, and what is allowed.
"""

import re
from collections.abc import Iterator
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import msgspec

from vocapp.faults import Fault, Param

SHOWN: Final = 80
ShapePath = tuple[Any, ...]
LocatedFault = tuple[ShapePath, Fault]
"""A fault and its place: the names and indexes that lead to it."""

_NUMBER = r"(-?[0-9.e+]+)"
_LIMITS: Final = (
    (re.compile(rf"Expected `str` of length >= {_NUMBER}"), "field.too_short", "least"),
    (re.compile(rf"Expected `str` of length <= {_NUMBER}"), "field.too_long", "most"),
    (re.compile(rf"Expected `(?:array|object)` of (?:at least )?length (?:>= )?{_NUMBER}"), "field.too_few", "least"),
    (re.compile(rf"Expected `(?:array|object)` of (?:at most length|length <=) {_NUMBER}"), "field.too_many", "most"),
    (re.compile(rf"Expected `(?:int|float)` >= {_NUMBER}"), "field.too_small", "least"),
    (re.compile(rf"Expected `(?:int|float)` <= {_NUMBER}"), "field.too_large", "most"),
    (re.compile(rf"Expected `(?:int|float)` > {_NUMBER}"), "field.not_above", "least"),
    (re.compile(rf"Expected `(?:int|float)` < {_NUMBER}"), "field.not_below", "most"),
)
_TYPE: Final = re.compile(r"Expected `([^`]*)`(?:, got|$| - at)")
_CODES: Final = (
    ("with a timezone component", "field.no_offset"),
    ("Invalid RFC3339 encoded datetime", "field.not_moment"),
    ("Invalid RFC3339 encoded date", "field.not_date"),
    ("Invalid RFC3339 encoded time", "field.not_time"),
    ("Invalid UUID", "field.not_uuid"),
    ("out of range", "field.out_of_range"),
)
_TYPES: Final = {
    frozenset({"str"}): "field.not_text",
    frozenset({"int"}): "field.not_integer",
    frozenset({"float"}): "field.not_number",
    frozenset({"int", "float"}): "field.not_number",
    frozenset({"bool"}): "field.not_boolean",
    frozenset({"array"}): "field.not_list",
    frozenset({"object"}): "field.not_object",
    frozenset({"datetime"}): "field.not_moment",
    frozenset({"date"}): "field.not_date",
    frozenset({"time"}): "field.not_time",
    frozenset({"uuid"}): "field.not_uuid",
    frozenset({"str", "int"}): "field.not_text_or_number",
    frozenset({"str", "int", "float"}): "field.not_text_or_number",
    frozenset({"str", "object"}): "field.not_text_or_object",
    frozenset({"str", "bool", "int", "float"}): "field.not_simple",
}


def find_shape_faults(value: Any, kind: Any, path: ShapePath = ()) -> Iterator[LocatedFault]:
    """Every error of `value` (JSON or TOML as Python values) against the type `kind`; nothing if it is valid."""
    bare = _bare(kind, value)
    inner: list[LocatedFault] = []
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct) and isinstance(value, dict):
        inner = list(_of_struct(value, bare, path))
    elif get_origin(bare) in (list, tuple, set, frozenset) and isinstance(value, list):
        item = get_args(bare)[0]
        inner = [one for index, each in enumerate(value) for one in find_shape_faults(each, item, (*path, index))]
    elif get_origin(bare) is dict and isinstance(value, dict):
        named, item = get_args(bare)
        for name, each in value.items():
            inner += _of_whole(name, named, (*path, name))
            inner += find_shape_faults(each, item, (*path, name))
    yield from inner or _of_whole(value, kind, path)


def shape_fault(message: str, kind: Any, value: Any) -> Fault:
    """The fault that msgspec's `message` describes. `kind` is the type that `value` does not fit."""
    shown = {"value": show(value)}
    for pattern, code, name in _LIMITS:
        if limit := pattern.match(message):
            return Fault(code, {**shown, name: limit[1]})
    for part, code in _CODES:
        if part in message:
            return Fault(code, shown)
    if "matching regex" in message:
        return _of_form(kind, shown)
    if message.startswith(("Invalid enum value", "Invalid value")) and (known := list(_allowed(kind))):
        return Fault.of("field.not_one_of", **shown, known=", ".join(known))
    if wanted := _TYPE.match(message):
        return Fault(_TYPES.get(frozenset(wanted[1].split(" | ")) - {"null"}, "field.invalid"), shown)
    return Fault.of("field.invalid", **shown)


def dotted(path: ShapePath) -> str:
    """The place of a path as people write it: ("questions", 2, "text") is "questions[2].text"."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def show(value: Any) -> str:
    """`value` as a fault shows it: text as it is, anything else as JSON, at most 80 characters."""
    text = value if isinstance(value, str) else msgspec.json.encode(value, enc_hook=str).decode()
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _of_struct(value: dict[str, Any], kind: type[msgspec.Struct], path: ShapePath) -> Iterator[LocatedFault]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    config = kind.__struct_config__
    tags = {config.tag_field} if config.tag_field else set()
    for name, field in fields.items():
        if name in value:
            yield from find_shape_faults(value[name], field.type, (*path, name))
        elif field.required:
            yield (*path, name), Fault.of("field.required")
    if config.forbid_unknown_fields:
        for name in value.keys() - fields.keys() - tags:
            yield (*path, name), Fault.of("field.unknown", known=", ".join([*tags, *fields]))


def _of_whole(value: Any, kind: Any, path: ShapePath) -> Iterator[LocatedFault]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as failure:
        tags = _tags(kind)
        if isinstance(failure.__cause__, ValueError):  # of the type's own check, in its own words
            why = str(failure.__cause__).rstrip(".")
            yield path, Fault.of("field.inconsistent", value=show(value), why=why)
        elif isinstance(value, dict) and tags:
            [name] = {config.tag_field for config in tags}
            fault = Fault.of("field.required") if name not in value else shape_fault(str(failure), kind, value[name])
            yield (*path, name), fault
        else:
            yield path, shape_fault(str(failure), kind, value)


def _of_form(kind: Any, shown: dict[str, str]) -> Fault:
    """The fault of a text that does not match its pattern. The remedy is an example of the type, where it has one."""
    for meta in _metas(kind):
        if meta.pattern and r"\x00-\x1f" in meta.pattern:
            return Fault.of("field.not_one_line", **shown)
        if meta.pattern and r"[^\x00]" in meta.pattern:
            return Fault.of("text.nul", **shown)
        if meta.pattern and meta.examples:
            return Fault.of("field.form", **shown, example=", ".join(str(one) for one in meta.examples))
    return Fault.of("field.invalid", **shown)


def _metas(kind: Any) -> Iterator[msgspec.Meta]:
    if get_origin(kind) is Annotated:
        yield from (part for part in kind.__metadata__ if isinstance(part, msgspec.Meta))
        yield from _metas(kind.__origin__)
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _metas(member)


def _allowed(kind: Any) -> Iterator[str]:
    """The values that a type lists: of an enumeration, of a Literal, or the tags of a union."""
    if get_origin(kind) is Annotated:
        yield from _allowed(kind.__origin__)
    elif get_origin(kind) is Literal:
        yield from (str(one) for one in get_args(kind) if one != "")
    elif isinstance(kind, type) and issubclass(kind, Enum):
        yield from (str(one.value) for one in kind)
    elif tags := _tags(kind):
        yield from (str(config.tag) for config in tags)
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _allowed(member)


def _tags(kind: Any) -> list[Any]:
    """The tags that distinguish the structs of a union; [] for anything else."""
    if get_origin(kind) not in (Union, UnionType):
        return []
    members = [_bare(member, None) for member in get_args(kind)]
    structs = [one for one in members if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    return [one.__struct_config__ for one in structs if one.__struct_config__.tag_field] if len(structs) > 1 else []


def _bare(kind: Any, value: Any) -> Any:
    """`kind` without Annotated, and the only member of a union that fits a container `value`."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, UnionType) and isinstance(value, dict | list):
        members = [_bare(member, value) for member in get_args(kind)]
        fitting = [member for member in members if _is_container(member, value)]
        return fitting[0] if len(fitting) == 1 else kind
    return kind


def _is_container(kind: Any, value: Any) -> bool:
    if isinstance(value, list):
        return get_origin(kind) in (list, tuple, set, frozenset)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        config = kind.__struct_config__
        return config.tag_field is None or value.get(config.tag_field) == config.tag
    return get_origin(kind) is dict


_TOML_PLACE: Final = re.compile(r"at line (\d+), column (\d+)")
_JSON_PLACE: Final = re.compile(r"byte (\d+)")


def toml_place(failure: Exception, text: bytes | str) -> dict[str, Param]:
    """Line and column (both from 1) of a text that is not TOML, and what the line says."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    lines = text.splitlines() or [""]
    found = _TOML_PLACE.search(str(failure))
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
    return {"line": line, "column": column, "text": show(lines[min(line, len(lines)) - 1].strip())}


def json_place(failure: Exception, text: bytes) -> int:
    """The byte (from 1) at which a text stops being JSON in UTF-8."""
    try:
        text.decode()
    except UnicodeDecodeError as wrong:  # msgspec's own names the place in the one text
        return wrong.start + 1
    found = _JSON_PLACE.search(str(failure))
    return int(found[1]) + 1 if found else len(text)
