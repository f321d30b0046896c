"""State diagrams of the documentation, drawn from the tables of states."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)
Happened = TypeVar("Happened", bound=StrEnum)


def diagram(table: Mapping[State, Mapping[Happened, State]]) -> str:
    """The table as a Mermaid state diagram; its first state is where everything begins."""
    return "\n".join(["stateDiagram-v2", f"  [*] --> {next(iter(table))}", *_arrows(table)])


def _arrows(table: Mapping[State, Mapping[Happened, State]]) -> Iterator[str]:
    for state, ways in table.items():
        for to in type(state):
            labels = [happened.value for happened, end in ways.items() if end is to]
            if labels:
                yield f"  {state} --> {to}: {', '.join(labels)}"
