"""What staff do about a case, who may, and what a page hears that was too slow."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.cases.case_fixtures import SOLVED, case_about, case_row, history_of, is_on_hold
from tests.cases.conftest import Desk
from tests.invitations.customer_rows import NOON
from vocapp import clock
from vocapp.cases import actions
from vocapp.cases.types import CaseRefusedError, NoSuchCaseError
from vocapp.cases.wait_stage import end_wait
from vocapp.database import DB, from_json
from vocapp.feature import Registry
from vocapp.http.access import Actor


@pytest.fixture
async def case(registry: Registry, desk: Desk, ada: UUID) -> UUID:
    """Ada's case, on the billing desk."""
    return UUID(str((await case_about(registry, ada, unit_id=desk.id))["id"]))


async def test_claiming_a_case_starts_work_on_it(registry: Registry, desk: Desk, case: UUID) -> None:
    done = await actions.claim(registry, desk.omar, case)

    after = await case_row(case)
    assert (after["state"], after["owner_id"], after["revision"]) == ("working", desk.omar.id, done.revision)
    assert after["acknowledged_at"] is not None
    assert after["due_at"] == after["resolve_due_at"]
    with pytest.raises(CaseRefusedError, match="own this case already"):
        await actions.claim(registry, desk.omar, case)


async def test_the_second_user_is_shown_who_was_faster(registry: Registry, desk: Desk, case: UUID) -> None:
    await actions.claim(registry, desk.lena, case)
    with clock.travelled(NOON + timedelta(minutes=3)), pytest.raises(CaseRefusedError) as refusal:
        await actions.claim(registry, desk.omar, case)

    assert str(refusal.value) == "Lena Lind claimed this case 3 minutes ago."


async def test_an_action_from_an_outdated_page_changes_nothing(registry: Registry, desk: Desk, case: UUID) -> None:
    await actions.claim(registry, desk.lena, case)
    with pytest.raises(CaseRefusedError, match="Lena Lind claimed this case"):
        await actions.dismiss(registry, desk.omar, case, "spam", seen=1)
    await actions.assign(registry, desk.lena, case, _id(desk.mia))
    with pytest.raises(CaseRefusedError, match="Lena Lind assigned this case to Mia Moss just now"):
        await actions.unassign(registry, desk.lena, case, seen=2)
    assert await history_of(case) == ["opened", "claimed", "assigned"]


async def test_a_lead_assigns_a_case_to_staff_who_may_see_it(registry: Registry, desk: Desk, case: UUID) -> None:
    with pytest.raises(CaseRefusedError, match="may not see the case"):
        await actions.assign(registry, desk.lena, case, _id(desk.hugo))
    with pytest.raises(CaseRefusedError, match="may not see the case"):
        await actions.assign(registry, desk.lena, case, UUID(int=7))
    with pytest.raises(CaseRefusedError, match="Only the owner of the case or a lead"):
        await actions.assign(registry, desk.omar, case, _id(desk.mia))
    await actions.assign(registry, desk.lena, case, _id(desk.omar))
    assert (await case_row(case))["state"] == "open"  # Mia has not begun
    with pytest.raises(CaseRefusedError, match="Omar Osei owns this case already"):
        await actions.assign(registry, desk.lena, case, _id(desk.omar))
    await actions.claim(registry, desk.omar, case)
    await actions.assign(registry, desk.omar, case, _id(desk.mia))

    after = await case_row(case)
    assert (after["state"], after["owner_id"]) == ("open", desk.mia.id)


async def test_a_case_is_unassigned(registry: Registry, desk: Desk, case: UUID) -> None:
    with pytest.raises(CaseRefusedError, match="Nobody owns this case"):
        await actions.unassign(registry, desk.lena, case)
    await actions.claim(registry, desk.omar, case)
    with pytest.raises(CaseRefusedError, match="Only the owner of the case or a lead"):
        await actions.unassign(registry, desk.mia, case)
    await actions.unassign(registry, desk.omar, case)

    after = await case_row(case)
    assert (after["state"], after["owner_id"]) == ("open", None)


