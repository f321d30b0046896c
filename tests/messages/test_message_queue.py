"""Messages are enqueued and revoked."""

from datetime import timedelta
from uuid import UUID

from tests.messages.conftest import Notes, message, state
from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.messages.message_queue import NewMessage, enqueue_message, enqueue_messages, revoke, revoke_due


def a_note(subject: UUID, step: int = 0) -> NewMessage:
    return NewMessage(
        kind="note",
        subject_id=subject,
        step=step,
        customer_id=None,
        address="ann@customers.example",
        due_at=clock.now(),
    )


async def test_a_message_step_of_a_subject_is_queued_once(database: str) -> None:
    subject = new_id()
    first = await enqueue_message(a_note(subject))
    assert first is not None
    assert await enqueue_message(a_note(subject)) is None
    assert await enqueue_message(a_note(subject, step=1)) is not None
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE stage = 'send'") == 2


async def test_many_messages_are_queued_in_one_statement(database: str) -> None:
    known = new_id()
    await enqueue_message(a_note(known))
    made = await enqueue_messages([a_note(known), *(a_note(new_id()) for _ in range(50))])
    assert len(made) == 50
    assert await enqueue_messages([]) == []


async def test_a_message_is_not_sent_before_its_due_time(database: str, notes: Notes) -> None:
    later = clock.now().replace(microsecond=0, year=clock.now().year + 1)
    note = await notes.write(due_at=later)
    await notes.work()
    assert await state(note) == "queued"
    assert (await message(note))["due_at"] == later


class TestAnOptOut:
    async def test_revokes_everything_that_is_queued_for_a_customer(self, database: str, notes: Notes) -> None:
        ann, ben = new_id(), new_id()
        for_ann, for_ben = await notes.write(customer_id=ann), await notes.write(customer_id=ben)
        assert await revoke(customers=[ann], reason="opted out") == 1
        await notes.work()
        assert (await state(for_ann), await state(for_ben)) == ("revoked", "sent")
        assert (await message(for_ann))["error"] == "opted out"

    async def test_can_be_of_one_subject_only(self, database: str, notes: Notes) -> None:
        first, other = await notes.write(), await notes.write()
        subject = (await message(first))["subject_id"]
        assert await revoke(kind="note", subjects=[subject], reason="answered") == 1
        assert await revoke(kind="invitation", subjects=[subject], reason="answered") == 0
        await notes.work()
        assert (await state(first), await state(other)) == ("revoked", "sent")

    async def test_after_a_long_pause_what_was_due_in_it_is_taken_out(self, database: str, notes: Notes) -> None:
        overdue, later = await notes.write(), await notes.write(due_at=clock.now() + timedelta(days=1))
        assert await revoke_due(clock.now() + timedelta(hours=1), "missed") == 1
        assert (await state(overdue), await state(later)) == ("revoked", "queued")

    async def test_leaves_what_has_left_as_it_is(self, database: str, notes: Notes) -> None:
        ann = new_id()
        note = await notes.write(customer_id=ann)
        await notes.work()
        assert await revoke(customers=[ann], reason="opted out") == 0
        assert await state(note) == "sent"
