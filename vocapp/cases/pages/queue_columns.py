"""The columns of a queue row, in SQL: those of the case, and the clock that ends first.

The names of unit, line and owner are read once for a whole page; joins would cost more than the cases.
"""

from typing import Final

COLUMNS: Final = (
    "id", "number", "state", "priority", "rule", "unit_id", "line_id", "owner_id", "channel", "touchpoint", "brand",
    "score", "score_metric", "excerpt", "customer_name", "wants_contact", "opened_at", "due_at", "closed_at",
    "reopened", "revision",
)  # fmt: skip
CHOSEN: Final = ", ".join(f"c.{name}" for name in COLUMNS)
CLOCK: Final = """CASE WHEN c.state = 'waiting' THEN 'wait'
  WHEN c.acknowledged_at IS NULL AND c.due_at = c.acknowledge_due_at THEN 'acknowledge'
  WHEN c.due_at = c.resolve_due_at THEN 'resolve' ELSE 'customer' END AS clock"""
NAMED: Final = ("unit", "line", "owner")
"""Columns shown by name: `…_id` in SQL, the name in the row."""
NAMES: Final = """
SELECT id, name FROM unit WHERE id = ANY($1::uuid[]) UNION ALL
SELECT id, name FROM line_of_business WHERE id = ANY($2::uuid[]) UNION ALL
SELECT id, name FROM staff_user WHERE id = ANY($3::uuid[])"""
