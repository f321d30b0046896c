"""Programme: the rule "which contacts get which survey", read from `surveys/programmes/*.toml`."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vocapp.questionnaire.conditions import Condition
from vocapp.questionnaire.values import Fact

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=80, examples=["after-billing"])]
Percent = Annotated[float, Meta(ge=0, le=100)]
Natural = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Cap(_Part, frozen=True, kw_only=True):
    """At most `asks` invitations of one customer within `days` days."""

    asks: Positive = 1
    days: Positive = 30


class Sampling(_Part, frozen=True, kw_only=True):
    """`percent` of the contacts, chosen by a hash of contact, programme and `seed`: reproducible in every run."""

    percent: Percent = 100.0
    seed: str = ""


class Programme(_Part, frozen=True, kw_only=True):
    """One programme. Of those whose condition holds for a contact, the one with the lowest `priority` decides.

    `when` reads dotted facts only: contact.channel, contact.touchpoint, contact.line_of_business, contact.brand,
    contact.outcome, …, customer.country, …, and the attributes of either by name (contact.tier, customer.segment).
    """

    slug: Slug
    title: Annotated[str, Meta(min_length=1)]
    survey: Slug
    when: Condition | None = None
    priority: int = 100
    sampling: Sampling = Sampling()
    delay_minutes: Natural = 0
    channels: Annotated[tuple[str, ...], Meta(min_length=1)] = ("email",)
    cap: Cap | None = None  # in addition to the company's cap, which counts invitations of every programme
    once_per_issue: bool = True
    languages: tuple[str, ...] = ()  # empty: the survey's languages
    brand: Slug | None = None  # instead of the contact's own
    reserve: bool = False  # may use the invitations that the company's cap reserves for rarer events
    expiry_days: Positive = 14
    message_budget: Positive = 3
    reminder_after_days: Positive | None = None
    facts: dict[str, Fact] = {}  # read by survey conditions as programme.NAME, e.g. programme.nps


class ProgrammeRule(Struct, frozen=True, kw_only=True):
    """A published programme with the id of its row, and the survey version that new invitations get."""

    id: UUID
    version: int
    programme: Programme
    survey_version_id: UUID
    survey_languages: tuple[str, ...]
