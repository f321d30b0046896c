"""Tabs of the queue, kinds of history entries, channels of attempts, and the errors of cases. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp.questionnaire.values import Answers, Facts
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


class CaseOrigin(Struct, frozen=True, kw_only=True):
    """What opens a case: a response, or without one a mail of a customer who wrote instead of answering.

    `facts` are those of the invitation; `catalogue` is the revision of what is published.
    """

    response_id: UUID | None = None
    facts: Facts
    contact_id: UUID
    customer_id: UUID
    channel: str
    touchpoint: str
    line_id: UUID | None
    unit_id: UUID | None
    customer_name: str | None
    brand: str
    catalogue: str | None


class TriagedResponse(CaseOrigin, frozen=True, kw_only=True):
    """A closed response as triage reads it, with its contact.

    `comments` is JSON of the analysed comments; `is_known`: the response belongs to a case.
    """

    response_id: UUID
    survey_version_id: UUID
    closed_by: str
    answers: Answers
    comments: str | None
    is_known: bool


class CaseRefusedError(Exception):
    """An action that cannot be done now. `text` is an interface text; `values` fill its places `%(name)s`."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.values: Final[Mapping[str, object]] = values


class OwnCaseError(CaseRefusedError):
    """Somebody wanted to decide about their own contact."""


class NoSuchCaseError(LookupError):
    """There is no such case that the actor may see."""
