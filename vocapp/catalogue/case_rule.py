"""Case rule: which answers open a case, who works it, and by when; read from `surveys/followup/*.toml`."""

from typing import Annotated, Final
from uuid import UUID

from msgspec import Meta, Struct

from vocapp.catalogue.programme import Natural, Positive, Slug
from vocapp.questionnaire.conditions import Condition

Hours = Annotated[float, Meta(gt=0, le=10_000)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=40, examples=["unhappy"])]
Priority = Annotated[int, Meta(ge=1, le=5)]

KNOWN: Final = ("contact.", "customer.", "metric.", "answer.", "comment.", "reply.")
"""Prefixes of the facts that a rule's condition may read; a name without a dot is a question of the survey."""


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Targets(_Part, frozen=True, kw_only=True):
    """Due times. The first two count the unit's working hours, the third counts every hour for the customer."""

    acknowledge_hours: Hours | None = 8
    resolve_hours: Hours | None = 40
    customer_hours: Hours | None = 120


class RecoveryCheckRule(_Part, frozen=True, kw_only=True):
    """The question to the customer, after closing, whether the case is solved."""

    ask: bool = True
    delay_minutes: Natural = 0
    days: Positive = 7  # time to answer it


class CaseRule(_Part, frozen=True, kw_only=True):
    """One rule. Of those whose condition holds for a response, the one with the lowest `priority` opens the case.

    `when` reads the answers by the survey's questions, and as facts: metric.csat, metric.nps, metric.resolution, … (of
    several questions of one metric the worst), answer.contact_me, answer.partial, comment.sentiment, comment.urgent,
    contact.channel, contact.touchpoint, contact.line_of_business, customer.segment, … A customer who replies to the
    invitation by mail has no answers: only rules that read reply.written, or comment.urgent, are asked then.
    """

    slug: Name
    title: Annotated[str, Meta(min_length=1)]
    when: Condition
    priority: Priority = 3  # 1 is the most urgent
    unit: Slug | None = None  # instead of the unit that owns the contact
    targets: Targets = Targets()
    pause_while_waiting: bool = True  # the unit's due times are paused while a case waits for the customer
    wait_days: Positive = 5  # the default length of such a wait
    check: RecoveryCheckRule = RecoveryCheckRule()


class PublishedRule(Struct, frozen=True, kw_only=True):
    """A published case rule with the id of its row."""

    id: UUID
    version: int
    rule: CaseRule
