"""One message leaves, at most once: what happens at each step, and when something goes wrong there."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.messages.conftest import Notes, SlowGateway, make_notes, message, state
from tests.patience import until
from vocapp import clock
from vocapp.database import DB
from vocapp.database.instance_facts import Fact
from vocapp.database.instance_facts import set_fact as note_fact
from vocapp.gateways.gateway import DeliveryRefusedError, DeliveryUncertainError, Outgoing, Receipt
from vocapp.messages import transitions
from vocapp.messages.message_states import MessageEvent
from vocapp.messages.send_stage import ATTEMPTS
from vocapp.settings import Settings
from vocapp.tokens import Keyring, TokenPurpose, token_hash


def ending(problem: Exception) -> Callable[[Outgoing], Receipt]:
    def end(_: Outgoing) -> Receipt:
        raise problem

    return end


async def is_sending(subject: Any) -> bool:
    return await state(subject) == "sending"


async def due_in(subject: Any) -> timedelta | None:
    """How far ahead the message is looked at again."""
    moment = await DB.fetch_value("SELECT not_before FROM due WHERE stage = 'send' AND subject_id = $1", subject)
    return None if moment is None else moment - clock.now()


class TestAllIsWell:
    async def test_the_message_is_sent_once_and_is_done_with(self, database: str, notes: Notes) -> None:
        note = await notes.write()
        await notes.work()
        await notes.work()
        row = await message(note)
        assert (row["state"], row["attempts"], row["provider_id"], row["gateway"]) == ("sent", 1, "provider-1", "smtp")
        assert row["sent_at"] is not None
        assert row["lease"] is None
        assert len(notes.gateway.delivered) == 1
        assert await due_in(note) is None

    async def test_everything_on_the_mail_follows_from_its_id(self, database: str, notes: Notes, keys: Keyring) -> None:
        note = await notes.write()
        await notes.work()
        row, (mail,) = await message(note), notes.gateway.delivered
        assert row["message_id"] == mail.key == f"<{note.hex}@feedback.example>"
        assert mail.sender == f"bounce+{keys.token(TokenPurpose.BOUNCE, note)}@feedback.example"
        assert f"Reply-To: reply+{keys.token(TokenPurpose.REPLY, note)}@feedback.example".encode() in mail.payload
        assert row["bounce_hash"] == token_hash(keys.token(TokenPurpose.BOUNCE, note))
        assert row["reply_hash"] == token_hash(keys.token(TokenPurpose.REPLY, note))

    async def test_without_a_mail_domain_the_senders_own_takes_the_replies(
        self, database: str, settings: Settings, keys: Keyring
    ) -> None:
        notes = make_notes(replace(settings, mail_domain=""), keys)
        await notes.write()
        await notes.work()
        assert notes.gateway.delivered[0].sender.endswith("@meridian.example")

    async def test_a_test_message_never_really_leaves(self, database: str, notes: Notes) -> None:
        note = await notes.write(is_test=True)
        await notes.work()
        assert notes.gateway.delivered == []
        assert (await message(note))["gateway"] == "outbox"
        assert await DB.fetch_value("SELECT count(*) FROM outbox_mail") == 1

    async def test_a_send_job_without_its_message_is_deleted(self, database: str, notes: Notes) -> None:
        note = await notes.write()
        await DB.execute("DELETE FROM message WHERE id = $1", note)
        await notes.work()
        assert await due_in(note) is None


class TestTheComposer:
    async def test_a_message_that_composes_to_nothing_is_revoked(self, database: str, notes: Notes) -> None:
        notes.says = lambda _: None
        note = await notes.write()
        await notes.work()
        assert await state(note) == "revoked"

    async def test_wants_another_hour(self, database: str, notes: Notes) -> None:
        tomorrow = clock.now() + timedelta(days=1)
        notes.says = lambda _: tomorrow
        note = await notes.write()
        await notes.work()
        row, wait = await message(note), await due_in(note)
        assert (row["state"], row["attempts"]) == ("queued", 0)
        assert wait is not None
        assert timedelta(hours=23) < wait < timedelta(hours=25)

    async def test_cannot_write_to_this_address(self, database: str, notes: Notes) -> None:
        note = await notes.write(address="no address")
        await notes.work()
        row = await message(note)
        assert row["state"] == "failed"
        assert "no address" in row["error"]

    async def test_fails_and_is_tried_again_and_at_last_listed(self, own_database: str, notes: Notes) -> None:
        notes.fails = RuntimeError("out of ink")
        note = await notes.write()
        for _ in range(5):
            await DB.execute("UPDATE due SET not_before = $1", clock.now())
            await notes.work()
        (row,) = await DB.fetch("SELECT * FROM due WHERE quarantined_at IS NOT NULL")
        assert (row["subject_id"], row["error"]) == (note, "RuntimeError")
        assert await state(note) == "queued"


class TestTheGateway:
    async def test_refuses_for_now(self, database: str, notes: Notes) -> None:
        notes.gateway.ends = ending(DeliveryRefusedError("451 later", permanent=False))
        note = await notes.write()
        await notes.work()
        row, wait = await message(note), await due_in(note)
        assert (row["state"], row["attempts"], row["error"]) == ("queued", 1, "451 later")
        assert wait is not None
        assert timedelta(seconds=40) < wait < timedelta(seconds=80)

    async def test_refuses_for_good(self, database: str, notes: Notes) -> None:
        notes.gateway.ends = ending(DeliveryRefusedError("550 unknown", permanent=True))
        note = await notes.write()
        await notes.work()
        row = await message(note)
        assert (row["state"], row["error"]) == ("failed", "550 unknown")
        assert row["settled_at"] is not None
        assert await due_in(note) is None

    async def test_knows_no_such_address(self, database: str, notes: Notes) -> None:
        notes.gateway.ends = ending(DeliveryRefusedError("550 5.1.1 unknown", permanent=True, dead_address=True))
        note = await notes.write()
        await notes.work()
        assert await state(note) == "failed"
        (heard,) = notes.heard
        assert (heard.kind, heard.message_id, heard.text) == ("bounce_hard", note, "550 5.1.1 unknown")
        assert heard.address == (await message(note))["address"]

    async def test_refuses_once_too_often(self, database: str, notes: Notes) -> None:
        notes.gateway.ends = ending(DeliveryRefusedError("451 later", permanent=False))
        note = await notes.write()
        for _ in range(ATTEMPTS):
            assert await state(note) == "queued"
            await DB.execute("UPDATE due SET not_before = $1", clock.now())
            await notes.work()
        assert (await message(note))["attempts"] == ATTEMPTS
        assert await state(note) == "failed"

    async def test_does_not_know(self, database: str, notes: Notes) -> None:
        notes.gateway.ends = ending(DeliveryUncertainError("no reply"))
        note = await notes.write()
        for _ in range(3):
            await notes.work()
        row = await message(note)
        assert (row["state"], row["error"], row["sent_at"]) == ("uncertain", "no reply", None)
        assert len(notes.gateway.delivered) == 1


class TestARestoredCopy:
    async def test_sends_nothing_until_it_is_released(self, database: str, notes: Notes) -> None:
        await note_fact(Fact.SENDING_HELD, "restored")
        note = await notes.write()
        await notes.work()
        assert notes.gateway.delivered == []
        await DB.execute("DELETE FROM instance WHERE name = $1", Fact.SENDING_HELD)
        await DB.execute("UPDATE due SET not_before = $1", clock.now())
        await notes.work()
        assert await state(note) == "sent"


@pytest.mark.committed
class TestAProcessDies:
    """Its intent is committed, and nobody will write how the call ended."""

    async def leave_behind(self, notes: Notes, lease: str = "-1 second") -> Any:
        note = await notes.write()
        await DB.execute(
            "UPDATE message SET state = 'sending', attempts = 1, gateway = 'smtp', message_id = '<1@x>', "
            f"lease = clock_timestamp() + interval '{lease}' WHERE id = $1",
            note,
        )
        return note

    async def test_the_next_worker_marks_it_uncertain(self, own_database: str, notes: Notes) -> None:
        note = await self.leave_behind(notes)
        await notes.work()
        assert await state(note) == "uncertain"
        assert notes.gateway.delivered == []

    async def test_the_periodic_sweep_finds_it_too(self, own_database: str, notes: Notes) -> None:
        note = await self.leave_behind(notes)
        await DB.execute("DELETE FROM due")
        await transitions.settle_lost_messages(notes.registry)
        assert await state(note) == "uncertain"

    async def test_not_before_its_lease_is_over(self, own_database: str, notes: Notes) -> None:
        note = await self.leave_behind(notes, "1 minute")
        await notes.work()
        await transitions.settle_lost_messages(notes.registry)
        assert await state(note) == "sending"
        assert await due_in(note) is not None

    async def test_a_slow_attempt_still_records_that_it_was_sent(self, own_database: str, notes: Notes) -> None:
        note = await notes.write()

        def slow(_: Outgoing) -> Receipt:
            return Receipt("late")

        notes.gateway.ends = slow
        gateway_waits = asyncio.Event()
        deliver = notes.gateway.deliver

        async def dawdle(outgoing: Outgoing) -> Receipt:
            await gateway_waits.wait()
            return await deliver(outgoing)

        notes.registry.features = (
            *notes.registry.features,
            replace(notes.registry.features[-1], gateways=(SlowGateway(dawdle),)),
        )
        working = asyncio.create_task(notes.work("send"))
        await until(lambda: is_sending(note))
        await DB.execute("UPDATE message SET lease = clock_timestamp() - interval '1 second'")
        await transitions.settle_lost_messages(notes.registry)
        assert await state(note) == "uncertain"
        gateway_waits.set()
        await working
        assert (await message(note))["provider_id"] == "late"
        assert await state(note) == "sent"

    async def test_a_late_ending_of_an_earlier_attempt_changes_nothing(self, own_database: str, notes: Notes) -> None:
        note = await self.leave_behind(notes)
        await DB.execute("UPDATE message SET attempts = 2")
        assert not await transitions.apply_event(note, MessageEvent.PUT_OFF, attempt=1)
        assert not await transitions.apply_event(note, MessageEvent.LOST, attempt=1)
        assert await state(note) == "sending"
