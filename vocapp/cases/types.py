"""What a case is spoken of with: deeds that cannot be done now, kinds of entries, ways into the queue. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from vocapp.ui.reader import mark


class QueueTab(StrEnum):
    """A way into the queue."""

    MINE = "mine"
    UNIT = "unit"  # of the actor's units; for whoever has every unit the same as ALL
    FREE = "free"  # nobody's yet
    OVERDUE = "overdue"
    ALL = "all"
    DONE = "done"


class EntryKind(StrEnum):
    """What a line of a case's story tells of."""

    NOTE = "note"
    ATTEMPT = "attempt"
    REPLY = "reply"  # to the customer, or from him
    STATUS = "status"
    ASSIGNMENT = "assignment"
    CHECK = "check"
    ANSWER = "answer"  # a response joined, changed, or no longer fits its rule


ATTEMPT_CHANNELS: Final = {
    "phone": mark("Phone"),
    "email": mark("E-mail"),
    "sms": mark("Text message"),
    "messenger": mark("Messenger"),
    "letter": mark("Letter"),
    "in_person": mark("In person"),
}
"""On what staff try to reach a customer, by what pages call it."""


class CaseRefusedError(Exception):
    """A deed that cannot be done now. `text` is an interface text in which `values` take the places `%(name)s`."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.values: Final[Mapping[str, object]] = values


class NoSuchCaseError(LookupError):
    """There is no such case that the actor may see."""
