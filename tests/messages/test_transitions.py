"""Uncertain messages are settled: by a look-up, by what comes back, or by a person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.messages.conftest import FakeGateway, Notes, make_notes, message, state
from vocapp.database import DB, new_id
from vocapp.feature import StoredMessage
from vocapp.gateways.gateway import DeliveryUncertainError, Outgoing, Receipt
from vocapp.http.access import Actor, Role
from vocapp.messages import transitions
from vocapp.messages.message_states import MessageEvent, MessageState, next_state
from vocapp.settings import Settings
from vocapp.tokens import Keyring

LEA = Actor("user", new_id(), "Lea", Role.LEAD)


def unclear(_: Outgoing) -> Receipt:
    raise DeliveryUncertainError("no reply")


async def uncertain(notes: Notes) -> UUID:
    notes.gateway.ends = unclear
    note = await notes.write()
    await notes.work()
    assert await state(note) == "uncertain"
    notes.gateway.ends = lambda _: Receipt()
    return note


class Knowing(FakeGateway):
    """A provider that can be asked afterwards."""

    answer: Callable[[str], bool] = staticmethod(lambda _: True)

    async def was_taken(self, key: str) -> bool:
        return self.answer(key)


class TestALookUp:
    @pytest.fixture
    def knowing(self, settings: Settings, keys: Keyring) -> tuple[Notes, Knowing]:
        gateway = Knowing()
        return make_notes(settings, keys, gateway), gateway

    async def test_finds_that_it_was_taken(self, database: str, knowing: tuple[Notes, Knowing]) -> None:
        notes, gateway = knowing
        note = await uncertain(notes)
        asked: list[str] = []

        def taken(key: str) -> bool:
            asked.append(key)
            return True

        gateway.answer = taken
        await transitions.settle_lost_messages(notes.registry)
        assert await state(note) == "sent"
        assert asked == [f"<{note.hex}@feedback.example>"]

    async def test_finds_that_it_was_not_and_it_is_sent_after_all(
        self, database: str, knowing: tuple[Notes, Knowing]
    ) -> None:
        notes, gateway = knowing
        note = await uncertain(notes)
        gateway.answer = lambda _: False
        await transitions.settle_lost_messages(notes.registry)
        assert await state(note) == "queued"
        await notes.work()
        assert await state(note) == "sent"
        assert len(gateway.delivered) == 2

    async def test_that_fails_leaves_it_uncertain(self, database: str, knowing: tuple[Notes, Knowing]) -> None:
        notes, gateway = knowing
        note = await uncertain(notes)

        def away(_: str) -> bool:
            raise OSError("provider away")

        gateway.answer = away
        await transitions.settle_lost_messages(notes.registry)
        assert await state(note) == "uncertain"

    async def test_is_not_there_for_smtp(self, database: str, notes: Notes) -> None:
        note = await uncertain(notes)
        assert await transitions.look_up(notes.registry, StoredMessage.of_row(await message(note))) == "unknown"
        await transitions.settle_lost_messages(notes.registry)
        assert await state(note) == "uncertain"


class TestAnAnswer:
    async def test_proves_that_the_mail_left(self, database: str, notes: Notes) -> None:
        note = await uncertain(notes)
        assert await transitions.confirm_arrived(note)
        assert (await message(note))["sent_at"] is not None
        assert not await transitions.confirm_arrived(note)

    async def test_proves_it_even_of_a_queued_message_which_is_then_not_sent(self, database: str, notes: Notes) -> None:
        note = await notes.write()
        await transitions.confirm_arrived(note)
        await notes.work()
        assert await state(note) == "sent"
        assert notes.gateway.delivered == []


class TestAPerson:
    async def test_says_that_it_left(self, database: str, notes: Notes) -> None:
        note = await uncertain(notes)
        assert await transitions.resolve_uncertain(LEA, note, left=True)
        await notes.work()
        assert await state(note) == "sent"
        assert len(notes.gateway.delivered) == 1

    async def test_says_that_it_did_not_and_it_is_sent_again(self, database: str, notes: Notes) -> None:
        note = await uncertain(notes)
        assert await transitions.resolve_uncertain(LEA, note, left=False)
        await notes.work()
        assert await state(note) == "sent"
        assert len(notes.gateway.delivered) == 2

    async def test_is_written_down(self, database: str, notes: Notes) -> None:
        note = await uncertain(notes)
        await transitions.resolve_uncertain(LEA, note, left=False)
        row = await DB.fetch_one("SELECT * FROM event WHERE subject_id = $1", str(note))
        assert row is not None
        assert (row["actor"], row["action"]) == (str(LEA), "message.not_sent")

    async def test_may_try_a_failed_one_again(self, database: str, notes: Notes) -> None:
        note = await notes.write()
        await transitions.apply_event(note, MessageEvent.REFUSED)
        assert not await transitions.resolve_uncertain(LEA, note, left=True)
        assert await transitions.resolve_uncertain(LEA, note, left=False)
        assert await state(note) == "queued"

    @pytest.mark.parametrize("left", [True, False])
    async def test_comes_too_late(self, database: str, notes: Notes, left: bool) -> None:
        note = await uncertain(notes)
        await transitions.confirm_arrived(note)
        assert not await transitions.resolve_uncertain(LEA, note, left=left)
        assert not await transitions.resolve_uncertain(LEA, new_id(), left=left)
        assert await DB.fetch_value("SELECT count(*) FROM event WHERE subject_id = $1", str(note)) == 0


@pytest.mark.parametrize("start", MessageState)
@pytest.mark.parametrize("happened", MessageEvent)
async def test_the_statement_does_what_the_table_says(
    database: str, notes: Notes, start: MessageState, happened: MessageEvent
) -> None:
    note = await notes.write()
    await DB.execute("UPDATE message SET state = $2 WHERE id = $1", note, start.value)
    changed: Any = await transitions.apply_event(note, happened)
    assert await state(note) == next_state(start, happened)
    assert changed is (next_state(start, happened) is not start)
