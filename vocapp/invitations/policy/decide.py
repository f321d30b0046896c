"""Invitation policy: whether a contact gets an invitation, from which programme, and when. Pure.

No clock, no database, no random numbers. The rules in their order; the first that applies decides:

1.  test customer: a customer who exists for tests only is not invited for a real contact (ineligible)
2.  staff: somebody who works here is not a customer, except in a test (ineligible)
3.  self-rating: the customer is one of those who handled the contact (ineligible)
4.  no programme: no programme's condition holds for the contact (ineligible)
5.  not over: the contact has not ended yet (deferred until it has)
6.  no address: the customer has no address on the programme's channels (ineligible)
7.  address not named: neither the contact named such an address, nor a trusted source for this customer
8.  opted out: the customer has opted out and has not given a permission for another address
9.  address bounced: every such address has bounced
10. no basis: neither a permission nor the law of the country allows us to write
11. too old: the contact ended more than `stale_hours` ago
12. not sampled: the contact is not in the programme's sample
13. customer cap: the company's cap is reached, over every survey and channel
14. programme cap: the programme's own cap is reached
15. once per issue: this programme has already invited the customer about this issue
16. reserved: the rest of the company's cap is reserved for rarer events
17. open case: the customer waits for a recovery; no other invitation until it ends
18. no time: the company's hours allow no moment within fifteen days, or none before the contact is too old (plus the
    programme's delay)

The invitation is sent after the programme's delay, at the first moment that hours and blocked days allow.

Of the programmes whose condition holds, only the first by priority decides: a contact outside its sample is not passed
to the next one.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar

from msgspec import Struct

from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import Cap, Programme, ProgrammeRule
from vocapp.invitations.policy.quiet_hours import next_allowed, zones_of
from vocapp.invitations.policy.sampling import is_sampled
from vocapp.invitations.policy.types import (
    Defer,
    Ineligible,
    InvitationHistory,
    PermissionState,
    PolicyAddress,
    PolicyContact,
    PolicyCustomer,
    Refusal,
    SendAt,
    Suppress,
    Verdict,
)
from vocapp.questionnaire.conditions import holds

T = TypeVar("T")


class PolicyInput(Struct, frozen=True, dict=True):
    """One contact with all that the rules read."""

    contact: PolicyContact
    customer: PolicyCustomer
    history: InvitationHistory
    programmes: Sequence[ProgrammeRule]
    company: Company
    now: datetime

    @cached_property
    def rule(self) -> ProgrammeRule | None:
        """The first programme whose condition holds."""
        return programme_for(self.contact, self.programmes)

    @property
    def programme(self) -> Programme:
        """The programme that decides; only for rules after "no programme"."""
        return require(self.rule).programme

    @cached_property
    def addresses(self) -> tuple[PolicyAddress, ...]:
        """The usable addresses on the programme's channels, in the order of the channels."""
        order = self.programme.channels
        return tuple(sorted((a for a in self.reachable if a.usable), key=lambda address: order.index(address.channel)))

    @property
    def reachable(self) -> tuple[PolicyAddress, ...]:
        """The customer's addresses on the programme's channels, usable or not."""
        return tuple(address for address in self.customer.addresses if address.channel in self.programme.channels)

    @property
    def address(self) -> PolicyAddress | None:
        """The first address that may be used."""
        return next((a for a in self.addresses if a.standing is PermissionState.ALLOWED and not a.bounced), None)

    @cached_property
    def when(self) -> datetime | None:
        """The time at which the invitation would be sent."""
        earliest = max(self.now, self.contact.ended_at + timedelta(minutes=self.programme.delay_minutes))
        zones = zones_of(self.customer.timezone, self.customer.country, self.company)
        return next_allowed(earliest, zones, self.company)

    def invitations_within(self, days: int, programme: str = "") -> int:
        """The number of invitations of `programme` (empty: of any) in the last `days`, future ones included."""
        since = (self.when or self.now) - timedelta(days=days)
        return sum(1 for past in self.history.invitations if past.at > since and programme in ("", past.programme))


def decide(
    contact: PolicyContact,
    customer: PolicyCustomer,
    history: InvitationHistory,
    programmes: Sequence[ProgrammeRule],
    company: Company,
    now: datetime,
) -> Verdict:
    """The verdict about one contact. `programmes` come by priority; `now` and every time carry their zone."""
    case = PolicyInput(contact, customer, history, programmes, company, now)
    for rule in RULES:
        refusal = rule(case)
        if refusal is not None:
            return refusal
    return SendAt(rule=require(case.rule), when=require(case.when), address=require(case.address))


