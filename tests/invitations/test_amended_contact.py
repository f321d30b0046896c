"""A contact is put right: the decision follows as long as nothing has left, and nobody is asked twice."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hypothesis_profiles import examples
from tests.invitations.customer_rows import NOON, decision, publish_all
from tests.rows import insert
from vocapp import clock
from vocapp.contacts.decode_event import convert_event
from vocapp.contacts.event import ContactIn
from vocapp.contacts.intake import record
from vocapp.contacts.intake_result import IntakeResult, IntakeState
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.invitations.decide_stage import DecideStage
from vocapp.rollups.count_stage import count_subjects
from vocapp.tokens import Keyring

ZENDESK = Actor(kind="key", name="the help desk")


def event(**changes: Any) -> ContactIn:
    """A call of Ada's about her bill, with changes."""
    ada = {"name": "Ada", "country": "GB", "identities": [{"kind": "email", "value": "ada@example.org"}]}
    body = {
        "source": "zendesk",
        "external_id": "T-1",
        "channel": "phone_in_house",
        "touchpoint": "billing",
        "started_at": (NOON - timedelta(minutes=20)).isoformat(),
        "ended_at": (NOON - timedelta(minutes=10)).isoformat(),
        "customer": ada,
    } | changes
    found = convert_event({name: value for name, value in body.items() if value is not None})
    assert isinstance(found, ContactIn), found
    return found


GRACE = {"name": "Grace", "country": "GB", "identities": [{"kind": "email", "value": "grace@example.org"}]}


async def send(**changes: Any) -> IntakeResult:
    [result] = await record([event(**changes)], is_test=False, actor=ZENDESK)
    return result


async def invitations() -> list[tuple[str, str]]:
    """The address and the state of every first message of an invitation that there is."""
    rows = await DB.fetch(
        "SELECT m.address, m.state FROM message m JOIN invitation i ON i.id = m.subject_id WHERE m.step = 0"
    )
    return [tuple(row) for row in rows]


@pytest.fixture
async def deciding(database: str, keys: Keyring) -> Any:
    with clock.travelled(NOON):
        await publish_all()
        yield DecideStage(keys)


@pytest.fixture
async def invited(deciding: DecideStage) -> UUID:
    """Ada's call, and her invitation in the queue."""
    result = await send()
    assert result.id is not None
    await deciding.work(result.id)
    assert await invitations() == [("ada@example.org", "queued")]
    return result.id


async def leave() -> None:
    """The invitation has left."""
    await DB.execute("UPDATE message SET state = 'sent', sent_at = now() WHERE step = 0 AND state = 'queued'")


async def test_the_earlier_version_is_kept_with_who_replaced_it(database: str) -> None:
    first = await send(issue="T-1")
    second = await send(issue="T-1", ended_at=NOON.isoformat(), handling_seconds=600)
    assert (second.state, second.id, second.version) == (IntakeState.AMENDED, first.id, 2)
    row = await DB.fetch_one("SELECT version, handling_seconds, ended_at, issue FROM contact")
    assert row is not None
    assert tuple(row) == (2, 600, NOON, "T-1")
    kept = await DB.fetch_one(
        "SELECT version, replaced_by_name, content->>'handling_seconds' AS seconds FROM contact_version"
    )
    assert kept is not None
    assert tuple(kept) == (1, "the help desk", None)
    audit = await DB.fetch_value("SELECT detail->>'fields' FROM event WHERE action = 'contact.amended'")
    assert "handling_seconds" in audit


async def test_other_spellings_are_no_amendment(database: str) -> None:
    await send(language="de-AT", issue=None)
    again = await send(
        language="DE_at",
        issue="",
        customer={"identities": [{"kind": "email", "value": "Ada@EXAMPLE.org"}], "country": "GB", "name": "Ada"},
    )
    assert again.state is IntakeState.REPEAT
    assert await DB.fetch_value("SELECT count(*) FROM contact_version") == 0


async def test_a_late_repeat_of_an_earlier_version_changes_nothing_back(database: str) -> None:
    await send(issue="wrong")
    await send(issue="right")
    late = await send(issue="wrong")
    assert late.state is IntakeState.REPEAT
    assert [fault.code for fault in late.odd] == ["contact.amended_since"]
    assert await DB.fetch_value("SELECT issue FROM contact") == "right"


