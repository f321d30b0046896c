"""All errors of a JSON body; msgspec reports only the first."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from vocapp.faults import Fault
from vocapp.http.problem_json import pointer
from vocapp.shape_faults import ShapePath, find_shape_faults

MOST = 100


def errors_of(value: Any, kind: Any) -> list[Fault]:
    """Every error of `value` (JSON as Python values) against the type `kind`, at most 100; empty if it is valid."""
    return [fault.at(pointer(path)) for path, fault in islice(find_shape_faults(value, kind), MOST)]


def unstorable(value: Any, path: ShapePath = ()) -> Iterator[Fault]:
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
