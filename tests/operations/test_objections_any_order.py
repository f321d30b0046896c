"""Contacts, stops, erasures and returns in any order: who has stopped is invited at none of their addresses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.hypothesis_profiles import examples
from tests.invitations.customer_rows import NOON, decision, publish_all
from tests.staff_people import COMMAND
from vocapp import clock
from vocapp.contacts.event import ContactIn
from vocapp.contacts.intake import record
from vocapp.customers.customer_input import CustomerIn, IdentityIn, PermissionIn
from vocapp.customers.types import Basis, IdentityKind, Purpose, WritingChannel
from vocapp.database import DB, new_id
from vocapp.feature import Registry
from vocapp.invitations import lifecycle
from vocapp.invitations.decide_stage import DecideStage
from vocapp.invitations.opt_out import opt_out
from vocapp.operations.erase_customer import erase

ADDRESSES = tuple(f"ada@{place}.example" for place in ("work", "home", "club"))
HOLDER = "SELECT customer_id FROM identity WHERE value = $1"
CONSENT = PermissionIn(
    kind=IdentityKind.EMAIL, channel=WritingChannel.EMAIL, purpose=Purpose.SURVEY, basis=Basis.CONSENT
)
named = st.lists(st.sampled_from(ADDRESSES), min_size=1, unique=True)
steps = st.one_of(
    st.tuples(st.just("contact"), named),
    st.tuples(st.just("stop"), st.integers(0, 5)),
    st.tuples(st.just("erase"), st.sampled_from(ADDRESSES)),
)
Step = tuple[str, Sequence[str] | int | str]


@dataclass
class Ada:
    """What has happened to her. `known`: the addresses that we knew of each customer that she has been."""

    registry: Registry
    known: dict[UUID, set[str]] = field(default_factory=dict)
    mails: list[tuple[UUID, UUID]] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)

    async def do(self, deed: str, what: Sequence[str] | int | str) -> None:
        """One step."""
        clock.move_to(clock.now() + timedelta(days=100))
        if isinstance(what, int):
            if self.mails:
                await self._stop(*self.mails[what % len(self.mails)])
        elif isinstance(what, str):
            if (customer := await DB.fetch_value(HOLDER, what)) is not None:
                await erase(self.registry, COMMAND, customer, "request")
        else:
            await self._call(what)

    async def _call(self, addresses: Sequence[str]) -> None:
        holders = {one: await DB.fetch_value(HOLDER, one) for one in addresses}
        first = next((holder for holder in holders.values() if holder), None)
        mine = [one for one, holder in holders.items() if holder in (first, None)]
        identities = tuple(IdentityIn(kind=IdentityKind.EMAIL, value=one) for one in mine)
        event = ContactIn(
            source="acd", external_id=str(new_id()), channel="phone_in_house", touchpoint="billing",
            started_at=clock.now() - timedelta(minutes=1), customer=CustomerIn(
                country="GB", timezone="Europe/London", identities=identities, permissions=(CONSENT,)),
        )  # fmt: skip
        [result] = await record([event], is_test=False, actor=COMMAND)
        assert result.id is not None
        customer = await DB.fetch_value("SELECT customer_id FROM contact WHERE id = $1", result.id)
        known = self.known.setdefault(customer, set())
        known.update(mine)
        if known & self.stopped:
            self.stopped |= known
        await DecideStage(self.registry.keys).work(result.id)
        outcome = await decision(result.id)
        assert (outcome == ("suppressed", "opted out")) == bool(known & self.stopped), (outcome, mine, self)
        if invitation := await DB.fetch_value("SELECT id FROM invitation WHERE contact_id = $1", result.id):
            self.mails.append((invitation, customer))

    async def _stop(self, invitation: UUID, customer: UUID) -> None:
        found = await lifecycle.find(invitation)
        assert found is not None
        await opt_out(found, "reply")
        self.stopped |= self.known[customer]
        for others in self.known.values():
            if others & self.stopped:
                self.stopped |= others & await self._held_now()

    async def _held_now(self) -> set[str]:
        """Addresses of hers that the database has now; those of an erased customer are not known any more."""
        return {row["value"] for row in await DB.fetch("SELECT value FROM identity")}


@pytest.fixture
async def published(database: str) -> None:
    with clock.travelled(NOON):
        await publish_all()


@given(st.lists(steps, min_size=3, max_size=9))
@example([("contact", [ADDRESSES[0]]), ("erase", ADDRESSES[0]), ("stop", 0), ("contact", [ADDRESSES[0]])])
@example([("contact", ADDRESSES), ("stop", 0), ("erase", ADDRESSES[0]), ("contact", [ADDRESSES[2]])])
@example([
    ("contact", [ADDRESSES[0]]), ("erase", ADDRESSES[0]), ("contact", ADDRESSES[:2]), ("stop", 0),
    ("erase", ADDRESSES[0]), ("contact", [ADDRESSES[1]]),
])  # fmt: skip
@examples(25)
async def test_who_has_stopped_is_never_invited_again(published: None, registry: Registry, story: list[Step]) -> None:
    with clock.travelled(NOON):
        async with DB.transaction() as attempt:
            ada = Ada(registry)
            for step in story:
                await ada.do(*step)
            await attempt.transaction.rollback()
            attempt._rolled_back = True
