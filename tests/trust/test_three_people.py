"""Three people who share a telephone, a mailbox and a till, over four sources and in any order: nobody receives, reads,
silences or erases what is another's, and a merge that is undone leaves no trace in any row.

One thing is not decided here: an address of a person who stopped and was erased stays silent, also when somebody else
comes with it later; and so do the other addresses of this somebody once they are erased as well. Nothing is left that
tells the two apart.
"""

from collections.abc import Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import example, given, note
from hypothesis import strategies as st

from tests.hypothesis_profiles import examples
from tests.invitations.customer_rows import NOON, publish_all
from tests.staff_people import COMMAND
from vocapp import clock
from vocapp.contacts.event import ContactIn
from vocapp.contacts.intake import record
from vocapp.customers.customer_input import CustomerIn, IdentityIn
from vocapp.customers.merging.merge import family_of, merge, root_of, undo_merge
from vocapp.customers.permissions import PermissionKey, may_write
from vocapp.customers.types import IdentityKind, Purpose, WritingChannel
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.invitations import lifecycle
from vocapp.invitations.decide_stage import DecideStage
from vocapp.invitations.opt_out import opt_out
from vocapp.operations.erase_customer import erase
from vocapp.staff.trusted_sources import trust

SOURCES: Final = ("acd", "shop", "helpdesk", "till")
TRUSTED: Final = "shop"
NAMES: Final = ("Anna Kern", "Bernd Frost", "Chiara Rossi")
E, P, H, L = IdentityKind.EMAIL, IdentityKind.PHONE, IdentityKind.HANDLE, IdentityKind.LOYALTY
PHONE, MAILBOX, TILL = (P, "+4315551234"), (E, "info@firma.example"), (H, "till:7")
# What each of them has: first what nobody else has.
OWN: Final = tuple(((E, f"{name.split()[0].lower()}@home.example"), (L, f"GOLD {name[0]}")) for name in NAMES)
SHARED: Final = ((PHONE, MAILBOX), (PHONE, MAILBOX, TILL), (PHONE, TILL))
TABLES: Final = ("customer", "identity", "permission", "contact", "invitation", "message", "customer_hold", "decision")
INVITED: Final = """
SELECT i.id, i.contact_id, c.customer_id, m.address FROM invitation i JOIN contact c ON c.id = i.contact_id
JOIN message m ON m.subject_id = i.id AND m.step = 0 ORDER BY i.id"""
STOPPED: Final = """
SELECT 1 FROM permission p JOIN identity i ON i.id = p.identity_id
WHERE i.customer_id = ANY($1::uuid[]) AND p.withdrawn_at IS NOT NULL"""

person = st.integers(0, 2)
step = st.one_of(
    st.tuples(st.just("contact"), person, st.sampled_from(SOURCES), st.sets(st.integers(0, 4), min_size=1)),
    st.tuples(st.just("contact"), person, st.sampled_from(SOURCES), st.sets(st.integers(0, 4), min_size=1)),
    st.tuples(st.just("stop"), st.integers(0, 9)),
    st.tuples(st.just("erase"), person),
    st.tuples(st.just("merge"), person, person),
    st.tuples(st.just("separate"), st.integers(0, 9)),
)


