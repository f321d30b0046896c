"""The SQL condition of a slice: the places that it covers and that the reader may see."""

from typing import Any
from uuid import UUID

from vocapp.http.access import SqlCondition
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.rollup_slice import Slice


def units_in_slice(context: NumbersContext, slice_: Slice) -> list[UUID] | None:
    """The units of the slice that the actor may see; None: all, and what has none."""
    actor = context.actor
    if slice_.unit is None:
        return None if actor.units is None else list(actor.units)
    below = context.units.below(slice_.unit)
    return [unit for unit in sorted(below) if actor.units is None or unit in actor.units]


def slice_condition(context: NumbersContext, slice_: Slice, alias: str, first: int) -> SqlCondition:
    """The condition on `alias` (a place, or a case) that narrows to the slice and the actor; `$n` from `first` on."""
    actor = context.actor
    parts: list[str] = []
    values: list[Any] = []

    def add(condition: str, value: Any) -> None:
        values.append(value)
        parts.append(condition.format(t=alias, n=first + len(values) - 1))

    for name in ("channel", "touchpoint"):
        if (value := getattr(slice_, name)) is not None:
            add(f"{{t}}.{name} = ${{n}}", value)
    if slice_.line is not None:
        add("{t}.line_id = ${n}", slice_.line)
    if actor.lines is not None:
        add("{t}.line_id = ANY(${n}::uuid[])", list(actor.lines))
    if (found := units_in_slice(context, slice_)) is not None:
        add("{t}.unit_id = ANY(${n}::uuid[])", found)
    return SqlCondition(" AND ".join(parts) or "true", tuple(values))
