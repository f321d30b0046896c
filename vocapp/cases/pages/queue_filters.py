"""Which cases belong to a tab of the queue, for whom? Conditions for WHERE, and the values they number."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from vocapp import clock
from vocapp.cases import case_states
from vocapp.cases.types import Tab
from vocapp.http.access import Actor

WORKED: Final = "c.state IN ('open', 'working', 'waiting')"
DONE: Final = "c.state NOT IN ('open', 'working', 'waiting')"


class Values:
    """Values of a statement in the making: calling it adds one and gives its place."""

    def __init__(self, *given: Any) -> None:
        self.given: list[Any] = list(given)

    def __call__(self, value: Any) -> str:
        """`$n` of `value`."""
        self.given.append(value)
        return f"${len(self.given)}"


def conditions(tab: Tab, actor: Actor, values: Values, state: str = "") -> list[str]:
    """What makes a case one of the tab, but for its unit; a person limited to lines sees those only, and his own."""
    in_tab = (state in case_states.WORKED) is not (tab is Tab.DONE)
    # Not both the state and the states of the tab: the database would take the one for the rarer by the other.
    found = [f"c.state = {values(state)}"] if state and in_tab else [DONE if tab is Tab.DONE else WORKED]
    if state and not in_tab:
        found.append("false")
    if tab is Tab.MINE:
        found.append(f"c.owner_id = {values(actor.id)}")
    if tab is Tab.FREE:
        found.append("c.owner_id IS NULL")
    if tab is Tab.OVERDUE:
        found.append(f"c.due_at < {values(clock.now())}")
    if actor.lines is not None and tab is not Tab.MINE:
        found.append(among("c.line_id", actor.lines, values))
    return found


def among(column: str, ids: Sequence[UUID], values: Values) -> str:
    """A condition: `column` is one of `ids`."""
    return f"{column} = ANY({values(list(ids))}::uuid[])"
