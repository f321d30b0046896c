"""Every contact ends in one decision; who is invited gets one ask, its first mail and perhaps a reminder."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.invitations.people import NOON, contact, customer, decision, publish_all
from vocapp import clock
from vocapp.database import DB, from_json
from vocapp.invitations.deciding import Deciding
from vocapp.tokens import Keyring, Purpose, stored


@pytest.fixture
async def deciding(database: str, keys: Keyring) -> AsyncIterator[Deciding]:
    """The stage, on Monday at noon, with everything published."""
    with clock.travelled(NOON):
        await publish_all()
        yield Deciding(keys)


async def test_a_call_about_billing_is_asked_about_half_an_hour_later(deciding: Deciding, keys: Keyring) -> None:
    ada = await customer("Ada", language="de-AT")
    call = await contact(ada, issue="INV-7", ended_at=NOON)
    clock.move_to(NOON + timedelta(minutes=1))
    assert await deciding.work(call) is None
    assert await decision(call) == ("invited", None)
    ask = await DB.fetch_one("SELECT * FROM invitation WHERE contact_id = $1", call)
    assert ask is not None
    assert ask["customer_id"] == ada
    assert ask["language"] == "de"
    assert ask["answer_hash"] == stored(keys.token(Purpose.ANSWER, ask["id"]))
    assert ask["opt_out_hash"] == stored(keys.token(Purpose.OPT_OUT, ask["id"]))
    assert ask["expires_at"] - ask["asked_at"] == timedelta(days=14)
    facts = from_json(ask["facts"])
    assert facts["brand"] == "Alderway"
    assert (facts["agent"], facts["date"], facts["channel"], facts["issue"]) == ("Sam", "4. Mai", "Telefon", "INV-7")
    messages = await DB.fetch("SELECT * FROM message WHERE subject_id = $1 ORDER BY step", ask["id"])
    assert [(m["kind"], m["step"], m["address"]) for m in messages] == [
        ("invitation", 0, "ada@example.org"),
        ("invitation", 1, "ada@example.org"),
    ]
    assert messages[0]["due_at"] == ask["asked_at"] == NOON + timedelta(minutes=30)
    owed = await DB.fetch("SELECT stage FROM due ORDER BY stage")
    assert [row["stage"] for row in owed] == ["expire", "send", "send"]


async def test_deciding_twice_asks_once(deciding: Deciding) -> None:
    call = await contact(await customer())
    await deciding.work(call)
    await deciding.work(call)
    assert await DB.fetch_value("SELECT count(*) FROM invitation") == 1
    assert await DB.fetch_value("SELECT count(*) FROM decision_history") == 1


async def test_second_contact_within_thirty_days_is_suppressed(deciding: Deciding) -> None:
    ada = await customer()
    await deciding.work(await contact(ada))
    second = await contact(ada, touchpoint="support")
    await deciding.work(second)
    assert await decision(second) == ("suppressed", "customer cap")
