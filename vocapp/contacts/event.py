"""Contact events: the body of `POST /api/v1/contacts`, a line of a batch, a row of an import."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.customers.customer_input import CustomerIn
from vocapp.customers.field_types import ONE_LINE, Attributes, Language, Line, Seconds, Slug, Zone
from vocapp.faults import Fault


class ContactOutcome(StrEnum):
    """The end of the contact, as the company sees it."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    TRANSFERRED = "transferred"
    ABANDONED = "abandoned"
    SELF_SERVED = "self_served"


class HandlerKind(StrEnum):
    """The kind of a handler."""

    IVR = "ivr"
    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Handler(_Part, frozen=True, kw_only=True):
    """One link of the handler chain, in the order in which they had the customer."""

    kind: HandlerKind
    name: Annotated[Line | None, Meta(description="shown to the customer, e.g. the agent's first name")] = None
    ref: Annotated[Line | None, Meta(description="the handler's id in the sending system")] = None
    email: Annotated[Line | None, Meta(description="lets vocapp keep staff from rating themselves")] = None
    unit: Annotated[Slug | None, Meta(description="team, site or vendor; must be a known unit")] = None
    path: Annotated[Line | None, Meta(description="the way through an IVR or a bot", examples=["2>1>billing"])] = None
    seconds: Seconds | None = None
    transferred: Annotated[bool, Meta(description="transferred the customer to the next one")] = False
    surveyed: Annotated[bool, Meta(description="the survey is about this handler; default: the last agent")] = False


class Promise(_Part, frozen=True, kw_only=True):
    """Something the customer was promised."""

    what: Line
    due: Annotated[datetime | None, Meta(description="by when", examples=["2026-05-06T12:00:00+02:00"])] = None
    kept: bool | None = None


class ContactIn(_Part, frozen=True, kw_only=True):
    """One contact, recorded once per `source` and `external_id`."""

    source: Annotated[
        str, Meta(min_length=1, max_length=80, pattern=ONE_LINE, description="the sending system", examples=["acd"])
    ]
    external_id: Annotated[Line, Meta(description="the contact's id there", examples=["call-2026-0001"])]
    channel: Annotated[ContactChannel, Meta(description="where the contact took place")]
    touchpoint: Annotated[Touchpoint, Meta(description="what it was about")]
    started_at: Annotated[
        datetime,
        Meta(description="with its offset, or local together with `timezone`", examples=["2026-05-04T10:00:00+02:00"]),
    ]
    ended_at: Annotated[
        datetime | None, Meta(description="default: started_at", examples=["2026-05-04T10:07:30+02:00"])
    ] = None
    timezone: Annotated[
        Zone | None, Meta(description="zone of times without an offset; `company` for the company's own")
    ] = None
    line_of_business: Annotated[Slug | None, Meta(description="must be a known line of business")] = None
    brand: Annotated[Slug | None, Meta(description="must be a published brand; default: that of the line")] = None
    unit: Annotated[Slug | None, Meta(description="owner; default: the unit of the handler surveyed")] = None
    issue: Annotated[Line | None, Meta(description="external ticket or order")] = None
    outcome: ContactOutcome | None = None
    wait_seconds: Seconds | None = None
    hold_seconds: Seconds | None = None
    handling_seconds: Seconds | None = None
    promises: Annotated[tuple[Promise, ...], Meta(max_length=20)] = ()
    survey_announced: Annotated[bool | None, Meta(description="a survey was announced to the customer")] = None
    language: Annotated[Language | None, Meta(description="language spoken in the contact")] = None
    handlers: Annotated[tuple[Handler, ...], Meta(max_length=50, description="the handler chain, in order")] = ()
    attributes: Annotated[Attributes, Meta(max_length=50)] = {}
    customer: CustomerIn = CustomerIn()


class RepairedContact(ContactIn, frozen=True, kw_only=True):
    """A contact that was read without some odd values; `odd` names them, each kept as it came."""

    odd: tuple[Fault, ...] = ()
