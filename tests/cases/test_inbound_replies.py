"""What comes back about the mails of Ada's case: her words, her stop, a dead address; and a person's answer."""

from uuid import UUID

import pytest

from tests.cases.asking import check_of, link_of, message_of, read, wish_of
from tests.cases.conftest import Desk
from tests.cases.people import ADMIN, case_about, is_on_hold, lines_of, now_of
from vocapp import clock
from vocapp.cases import actions, recovery_check
from vocapp.customers.permissions import grant, withdraw
from vocapp.customers.types import Basis, Purpose
from vocapp.database import DB, new_id
from vocapp.feature import House, Inbound


async def test_she_answers_the_mail_in_words(house: House, ada: UUID, closed: UUID) -> None:
    message = await message_of()
    words = Inbound("reply", message["id"], "recovery", message["subject_id"], "ada@example.org", "No, it is not.")
    for _ in range(2):  # told twice
        await house.receive(words)

    assert (await now_of(closed))["state"] == "open"
    assert (await check_of(closed))["withdrawn_at"] is not None
    assert await lines_of(closed) == ["opened", "closed", "wrote", "reopened"]


async def test_only_thanks_and_the_case_is_finished_again(house: House, desk: Desk, ada: UUID, closed: UUID) -> None:
    check = await recovery_check.find((await link_of(house, closed))[3:])
    assert check is not None
    await recovery_check.answer(house, check, solved=True, words="")
    message = await message_of()
    await house.receive(
        Inbound("reply", message["id"], "recovery", message["subject_id"], "ada@example.org", "Thank you!")
    )
    assert (await now_of(closed))["state"] == "open"
    entry = await DB.fetch_value("SELECT id FROM case_entry WHERE case_id = $1 ORDER BY id DESC LIMIT 1", closed)
    await actions.undo(house, desk.mia, closed, entry)

    assert (await now_of(closed))["state"] == "confirmed"
    assert not await is_on_hold(ada)


async def test_her_stop_is_heard(house: House, ada: UUID, closed: UUID) -> None:
    message = await message_of()
    for kind in ("opt_out", "complaint"):
        await house.receive(Inbound(kind, message["id"], "recovery", message["subject_id"], "ada@example.org"))
    await house.receive(Inbound("reply", None, "recovery", new_id(), "x@example.org", "about nothing"))

    assert await DB.fetch_value("SELECT count(*) FROM permission WHERE withdrawn_at IS NOT NULL") == 1
    assert (await message_of())["state"] == "revoked"


async def test_a_person_answers_and_her_reply_wakes_the_case(house: House, desk: Desk, ada: UUID) -> None:
    case = UUID(str((await case_about(house, ada, unit_id=desk.id))["id"]))
    await DB.execute(
        "INSERT INTO message (id, kind, subject_id, channel, address, due_at, state, message_id, created_at, sent_at) "
        "SELECT $1, 'invitation', invitation_id, 'email', 'a@b.c', $2, 'sent', '<first@alderway.example>', $2, $2 "
        "FROM response",
        new_id(), clock.now(),
    )  # fmt: skip
    await actions.reply(house, desk.omar, case, "Dear Ada,\n\nI am sorry.\nYour <b>credit</b> comes.")
    message = await message_of("case_reply")
    found, plain, html = read(await house.composer("case_reply")(message))

    assert found["From"].startswith('"Omar Osei, Alderway"')
    assert found["In-Reply-To"] == "<first@alderway.example>"
    assert found["Auto-Submitted"] is None
    assert found["Reply-To"].startswith("reply+")
    assert "I am sorry.\nYour <b>credit</b> comes." in plain
    assert "&lt;b&gt;credit" in html
    assert "Omar Osei" in html
    await actions.wait(house, desk.omar, case)
    await house.receive(Inbound("reply", message["id"], "case_reply", message["subject_id"], "a@b.c", "Thank you"))
    assert (await now_of(case))["state"] == "working"
    assert (await lines_of(case))[-2:] == ["wrote", "resumed"]
    await house.receive(Inbound("bounce_hard", message["id"], "case_reply", message["subject_id"], "ada@example.org"))
    assert (await lines_of(case))[-1] == "bounced"
    assert await house.composer("case_reply")(message) is None


async def test_who_stops_the_surveys_still_gets_the_answer_that_was_written_to_her(
    house: House, desk: Desk, ada: UUID, closed: UUID
) -> None:
    """Omar's mail waits for a mail server that is away; Ada's click on the link below the survey is not about it."""
    check = await message_of()
    await actions.reopen(house, desk.omar, closed)
    await actions.reply(house, desk.omar, closed, "Dear Ada, your credit comes.")
    await house.receive(Inbound("opt_out", check["id"], "recovery", check["subject_id"], "ada@example.org"))

    message = await message_of("case_reply")
    assert message["state"] == "queued"
    assert await house.composer("case_reply")(message) is not None


async def test_who_wants_no_service_mails_is_not_answered_by_mail(house: House, desk: Desk, ada: UUID) -> None:
    case = UUID(str((await case_about(house, ada, unit_id=desk.id))["id"]))
    await grant(await wish_of(ada, Purpose.SERVICE), Basis.CONSENT, actor=ADMIN)
    await withdraw(await wish_of(ada, Purpose.SERVICE), by="staff", actor=ADMIN)

    with pytest.raises(Exception, match="no address"):
        await actions.reply(house, desk.omar, case, "Dear Ada")
