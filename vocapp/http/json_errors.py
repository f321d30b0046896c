"""All errors of a JSON body; msgspec reports only the first."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from vocapp.faults import Fault
from vocapp.http.problem_json import pointer

MOST = 100
Path = tuple[Any, ...]


def errors_of(value: Any, kind: Any) -> list[Fault]:
    """Every error of `value` (JSON as Python values) against the type `kind`, at most 100; empty if it is valid."""
    found: list[Fault] = []
    for error in _errors(value, kind, ()):
        found.append(error)
        if len(found) == MOST:
            break
    return found


def unstorable(value: Any, path: Path = ()) -> Iterator[Fault]:
    """Every text in `value` with a NUL, which PostgreSQL cannot store."""
    if isinstance(value, str):
        if "\0" in value:
            yield Fault.of("text.nul", pointer(path))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from unstorable(str(name), (*path, "?"))
            yield from unstorable(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from unstorable(item, (*path, index))


def _errors(value: Any, kind: Any, path: Path) -> Iterator[Fault]:
    bare = _bare(kind, value)
    inner: list[Fault] = []
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct) and isinstance(value, dict):
        inner = list(_of_struct(value, bare, path))
    elif get_origin(bare) in (list, tuple, set, frozenset) and isinstance(value, list):
        item = get_args(bare)[0]
        inner = [error for index, each in enumerate(value) for error in _errors(each, item, (*path, index))]
    elif get_origin(bare) is dict and isinstance(value, dict):
        item = get_args(bare)[1]
        inner = [error for name, each in value.items() for error in _errors(each, item, (*path, name))]
    yield from inner or _of_whole(value, kind, path)


def _of_struct(value: dict[str, Any], kind: type[msgspec.Struct], path: Path) -> Iterator[Fault]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name, field in fields.items():
        if name in value:
            yield from _errors(value[name], field.type, (*path, name))
        elif field.required:
            yield Fault.of("field.required", pointer((*path, name)))
    if kind.__struct_config__.forbid_unknown_fields:
        for name in value.keys() - fields.keys():
            yield Fault.of("field.unknown", pointer((*path, name)), known=", ".join(fields))


def _of_whole(value: Any, kind: Any, path: Path) -> Iterator[Fault]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as failure:
        yield Fault.of("field.invalid", pointer(path), why=_sentence(failure))


def _sentence(failure: msgspec.ValidationError) -> str:
    return str(failure).split(" - at `$", 1)[0].replace("`", "")


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
    return get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, msgspec.Struct))