class TestTheDecision:
    async def test_it_is_taken_again_while_the_invitation_is_queued(self, deciding: DecideStage, invited: UUID) -> None:
        result = await send(touchpoint="delivery")
        assert result.odd == ()
        assert await invitations() == [("ada@example.org", "revoked")]
        assert await DB.fetch_value("SELECT count(*) FROM due WHERE stage = 'decide' AND subject_id = $1", invited)
        await deciding.work(invited)
        assert await invitations() == [("ada@example.org", "queued")]
        assert await DB.fetch_value("SELECT facts->>'contact.touchpoint' FROM invitation") == "delivery"
        assert await decision(invited) == ("invited", None)
        await deciding.work(invited)
        assert await DB.fetch_value("SELECT count(*) FROM message WHERE step = 0") == 2

    async def test_an_invitation_to_a_wrong_address_goes_to_the_right_one(
        self, deciding: DecideStage, invited: UUID
    ) -> None:
        await send(customer=GRACE)
        await deciding.work(invited)
        assert await invitations() == [("grace@example.org", "queued")]
        name = "SELECT k.name FROM contact c JOIN customer k ON k.id = c.customer_id"
        assert await DB.fetch_value(name) == "Grace"
        assert await DB.fetch_value("SELECT name FROM customer WHERE name = 'Ada'") == "Ada"

    async def test_it_stays_once_something_has_left(self, deciding: DecideStage, invited: UUID) -> None:
        await leave()
        result = await send(touchpoint="delivery", handling_seconds=99)
        assert result.state is IntakeState.AMENDED
        assert [fault.code for fault in result.odd] == ["contact.decision_stays"]
        for _ in range(2):
            await deciding.work(invited)
        assert await invitations() == [("ada@example.org", "sent")]
        assert await DB.fetch_value("SELECT handling_seconds FROM contact") == 99

    async def test_the_customer_stays_once_they_were_asked(self, deciding: DecideStage, invited: UUID) -> None:
        await leave()
        result = await send(customer=GRACE)
        assert result.state is IntakeState.CONFLICT
        assert [fault.code for fault in result.faults] == ["contact.customer_asked"]
        assert await DB.fetch_value("SELECT count(*) FROM customer") == 1

    async def test_a_contact_that_was_not_asked_about_may_be(self, deciding: DecideStage) -> None:
        nobody = await send(customer={"name": "Ada"})
        assert nobody.id is not None
        await deciding.work(nobody.id)
        assert (await decision(nobody.id))[0] != "invited"
        await send()
        await deciding.work(nobody.id)
        assert await invitations() == [("ada@example.org", "queued")]
        assert await DB.fetch_value("SELECT count(*) FROM customer") == 1

    async def test_a_ticket_that_is_closed_a_second_time_asks_once(self, deciding: DecideStage, invited: UUID) -> None:
        await leave()
        clock.move_to(NOON + timedelta(hours=2))
        again = await send(ended_at=(NOON + timedelta(hours=1)).isoformat(), handling_seconds=900)
        await deciding.work(invited)
        assert again.state is IntakeState.AMENDED
        assert await DB.fetch_value("SELECT count(*) FROM invitation") == 1
        assert await DB.fetch_value("SELECT ended_at FROM contact") == NOON + timedelta(hours=1)


async def test_another_contact_under_an_old_key_is_a_conflict(database: str) -> None:
    await send()
    early = (NOON - timedelta(days=20)).isoformat()
    for changes in ({"customer": GRACE}, {}):
        result = await send(started_at=early, ended_at=early, **changes)
        assert result.state is IntakeState.CONFLICT
    assert await DB.fetch_value("SELECT count(*) FROM contact_version") == 0


async def test_an_amendment_knows_what_its_own_batch_has_recorded(database: str) -> None:
    await send()
    both = [*event().customer.identities, *event(customer=GRACE).customer.identities]
    ada = {"name": "Ada", "country": "GB", "identities": [{"kind": one.kind, "value": one.value} for one in both]}
    rows = [event(external_id="T-2", customer=GRACE), event(customer=ada)]
    results = await record(rows, is_test=False, actor=ZENDESK)
    assert [result.state for result in results] == [IntakeState.NEW, IntakeState.AMENDED]


async def test_identities_of_several_customers_are_a_conflict_in_the_audit_log(database: str) -> None:
    await send()
    await send(external_id="T-2", customer={**GRACE, "name": None})
    both = [{"kind": "email", "value": f"{name}@example.org"} for name in ("ada", "grace")]
    await send(customer={"name": "Ada", "country": "GB", "identities": both})
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'customer.identity_conflict'") == 1


async def test_units_of_the_chain_and_the_numbers_follow(database: str, registry: Registry) -> None:
    for slug in ("north", "south"):
        await insert("unit", slug=slug, name=slug.title())
    chain = [{"kind": "agent", "unit": "north"}, {"kind": "agent", "unit": "south"}]
    first = await send(handlers=chain)
    await send(handlers=chain[::-1])
    assert first.id is not None
    await count_subjects([first.id])
    owner = "SELECT u.slug FROM contact c JOIN unit u ON u.id = c.unit_id"
    others = "SELECT u.slug FROM contact_unit c JOIN unit u ON u.id = c.unit_id"
    assert (await DB.fetch_value(owner), await DB.fetch_value(others)) == ("north", "south")
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE stage = 'count' AND subject_id = $1", first.id) == 1


STEPS = st.lists(
    st.one_of(
        st.builds(lambda issue: ("send", {"issue": issue}), st.sampled_from("ABC")),
        st.builds(lambda touchpoint: ("send", {"touchpoint": touchpoint}), st.sampled_from(("billing", "delivery"))),
        st.just(("send", {"customer": GRACE})),
        st.just(("decide", {})),
        st.just(("leave", {})),
    ),
    min_size=2,
    max_size=8,
)


@given(STEPS)
@examples(15)
async def test_whatever_comes_one_contact_one_decision_and_one_invitation_that_left(
    deciding: DecideStage, steps: list[tuple[str, dict[str, Any]]]
) -> None:
    async with DB.transaction() as example:
        first = await send()
        assert first.id is not None
        said = [event()]
        for what, changes in steps:
            if what == "decide":
                await deciding.work(first.id)
            elif what == "leave":
                await leave()
            elif (await send(**changes)).state is IntakeState.AMENDED:
                said.append(event(**changes))
        row = await DB.fetch_one("SELECT count(*) AS n, max(version) AS version, max(issue) AS issue FROM contact")
        assert row is not None
        assert (row["n"], row["version"], row["issue"]) == (1, len(said), said[-1].issue)
        versions = [row["version"] for row in await DB.fetch("SELECT version FROM contact_version ORDER BY version")]
        assert versions == list(range(1, len(said)))
        assert await DB.fetch_value("SELECT count(*) FROM decision") <= 1
        assert await DB.fetch_value("SELECT count(*) FROM message WHERE step = 0 AND state = 'sent'") <= 1
        assert await DB.fetch_value("SELECT count(*) FROM message WHERE step = 0 AND state = 'queued'") <= 1
        await example.transaction.rollback()
        example._rolled_back = True
