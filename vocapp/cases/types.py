"""Tabs of the queue, kinds of history entries, channels of attempts, and the errors of cases. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from vocapp.ui.reader import mark


class QueueTab(StrEnum):
    """A tab of the queue."""

    MINE = "mine"
    UNIT = "unit"  # of the actor's units; the same as ALL for a person with every unit
    FREE = "free"  # without an owner
    OVERDUE = "overdue"
    ALL = "all"
    DONE = "done"


class EntryKind(StrEnum):
    """The kind of a history entry."""

    NOTE = "note"
    ATTEMPT = "attempt"
    REPLY = "reply"  # to the customer, or from them
    STATUS = "status"
    ASSIGNMENT = "assignment"
    CHECK = "check"
    ANSWER = "answer"  # a response joined, changed, or no longer matches its rule


ATTEMPT_CHANNELS: Final = {
    "phone": mark("Phone"),
    "email": mark("E-mail"),
    "sms": mark("Text message"),
    "messenger": mark("Messenger"),
    "letter": mark("Letter"),
    "in_person": mark("In person"),
}
"""The channels on which staff try to reach a customer, with their titles."""


class CaseRefusedError(Exception):
    """An action that cannot be done now. `text` is an interface text; `values` fill its places `%(name)s`."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.values: Final[Mapping[str, object]] = values


class NoSuchCaseError(LookupError):
    """There is no such case that the actor may see."""
