"""Several processes send the same messages, and one is stopped: still at most once."""

import asyncio
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from tests.messages.conftest import FakeGateway, Notes, SlowGateway, make_notes, message, state
from vocapp.database import DB
from vocapp.database.jobs import Stage, run_jobs
from vocapp.gateways.gateway import DeliveryRefusedError, DeliveryUncertainError, Outgoing, Receipt
from vocapp.messages import transitions
from vocapp.messages.message_queue import revoke
from vocapp.messages.message_states import MessageEvent
from vocapp.messages.send_stage import finish_despite_cancel
from vocapp.settings import Settings
from vocapp.tokens import Keyring


@pytest.mark.committed
class TestRaces:
    async def test_many_workers_send_each_message_once(
        self, own_database: str, settings: Settings, keys: Keyring
    ) -> None:
        gateway = FakeGateway()
        houses = [make_notes(settings, keys, gateway) for _ in range(4)]
        sent = [await houses[0].write(f"c{n}@customers.example") for n in range(60)]
        await asyncio.gather(*(notes.work("send") for notes in houses))
        assert sorted(mail.recipient for mail in gateway.delivered) == sorted(
            f"c{n}@customers.example" for n in range(60)
        )
        assert {await state(note) for note in sent} == {"sent"}

    async def test_the_same_row_worked_twice_at_once_leaves_once(self, own_database: str, notes: Notes) -> None:
        note = await notes.write()
        stage = next(s for s in notes.registry.stages if s.name == "send")
        await asyncio.gather(*(stage.work(note) for _ in range(8)))
        assert len(notes.gateway.delivered) == 1
        assert await state(note) == "sent"

    async def test_an_opt_out_between_composing_and_intent_stops_the_message(
        self, own_database: str, notes: Notes
    ) -> None:
        note = await notes.write()
        subject = (await message(note))["subject_id"]
        compose = notes.compose

        async def opted_out_meanwhile(message: asyncpg.Record) -> Any:
            composed = await compose(message)
            assert await revoke(kind="note", subjects=[subject], reason="opted out") == 1
            return composed

        notes.registry.features = (
            *notes.registry.features,
            replace(notes.registry.features[-1], composers={"note": opted_out_meanwhile}),
        )
        await notes.work()
        assert notes.gateway.delivered == []
        assert await state(note) == "revoked"


@pytest.mark.committed
class TestTheProcessIsStopped:
    async def test_a_delivery_that_has_begun_is_completed(self, own_database: str, notes: Notes) -> None:
        note = await notes.write()
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def deliver(_: Outgoing) -> Receipt:
            begun.set()
            await go_on.wait()
            return Receipt("just in time")

        notes.registry.features = (
            *notes.registry.features,
            replace(notes.registry.features[-1], gateways=(SlowGateway(deliver),)),
        )
        stage: Stage = next(s for s in notes.registry.stages if s.name == "send")
        working = asyncio.create_task(run_jobs(stage))
        await begun.wait()
        working.cancel()
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await working
        assert (await message(note))["provider_id"] == "just in time"

    async def test_but_not_for_ever(self) -> None:
        task = asyncio.create_task(finish_despite_cancel(asyncio.sleep(3600), patience=0.01))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.committed
class TestAnAttemptThatEndsLate:
    """A process that was given up for dead comes back after the message was queued again and sent a second time."""

    @pytest.mark.parametrize("late", ["refused", "unclear"])
    async def test_changes_nothing_of_the_attempt_after_it(self, own_database: str, notes: Notes, late: str) -> None:
        note = await notes.write()
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def deliver(_: Outgoing) -> Receipt:
            begun.set()
            await go_on.wait()
            if late == "refused":
                raise DeliveryRefusedError("550 too late", permanent=True)
            raise DeliveryUncertainError("no reply")

        notes.registry.features = (
            *notes.registry.features,
            replace(notes.registry.features[-1], gateways=(SlowGateway(deliver),)),
        )
        stage: Stage = next(s for s in notes.registry.stages if s.name == "send")
        first = asyncio.create_task(stage.work(note))
        await begun.wait()
        assert await transitions.requeue(note), "somebody says that it did not leave"
        assert await transitions.apply_event(note, MessageEvent.CLAIMED)
        await DB.execute("UPDATE message SET attempts = 2 WHERE id = $1", note)
        go_on.set()
        await first
        row = await message(note)
        assert (row["state"], row["error"], row["attempts"]) == ("sending", None, 2)
