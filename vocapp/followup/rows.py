"""What does a row of the queue consist of, in SQL? Its own columns, the clock that runs out first, and three names."""

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
NAMED: Final = """
SELECT q.*, coalesce(u.name, '') AS unit, coalesce(l.name, '') AS line, coalesce(o.name, '') AS owner
FROM ({page}) q LEFT JOIN unit u ON u.id = q.unit_id LEFT JOIN line_of_business l ON l.id = q.line_id
LEFT JOIN staff_user o ON o.id = q.owner_id ORDER BY {order}"""
