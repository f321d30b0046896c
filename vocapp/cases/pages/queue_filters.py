"""The conditions (for WHERE) of a tab of the queue."""

from typing import Final

from vocapp import clock
from vocapp.cases.case_states import ACTIVE, ACTIVE_SQL
from vocapp.cases.types import QueueTab
from vocapp.database.where import SqlValues, WhereClause
from vocapp.http.access import Actor

IS_ACTIVE: Final = f"c.state {ACTIVE_SQL}"
IS_DONE: Final = f"c.state NOT {ACTIVE_SQL}"


def tab_conditions(tab: QueueTab, actor: Actor, values: SqlValues, state: str = "") -> WhereClause:
    """The conditions of a tab, without the unit. A person limited to lines sees only those, and their own cases."""
    in_tab = (state in ACTIVE) is not (tab is QueueTab.DONE)
    # Never both the state and the states of the tab: the planner would multiply their selectivities.
    where = WhereClause(values)
    if state and in_tab:
        where.add("c.state = ?", state)
    else:
        where.add(IS_DONE if tab is QueueTab.DONE else IS_ACTIVE)
    if state and not in_tab:
        where.add("false")
    if tab is QueueTab.MINE:
        where.add("c.owner_id = ?", actor.id)
    if tab is QueueTab.FREE:
        where.add("c.owner_id IS NULL")
    if tab is QueueTab.OVERDUE:
        where.add("c.due_at < ?", clock.now())
    if actor.lines is not None and tab is not QueueTab.MINE:
        where.add("c.line_id = ANY(?::uuid[])", list(actor.lines))
    return where