def require(thing: T | None) -> T:
    """`thing`, which an earlier rule has checked; LookupError where the order of the rules is wrong."""
    if thing is None:
        raise LookupError("a rule was asked before the one that makes sure of what it needs")
    return thing


def programme_for(contact: PolicyContact, programmes: Sequence[ProgrammeRule]) -> ProgrammeRule | None:
    """The first of `programmes` whose condition holds for the contact."""
    return next((rule for rule in programmes if _fits(rule.programme, contact)), None)


def _fits(programme: Programme, contact: PolicyContact) -> bool:
    return programme.when is None or holds(programme.when, {}, contact.facts)


def test_customer(case: PolicyInput) -> Refusal | None:
    """Rule 1."""
    return Ineligible("test customer") if case.customer.is_test and not case.contact.is_test else None


def staff(case: PolicyInput) -> Refusal | None:
    """Rule 2."""
    return Ineligible("staff") if case.customer.is_staff and not case.contact.is_test else None


def self_rating(case: PolicyInput) -> Refusal | None:
    """Rule 3."""
    return Ineligible("self-rating") if case.contact.handler_emails & case.customer.emails else None


def no_programme(case: PolicyInput) -> Refusal | None:
    """Rule 4."""
    return None if case.rule else Ineligible("no programme")


def not_over(case: PolicyInput) -> Refusal | None:
    """Rule 5."""
    return Defer(case.contact.ended_at, "not over") if case.contact.ended_at > case.now else None


def no_address(case: PolicyInput) -> Refusal | None:
    """Rule 6."""
    return None if case.reachable else Ineligible("no address")


def address_not_named(case: PolicyInput) -> Refusal | None:
    """Rule 7."""
    return None if case.addresses else Suppress("address not named")


def opted_out(case: PolicyInput) -> Refusal | None:
    """Rule 8."""
    if case.address:
        return None
    withdrawn = any(address.standing is PermissionState.WITHDRAWN for address in case.addresses)
    return Suppress("opted out") if withdrawn else None


def address_bounced(case: PolicyInput) -> Refusal | None:
    """Rule 9."""
    return Suppress("address bounced") if all(address.bounced for address in case.addresses) else None


def no_basis(case: PolicyInput) -> Refusal | None:
    """Rule 10."""
    return None if case.address else Suppress("no basis")


def too_old(case: PolicyInput) -> Refusal | None:
    """Rule 11."""
    return Suppress("too old") if case.now > last_moment(case) else None


def last_moment(case: PolicyInput) -> datetime:
    """The latest moment at which the contact is recent enough."""
    return case.contact.ended_at + timedelta(hours=case.company.stale_hours)


def not_sampled(case: PolicyInput) -> Refusal | None:
    """Rule 12."""
    return None if is_sampled(case.contact.id, case.programme) else Suppress("not sampled")


def customer_cap(case: PolicyInput) -> Refusal | None:
    """Rule 13."""
    return Suppress("customer cap") if _is_full(case, case.company.cap, case.company.cap.asks) else None


def _is_full(case: PolicyInput, cap: Cap, limit: int, programme: str = "") -> bool:
    return case.invitations_within(cap.days, programme) >= limit


def programme_cap(case: PolicyInput) -> Refusal | None:
    """Rule 14."""
    cap = case.programme.cap
    return Suppress("programme cap") if cap and _is_full(case, cap, cap.asks, case.programme.slug) else None


def once_per_issue(case: PolicyInput) -> Refusal | None:
    """Rule 15."""
    issue = case.contact.issue if case.programme.once_per_issue else None
    has_asked = any(past.issue == issue and past.programme == case.programme.slug for past in case.history.invitations)
    return Suppress("once per issue") if issue is not None and has_asked else None


def reserved(case: PolicyInput) -> Refusal | None:
    """Rule 16."""
    ordinary = case.company.cap.asks - case.company.reserved_asks
    full = not case.programme.reserve and _is_full(case, case.company.cap, ordinary)
    return Suppress("reserved") if full else None


def open_case(case: PolicyInput) -> Refusal | None:
    """Rule 17."""
    return Suppress("open case") if case.history.hold else None


def no_time(case: PolicyInput) -> Refusal | None:
    """Rule 18."""
    delay = timedelta(minutes=case.programme.delay_minutes)
    return None if case.when and case.when <= last_moment(case) + delay else Suppress("no time")


RULES: Final[tuple[Callable[[PolicyInput], Refusal | None], ...]] = (
    test_customer,
    staff,
    self_rating,
    no_programme,
    not_over,
    no_address,
    address_not_named,
    opted_out,
    address_bounced,
    no_basis,
    too_old,
    not_sampled,
    customer_cap,
    programme_cap,
    once_per_issue,
    reserved,
    open_case,
    no_time,
)