async def test_notes_and_attempts_are_kept(registry: Registry, desk: Desk, case: UUID) -> None:
    await actions.note(registry, desk.mia, case, " Rang twice before. ")
    assert (await case_row(case))["revision"] == 1
    with pytest.raises(CaseRefusedError, match="Write the note first"):
        await actions.note(registry, desk.mia, case, " \n")
    with pytest.raises(CaseRefusedError, match="at most 10000"):
        await actions.note(registry, desk.mia, case, "x" * 10_001)
    with pytest.raises(CaseRefusedError, match="channel"):
        await actions.log_attempt(registry, desk.omar, case, "pigeon", reached=False)
    await actions.log_attempt(registry, desk.omar, case, "phone", reached=False, text="Mailbox")
    await actions.log_attempt(registry, desk.omar, case, "phone", reached=True)
    await actions.log_attempt(registry, desk.omar, case, "phone", reached=True)

    after = await case_row(case)
    assert (after["owner_id"], after["state"]) == (desk.omar.id, "working")
    assert after["first_attempt_at"] < after["reached_at"]
    rows = await DB.fetch("SELECT kind, text, actor_name FROM case_entry WHERE case_id = $1 ORDER BY id", case)
    assert [tuple(row) for row in rows[1:3]] == [
        ("note", "Rang twice before.", "Mia Moss"),
        ("attempt", "Mailbox", "Omar Osei"),
    ]


async def test_while_a_case_waits_the_staff_clock_stands_still(registry: Registry, desk: Desk, case: UUID) -> None:
    before = await case_row(case)
    await actions.wait(registry, desk.omar, case, text="she sends a photo")
    waiting = await case_row(case)
    assert (waiting["state"], waiting["owner_id"], waiting["resolve_due_at"]) == ("waiting", desk.omar.id, None)
    assert waiting["due_at"] == waiting["waits_until"]
    assert await end_wait(registry, case) == waiting["waits_until"]
    with clock.travelled(NOON + timedelta(days=1)):
        await actions.resume(registry, desk.omar, case)

    after = await case_row(case)
    assert (after["state"], after["waits_until"], after["seconds_left"]) == ("working", None, None)
    gone = after["resolve_due_at"] - before["resolve_due_at"]
    assert timedelta(hours=23) < gone < timedelta(hours=25)  # a day of work later
    assert after["customer_due_at"] == before["customer_due_at"]
    with pytest.raises(CaseRefusedError, match="not waiting"):
        await actions.resume(registry, desk.omar, case)


async def test_waiting_ends_by_itself(registry: Registry, desk: Desk, case: UUID) -> None:
    await actions.wait(registry, desk.omar, case, until=clock.now() + timedelta(days=2))
    with clock.travelled(NOON + timedelta(days=2, minutes=1)):
        assert await end_wait(registry, case) is None
        assert await end_wait(registry, case) is None

    assert (await case_row(case))["state"] == "working"
    assert await history_of(case) == ["opened", "waited", "resumed"]


@pytest.mark.parametrize(("days", "why"), [(-1, "in the future"), (61, "within the next 60 days")])
async def test_for_how_long_it_can_wait(registry: Registry, desk: Desk, case: UUID, days: int, why: str) -> None:
    with pytest.raises(CaseRefusedError, match=why):
        await actions.wait(registry, desk.omar, case, until=clock.now() + timedelta(days=days))


async def test_an_unassigned_case_that_waits_keeps_its_clock_running(
    registry: Registry, desk: Desk, case: UUID
) -> None:
    await actions.wait(registry, desk.omar, case)
    await actions.unassign(registry, desk.omar, case)

    after = await case_row(case)
    assert (after["state"], after["seconds_left"]) == ("open", None)
    assert after["resolve_due_at"] is not None


async def test_a_case_is_closed_with_a_cause_and_an_outcome(
    registry: Registry, desk: Desk, ada: UUID, case: UUID
) -> None:
    with pytest.raises(CaseRefusedError, match="root cause"):
        await actions.close(registry, desk.omar, case, root_cause="moon", outcome="solved")
    await actions.close(registry, desk.omar, case, **SOLVED, text="credited")

    after = await case_row(case)
    assert (after["state"], after["root_cause"], after["outcome"]) == ("closed", "billing", "solved")
    assert (after["owner_id"], after["closings"]) == (desk.omar.id, 1)
    assert after["checked_at"] is not None
    assert await is_on_hold(ada)  # until she says that it is so
    with pytest.raises(CaseRefusedError, match="closed"):
        await actions.log_attempt(registry, desk.omar, case, "phone", reached=True)


async def test_a_case_that_waits_can_be_closed(registry: Registry, desk: Desk, case: UUID) -> None:
    await actions.wait(registry, desk.omar, case)
    await actions.close(registry, desk.omar, case, **SOLVED)

    after = await case_row(case)
    assert (after["state"], after["waits_until"], after["seconds_left"]) == ("closed", None, None)
    assert after["resolve_due_at"] > after["closed_at"]  # within its target


