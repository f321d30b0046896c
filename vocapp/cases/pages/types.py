"""What is shown of a case: a row of the queue, and one case with everything about it. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from vocapp.questionnaire.values import Answers


class Row(Struct, frozen=True, kw_only=True):
    """One line of the queue. `clock` says which one runs out at `due_at`: acknowledge, resolve, customer or wait."""

    id: UUID
    number: int
    state: str
    priority: int
    rule: str
    unit_id: UUID | None
    line_id: UUID | None
    owner_id: UUID | None
    channel: str
    touchpoint: str
    brand: str
    score: int | None
    score_metric: str | None
    excerpt: str
    customer_name: str | None
    wants_contact: bool
    opened_at: datetime
    due_at: datetime
    clock: str
    closed_at: datetime | None
    reopened: int
    revision: int
    unit: str = ""
    line: str = ""
    owner: str = ""


class Position(Struct, frozen=True):
    """Where a page of the queue begins: after the row of this moment (due, or closed for the done) and id."""

    at: datetime
    id: UUID


class Filters(Struct, frozen=True, kw_only=True):
    """What narrows a tab; None or "" does not."""

    state: str = ""
    rule: str = ""
    channel: str = ""
    touchpoint: str = ""
    line: UUID | None = None
    unit: UUID | None = None
    owner: UUID | None = None
    text: str = ""  # words of the customer's, or a case's number as 123 or #123


class Entry(Struct, frozen=True, kw_only=True):
    """A line of the story; `may_undo`: it is the latest change and can be taken back.

    `mail` is how far the mail of a reply is: a state of `sending.states`.
    """

    id: UUID
    kind: str
    at: datetime
    actor: str
    actor_name: str
    detail: Mapping[str, Any]
    text: str
    may_undo: bool = False
    mail: str | None = None


class Comment(Struct, frozen=True, kw_only=True):
    """What was read out of a text answer; absent while it has not been read."""

    question: str
    sentiment: float | None
    label: str | None
    themes: tuple[str, ...]
    urgent: tuple[str, ...]


class Joined(Struct, frozen=True, kw_only=True):
    """A response of the case in its context: the contact, who handled it, and the answers as given."""

    response_id: UUID
    contact_id: UUID
    contact_channel: str
    touchpoint: str
    issue: str | None
    contact_at: datetime
    handlers: tuple[Mapping[str, Any], ...]
    survey_version_id: UUID
    language: str
    answered_at: datetime
    answers: Answers
    rule: str | None  # None: the answers, corrected, do not need a person any more
    comments: tuple[Comment, ...] = ()


class Check(Struct, frozen=True, kw_only=True):
    """One question whether it is solved."""

    asked_at: datetime
    expires_at: datetime
    answer: str | None
    answered_at: datetime | None
    words: str
    withdrawn_at: datetime | None


class Story(Struct, frozen=True, kw_only=True):
    """One case with everything. `may` names the deeds of `acting` that the actor could do now."""

    row: Row
    customer_id: UUID
    contact_id: UUID
    language: str
    timezone: str | None
    addresses: tuple[tuple[str, str], ...]  # (kind, value) of the customer, after merging
    acknowledge_due_at: datetime | None
    resolve_due_at: datetime | None
    customer_due_at: datetime | None
    waits_until: datetime | None
    acknowledged_at: datetime | None
    first_attempt_at: datetime | None
    reached_at: datetime | None
    checked_at: datetime | None
    confirmed_at: datetime | None
    denied_at: datetime | None
    root_cause: str | None
    outcome: str | None
    rule_title: str
    is_own_rating: bool
    may: frozenset[str]
    responses: tuple[Joined, ...]
    entries: tuple[Entry, ...]
    checks: tuple[Check, ...]


class Person(Struct, frozen=True):
    """Somebody whom the case can be given to."""

    id: UUID
    name: str
    role: str