@dataclass
class World:
    """What has really happened: whose each contact is, who has stopped, which records are erased, who was erased with
    which address, and at which of them, since they had stopped, nobody asks them again.
    """

    registry: Registry
    contacts: dict[UUID, int] = field(default_factory=dict)
    stopped: set[int] = field(default_factory=set)
    erased: set[UUID] = field(default_factory=set)
    erased_with: dict[str, set[int]] = field(default_factory=dict)
    silent: dict[int, set[str]] = field(default_factory=lambda: {who: set() for who in range(3)})

    async def do(self, deed: str, *what: Any) -> None:
        """One step, 100 days after the last one, so that no limit on invitations is reached."""
        clock.move_to(clock.now() + timedelta(days=100))
        await getattr(self, deed)(*what)

    async def contact(self, who: int, source: str, chosen: Iterable[int]) -> None:
        """A contact that names some of the person's addresses, and the decision about it."""
        has = (*OWN[who], *SHARED[who])
        named = tuple(IdentityIn(kind=kind, value=value) for kind, value in {has[n % len(has)]: None for n in chosen})
        event = ContactIn(
            source=source, external_id=str(len(self.contacts)), channel="phone_in_house", touchpoint="billing",
            started_at=clock.now() - timedelta(minutes=1),
            customer=CustomerIn(name=NAMES[who], country="GB", timezone="Europe/London", identities=named),
        )  # fmt: skip
        [result] = await record([event], is_test=False, actor=Actor(kind="key", sources=frozenset({source})))
        assert result.id is not None
        self.contacts[result.id] = who
        await DecideStage(self.registry.keys).work(result.id)
        for row in await DB.fetch(INVITED):
            if row["contact_id"] == result.id:
                people = await self.people_in(row["customer_id"])
                assert row["address"] in {value for each in people for _, value in (*OWN[each], *SHARED[each])}
                assert row["address"] not in self.silent[who], f"{NAMES[who]} stopped, was erased and is asked again"

    async def stop(self, which: int) -> None:
        """The person of one of the invitations does not want any more."""
        if rows := await DB.fetch(INVITED):
            row = rows[which % len(rows)]
            found = await lifecycle.find(row["id"])
            assert found is not None
            reader = await self.reader(row["contact_id"], found.identity_id)
            await opt_out(found, "reply")
            self.stopped.add(reader)

    async def reader(self, contact: UUID, identity: UUID | None) -> int:
        """Who reads the mail about a contact. While two were taken for one, it may be at the address of the other."""
        holder = await DB.fetch_value("SELECT customer_id FROM identity WHERE id = $1", identity)
        [whose] = [who for who in range(3) if holder in await self.customers_of(who)] or [self.contacts[contact]]
        return whose

    async def erase(self, who: int) -> None:
        """Erases the person, who is not merged with anybody; nothing of the others changes."""
        mine = await self.customers_of(who)
        for customer in mine - self.erased:
            family = set(await family_of(customer))
            if family <= mine:
                await self._remember_addresses(who, await addresses_of(family))
                if await DB.fetch(STOPPED, list(family)):
                    self.silent[who] |= await addresses_of(family)
                mails = await mails_to(family)
                before = await rows_of_others(family, mails)
                await erase(self.registry, COMMAND, customer, "request")
                assert await rows_of_others(family, mails) == before
                assert not await DB.fetch("SELECT 1 FROM message WHERE id = ANY($1) AND address <> ''", list(mails))
                self.erased |= family

    async def _remember_addresses(self, who: int, addresses: set[str]) -> None:
        before = set().union(*(self.erased_with.get(value, set()) for value in addresses))
        for value in addresses:
            self.erased_with.setdefault(value, set()).update(before, {who})

    async def merge(self, who: int, other: int) -> None:
        """Staff take two people for one. Undone at once, it leaves every row as it was; then it is done again."""
        pair = [min(await self.customers_of(each) - self.erased, default=None) for each in (who, other)]
        if pair[0] and pair[1] and await root_of(pair[0]) != await root_of(pair[1]):
            root, before = await root_of(pair[0]), await everything()
            await merge(pair[0], pair[1], actor=COMMAND)
            await undo_merge(root, actor=COMMAND)
            assert await everything() == before
            await merge(pair[0], pair[1], actor=COMMAND)

    async def separate(self, which: int) -> None:
        """One of the merges is undone."""
        merged = await DB.fetch("SELECT id FROM customer WHERE merged_into IS NOT NULL ORDER BY id")
        if merged:
            await undo_merge(merged[which % len(merged)]["id"], actor=COMMAND)

    async def customers_of(self, who: int) -> set[UUID]:
        """The records of a person, by what really happened."""
        mine = [contact for contact, whose in self.contacts.items() if whose == who]
        rows = await DB.fetch("SELECT DISTINCT customer_id FROM contact WHERE id = ANY($1::uuid[])", mine)
        return {row["customer_id"] for row in rows}

    async def people_in(self, customer: UUID) -> set[int]:
        """The people, one unless staff have merged several, whose records stand for one customer now."""
        family = set(await family_of(customer))
        return {who for who in range(3) if family & await self.customers_of(who)}

    async def check(self) -> None:
        """Nobody has what is another's, whoever was merged with whom in between."""
        for row in await DB.fetch("SELECT id FROM customer WHERE merged_into IS NOT NULL"):
            await undo_merge(row["id"], actor=COMMAND)
        records = [await self.customers_of(who) for who in range(3)]
        assert len(set().union(*records)) == sum(map(len, records)), "one record of two people"
        for row in await DB.fetch("SELECT customer_id, kind, value FROM identity"):
            [whose] = [who for who in range(3) if row["customer_id"] in records[who]]
            assert (IdentityKind(row["kind"]), row["value"]) in (*OWN[whose], *SHARED[whose])
        await self._check_opt_outs(records)

    async def _check_opt_outs(self, records: list[set[UUID]]) -> None:
        for row in await DB.fetch("SELECT id, customer_id FROM identity WHERE kind = 'email'"):
            [whose] = [who for who in range(3) if row["customer_id"] in records[who]]
            key = PermissionKey(row["id"], WritingChannel.EMAIL, Purpose.SURVEY)
            known = await addresses_of({row["customer_id"]})
            before = set().union(*(self.erased_with.get(value, set()) for value in known))
            if not (before | {whose}) & self.stopped:
                assert (await may_write([key]))[key] is not None, f"somebody else silenced {NAMES[whose]}"