async def test_a_dismissed_case_sends_no_recovery_check_and_can_be_reopened(
    registry: Registry, desk: Desk, ada: UUID, case: UUID
) -> None:
    with pytest.raises(CaseRefusedError, match="Give a reason"):
        await actions.dismiss(registry, desk.omar, case, "")
    await actions.dismiss(registry, desk.omar, case, "meant for another company")
    assert not await is_on_hold(ada)
    assert await DB.fetch_value("SELECT count(*) FROM case_check") == 0
    with pytest.raises(CaseRefusedError, match="closed"):
        await actions.dismiss(registry, desk.omar, case, "again")
    await actions.reopen(registry, desk.lena, case, "it was ours after all")

    after = await case_row(case)
    assert (after["state"], after["reopened"], after["acknowledged_at"]) == ("open", 1, None)
    assert await is_on_hold(ada)
    with pytest.raises(CaseRefusedError, match="not closed"):
        await actions.reopen(registry, desk.lena, case)


async def test_an_invisible_case_is_not_found(registry: Registry, desk: Desk, case: UUID) -> None:
    with pytest.raises(NoSuchCaseError):
        await actions.claim(registry, desk.hugo, case)
    with pytest.raises(NoSuchCaseError):
        await actions.note(registry, desk.lena, UUID(int=1), "nothing")
    with pytest.raises(ValueError, match="only staff"):
        await actions.claim(registry, Actor(kind="key"), case)


async def test_the_latest_change_is_taken_back(registry: Registry, desk: Desk, case: UUID) -> None:
    before = dict(await case_row(case))
    done = await actions.claim(registry, desk.omar, case)
    await actions.note(registry, desk.mia, case, "a note is no change")
    await actions.undo(registry, desk.omar, case, done.entry)

    after = dict(await case_row(case))
    assert after.pop("revision") == before.pop("revision") + 2
    assert after == before
    with pytest.raises(CaseRefusedError, match="nothing left to undo"):
        await actions.undo(registry, desk.omar, case, done.entry)


async def test_an_action_followed_by_another_cannot_be_undone(registry: Registry, desk: Desk, case: UUID) -> None:
    done = await actions.claim(registry, desk.omar, case)
    with pytest.raises(CaseRefusedError, match="Only Omar Osei or a lead"):
        await actions.undo(registry, desk.mia, case, done.entry)
    await actions.assign(registry, desk.lena, case, _id(desk.mia))

    with pytest.raises(CaseRefusedError, match="Lena Lind assigned this case to Mia Moss"):
        await actions.undo(registry, desk.omar, case, done.entry)


async def test_an_undone_note_is_gone(registry: Registry, desk: Desk, case: UUID) -> None:
    done = await actions.note(registry, desk.mia, case, "her card number is 1234")
    await actions.undo(registry, desk.mia, case, done.entry)

    [row] = await DB.fetch("SELECT text, detail FROM case_entry WHERE id = $1", done.entry)
    assert (row["text"], from_json(row["detail"])["undone"]) == ("", True)


async def test_a_closing_can_be_undone_while_no_recovery_check_was_sent(
    registry: Registry, desk: Desk, case: UUID
) -> None:
    first = await actions.close(registry, desk.omar, case, **SOLVED)
    await actions.undo(registry, desk.omar, case, first.entry)
    after = await case_row(case)
    assert (after["state"], after["root_cause"], after["checked_at"]) == ("open", None, None)
    second = await actions.close(registry, desk.omar, case, **SOLVED)

    checks = await DB.fetch("SELECT closing, withdrawn_at IS NULL AS stands FROM case_check ORDER BY closing")
    assert [tuple(row) for row in checks] == [(1, False), (2, True)]
    messages = await DB.fetch("SELECT state FROM message WHERE kind = 'recovery' ORDER BY id")
    assert [row["state"] for row in messages] == ["revoked", "queued"]
    await DB.execute("UPDATE message SET state = 'sent' WHERE kind = 'recovery' AND state = 'queued'")
    with pytest.raises(CaseRefusedError, match="was sent to the customer already"):
        await actions.undo(registry, desk.omar, case, second.entry)


async def test_a_reply_can_be_undone_while_it_is_queued(registry: Registry, desk: Desk, case: UUID) -> None:
    first = await actions.reply(registry, desk.omar, case, "Dear Ada, …")
    await actions.undo(registry, desk.omar, case, first.entry)
    second = await actions.reply(registry, desk.omar, case, "Dear Ada, once more")
    await DB.execute("UPDATE message SET state = 'sending' WHERE subject_id = $1", second.entry)

    with pytest.raises(CaseRefusedError, match="The e-mail was sent already"):
        await actions.undo(registry, desk.omar, case, second.entry)
    assert await DB.fetch_value("SELECT state FROM message WHERE subject_id = $1", first.entry) == "revoked"


def _id(actor: Actor) -> UUID:
    assert actor.id is not None
    return actor.id
