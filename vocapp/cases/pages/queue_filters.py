"""The conditions (for WHERE) of a tab of the queue, and the values that they number."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from vocapp import clock
from vocapp.cases.case_states import ACTIVE, ACTIVE_SQL
from vocapp.cases.types import QueueTab
from vocapp.http.access import Actor

IS_ACTIVE: Final = f"c.state {ACTIVE_SQL}"
IS_DONE: Final = f"c.state NOT {ACTIVE_SQL}"


class SqlValues:
    """The values of a statement while it is built: a call adds one and returns its placeholder."""

    def __init__(self, *given: Any) -> None:
        self.given: list[Any] = list(given)

    def __call__(self, value: Any) -> str:
        """`$n` of `value`."""
        self.given.append(value)
        return f"${len(self.given)}"


def conditions(tab: QueueTab, actor: Actor, values: SqlValues, state: str = "") -> list[str]:
    """The conditions of a tab, without the unit. A person limited to lines sees only those, and their own cases."""
    in_tab = (state in ACTIVE) is not (tab is QueueTab.DONE)
    # Never both the state and the states of the tab: the planner would multiply their selectivities.
    found = [f"c.state = {values(state)}"] if state and in_tab else [IS_DONE if tab is QueueTab.DONE else IS_ACTIVE]
    if state and not in_tab:
        found.append("false")
    if tab is QueueTab.MINE:
        found.append(f"c.owner_id = {values(actor.id)}")
    if tab is QueueTab.FREE:
        found.append("c.owner_id IS NULL")
    if tab is QueueTab.OVERDUE:
        found.append(f"c.due_at < {values(clock.now())}")
    if actor.lines is not None and tab is not QueueTab.MINE:
        found.append(among("c.line_id", actor.lines, values))
    return found


def among(column: str, ids: Sequence[UUID], values: SqlValues) -> str:
    """A condition: `column` is one of `ids`."""
    return f"{column} = ANY({values(list(ids))}::uuid[])"