async def addresses_of(family: set[UUID]) -> set[str]:
    """The addresses that these records have now."""
    rows = await DB.fetch("SELECT value FROM identity WHERE customer_id = ANY($1::uuid[])", list(family))
    return {row["value"] for row in rows}


async def everything() -> dict[str, list[Mapping[str, Any]]]:
    """All rows, without the time of their last change."""
    found = {table: await DB.fetch(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}
    return {table: [{**row, "updated_at": None} for row in rows] for table, rows in found.items()}


async def mails_to(family: set[UUID]) -> set[UUID]:
    """The mails to addresses that only this family has."""
    rows = await DB.fetch(
        "SELECT id FROM message WHERE address IN (SELECT value FROM identity WHERE customer_id = ANY($1::uuid[])) "
        "AND address NOT IN (SELECT value FROM identity WHERE customer_id <> ALL($1::uuid[]))",
        list(family),
    )
    return {row["id"] for row in rows}


async def rows_of_others(family: set[UUID], mails: set[UUID]) -> dict[str, list[Mapping[str, Any]]]:
    """Everything that belongs to somebody else than this family."""
    whole = await everything()
    whole["customer"] = [{**row, "customer_id": row["id"]} for row in whole["customer"]]
    others = {i["id"] for i in whole["identity"] if i["customer_id"] not in family}
    # What was written to an address of this family is theirs, also if it was about a contact of another.
    whole["invitation"] = [
        {**row, "identity_id": row["identity_id"] if row["identity_id"] in others else None}
        for row in whole["invitation"]
    ]
    whole["message"] = [row for row in whole["message"] if row["id"] not in mails]
    whole["permission"] = [{**row, "customer_id": None} for row in whole["permission"] if row["identity_id"] in others]
    whole.pop("decision")
    return {table: [row for row in rows if row["customer_id"] not in family] for table, rows in whole.items()}


@asynccontextmanager
async def forgotten() -> Any:
    """A transaction that is rolled back, so that each example begins with nothing."""
    async with DB.transaction() as attempt:
        yield
        await attempt.transaction.rollback()
        attempt._rolled_back = True


@pytest.fixture
async def published(database: str) -> None:
    with clock.travelled(NOON):
        await publish_all()
        await trust(TRUSTED, COMMAND)


@given(st.lists(step, min_size=4, max_size=14))
@example([("contact", 0, "acd", {0}), ("contact", 1, "acd", {0}), ("merge", 0, 1), ("stop", 0), ("separate", 0)])
@example(
    [("contact", 0, "till", {3}), ("contact", 1, "shop", {3}), ("stop", 0), ("erase", 0), ("contact", 1, "acd", {3})]
)
@example(
    [("contact", 0, "acd", {0, 3}), ("contact", 1, "acd", {0, 3}), ("merge", 0, 1), ("contact", 0, "shop", {0, 2})]
)
@example(
    [
        *(("contact", who, "acd", {0, 1}) for who in (0, 2)),
        ("merge", 0, 2),
        ("contact", 2, "acd", {1}),
        ("stop", 2),
        ("separate", 0),
        ("erase", 0),
        ("erase", 2),
    ]
)
@examples(25)
async def test_nobody_has_what_is_anothers(published: None, registry: Registry, story: list[tuple[Any, ...]]) -> None:
    note(str(story))
    with clock.travelled(NOON):
        async with forgotten():
            world = World(registry)
            for each in story:
                await world.do(*each)
            await world.check()
