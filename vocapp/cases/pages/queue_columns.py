"""What does a row of the queue consist of, in SQL? Its own columns, and the clock that runs out first.

The names of unit, line and owner are read for a whole page at once: joined, they would cost more than the cases.
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
"""What a row shows by name: `…_id` in SQL, and the name in the row that is shown."""
NAMES: Final = """
SELECT id, name FROM unit WHERE id = ANY($1::uuid[]) UNION ALL
SELECT id, name FROM line_of_business WHERE id = ANY($2::uuid[]) UNION ALL
SELECT id, name FROM staff_user WHERE id = ANY($3::uuid[])"""
