"""Cases as the pages show them: rows of the queue, and one case with everything about it. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from vocapp.nlp.types import WordWeight
from vocapp.questionnaire.values import Answers


class QueueRow(Struct, frozen=True, kw_only=True):
    """One row of the queue. `clock` names the one that ends at `due_at`: acknowledge, resolve, customer or wait."""

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


class QueuePosition(Struct, frozen=True):
    """The key at which a page of the queue begins: when the row is due (or was closed), and its id."""

    at: datetime
    id: UUID


class QueueFilters(Struct, frozen=True, kw_only=True):
    """Filters of a tab; None or "" filters nothing."""

    state: str = ""
    rule: str = ""
    channel: str = ""
    touchpoint: str = ""
    line: UUID | None = None
    unit: UUID | None = None
    owner: UUID | None = None
    text: str = ""  # words of a comment, or a case number as 123 or #123


class HistoryEntry(Struct, frozen=True, kw_only=True):
    """An entry of the history. `may_undo`: it is the latest change, and the reader may undo it.

    `mail` is the state of a reply's mail, from `messages.message_states`; `came` is the kind of a mail of the customer,
    and `parsed` its parts as JSON.
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
    came: str | None = None
    parsed: str | None = None


class CaseComment(Struct, frozen=True, kw_only=True):
    """The analysis of one comment; absent while the comment waits for it."""

    question: str
    sentiment: float | None
    label: str | None
    themes: tuple[str, ...]
    urgent: tuple[str, ...]
    evidence: tuple[WordWeight, ...] = ()


class ResponseInContext(Struct, frozen=True, kw_only=True):
    """A response of the case with its contact: who handled it, what was promised, and the answers as given."""

    response_id: UUID
    contact_id: UUID
    contact_channel: str
    touchpoint: str
    issue: str | None
    contact_at: datetime
    handlers: tuple[Mapping[str, Any], ...]
    promises: tuple[Mapping[str, Any], ...]
    survey_version_id: UUID
    language: str
    answered_at: datetime
    answers: Answers
    rule: str | None  # None: the corrected answers match no rule any more
    comments: tuple[CaseComment, ...] = ()


class CheckSummary(Struct, frozen=True, kw_only=True):
    """One recovery check."""

    asked_at: datetime
    expires_at: datetime
    answer: str | None
    answered_at: datetime | None
    words: str
    withdrawn_at: datetime | None


class CaseDetail(Struct, frozen=True, kw_only=True):
    """One case with everything. `may` names the actions of `action_forms` that the reader can do now.

    `handled_contact`: the reader handled a contact of the case. `catalogue` is the revision of what is published.
    """

    row: QueueRow
    customer_id: UUID
    contact_id: UUID
    language: str
    timezone: str | None
    addresses: tuple[tuple[str, str], ...]  # (kind, value) of all merged records of the customer
    reply_to: str | None  # where a reply by e-mail goes; None where no address may be written to
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
    handled_contact: bool
    catalogue: str
    may: frozenset[str]
    responses: tuple[ResponseInContext, ...]
    entries: tuple[HistoryEntry, ...]
    checks: tuple[CheckSummary, ...]


class Assignee(Struct, frozen=True):
    """A person to whom the case can be assigned."""

    id: UUID
    name: str
    role: str
