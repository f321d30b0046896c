"""The SQL condition of a slice: the places that it covers and that the reader may see."""

from uuid import UUID

from vocapp.database.where import SqlValues, WhereClause
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.rollup_slice import Slice


def units_in_slice(context: NumbersContext, slice_: Slice) -> list[UUID] | None:
    """The units of the slice that the actor may see; None: all, and what has none."""
    actor = context.actor
    if slice_.unit is None:
        return None if actor.units is None else list(actor.units)
    below = context.units.below(slice_.unit)
    return [unit for unit in sorted(below) if actor.units is None or unit in actor.units]


def slice_condition(context: NumbersContext, slice_: Slice, alias: str, first: int) -> WhereClause:
    """The condition on `alias` (a place, or a case) that narrows to the slice and the actor; `$n` from `first` on."""
    actor = context.actor
    where = WhereClause(SqlValues(first))
    for column, value in (("channel", slice_.channel), ("touchpoint", slice_.touchpoint), ("line_id", slice_.line)):
        if value is not None:
            where.add(f"{alias}.{column} = ?", value)
    if actor.lines is not None:
        where.add(f"{alias}.line_id = ANY(?::uuid[])", list(actor.lines))
    if (units := units_in_slice(context, slice_)) is not None:
        where.add(f"{alias}.unit_id = ANY(?::uuid[])", units)
    return where
