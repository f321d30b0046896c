"""What comes back about the mails of Ada's case: her words, her stop, a dead address; and a person's answer."""

from uuid import UUID

import pytest

from tests.cases.case_fixtures import ADMIN, case_about, case_row, history_of, is_on_hold
from tests.cases.conftest import Desk
from tests.cases.recovery_mails import check_of, link_of, message_of, read, wish_of
from tests.rows import insert
from vocapp import clock
from vocapp.cases import actions, recovery_check
from vocapp.customers.permissions import grant, withdraw
from vocapp.customers.types import Basis, Purpose
from vocapp.database import DB, new_id
from vocapp.feature import Inbound, Registry, StoredMessage


async def test_a_reply_to_the_recovery_check_reopens_the_case(registry: Registry, ada: UUID, closed: UUID) -> None:
    message = await message_of()
    words = Inbound("reply", message["id"], "recovery", message["subject_id"], "ada@example.org", "No, it is not.")
    for _ in range(2):  # told twice
        await registry.receive(words)

    assert (await case_row(closed))["state"] == "open"
    assert (await check_of(closed))["withdrawn_at"] is not None
    assert await history_of(closed) == ["opened", "closed", "wrote", "reopened"]


async def test_a_reply_of_thanks_can_be_undone_to_confirmed(
    registry: Registry, desk: Desk, ada: UUID, closed: UUID
) -> None:
    check = await recovery_check.find_check((await link_of(registry, closed))[3:])
    assert check is not None
    await recovery_check.record_answer(registry, check, solved=True, words="")
    message = await message_of()
    await registry.receive(
        Inbound("reply", message["id"], "recovery", message["subject_id"], "ada@example.org", "Thank you!")
    )
    assert (await case_row(closed))["state"] == "open"
    entry = await DB.fetch_value("SELECT id FROM case_entry WHERE case_id = $1 ORDER BY id DESC LIMIT 1", closed)
    await actions.undo(registry, desk.mia, closed, entry)

    assert (await case_row(closed))["state"] == "confirmed"
    assert not await is_on_hold(ada)


async def test_a_stop_reply_to_the_recovery_check_is_an_opt_out(registry: Registry, ada: UUID, closed: UUID) -> None:
    message = await message_of()
    for kind in ("opt_out", "complaint"):
        await registry.receive(Inbound(kind, message["id"], "recovery", message["subject_id"], "ada@example.org"))
    await registry.receive(Inbound("reply", None, "recovery", new_id(), "x@example.org", "about nothing"))

    assert await DB.fetch_value("SELECT count(*) FROM permission WHERE withdrawn_at IS NOT NULL") == 1
    assert (await message_of())["state"] == "revoked"


async def test_a_person_answers_and_her_reply_wakes_the_case(registry: Registry, desk: Desk, ada: UUID) -> None:
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id))["id"]))
    await insert(
        "message",
        subject_id=await DB.fetch_value("SELECT invitation_id FROM response"),
        state="sent",
        message_id="<first@alderway.example>",
        sent_at=clock.now(),
    )
    await actions.reply(registry, desk.omar, case, "Dear Ada,\n\nI am sorry.\nYour <b>credit</b> comes.")
    message = await message_of("case_reply")
    found, plain, html = read(await registry.composer("case_reply")(StoredMessage.of_row(message)))

    assert found["From"].startswith('"Omar Osei, Alderway"')
    assert found["In-Reply-To"] == "<first@alderway.example>"
    assert found["Auto-Submitted"] is None
    assert found["Reply-To"].startswith("reply+")
    assert "I am sorry.\nYour <b>credit</b> comes." in plain
    assert "&lt;b&gt;credit" in html
    assert "Omar Osei" in html
    await actions.wait(registry, desk.omar, case)
    await registry.receive(Inbound("reply", message["id"], "case_reply", message["subject_id"], "a@b.c", "Thank you"))
    assert (await case_row(case))["state"] == "working"
    assert (await history_of(case))[-2:] == ["wrote", "resumed"]
    await registry.receive(
        Inbound("bounce_hard", message["id"], "case_reply", message["subject_id"], "ada@example.org")
    )
    assert (await history_of(case))[-1] == "bounced"
    assert await registry.composer("case_reply")(StoredMessage.of_row(message)) is None


async def test_an_opt_out_from_surveys_does_not_stop_a_reply(
    registry: Registry, desk: Desk, ada: UUID, closed: UUID
) -> None:
    """Omar's mail waits for a mail server that is away; Ada's click on the link below the survey is not about it."""
    check = await message_of()
    await actions.reopen(registry, desk.omar, closed)
    await actions.reply(registry, desk.omar, closed, "Dear Ada, your credit comes.")
    await registry.receive(Inbound("opt_out", check["id"], "recovery", check["subject_id"], "ada@example.org"))

    message = await message_of("case_reply")
    assert message["state"] == "queued"
    assert await registry.composer("case_reply")(StoredMessage.of_row(message)) is not None


async def test_an_opt_out_from_service_mails_stops_replies_by_mail(registry: Registry, desk: Desk, ada: UUID) -> None:
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id))["id"]))
    await grant(await wish_of(ada, Purpose.SERVICE), Basis.CONSENT, actor=ADMIN)
    await withdraw(await wish_of(ada, Purpose.SERVICE), by="staff", actor=ADMIN)

    with pytest.raises(Exception, match="no e-mail address"):
        await actions.reply(registry, desk.omar, case, "Dear Ada")


async def test_a_reply_to_the_invitation_is_written_into_the_case_of_its_contact(
    registry: Registry, ada: UUID, closed: UUID
) -> None:
    invitation = await DB.fetch_value("SELECT invitation_id FROM response")
    for kind, text in (("opt_out", "Stop these surveys"), ("reply", "I smell gas. Please call me.")):
        await registry.receive(Inbound(kind, None, "invitation", invitation, "ada@example.org", text, mail_id=new_id()))
        await registry.receive(Inbound("bounce_soft", None, "invitation", invitation, "ada@example.org"))

    assert (await case_row(closed))["state"] == "open"
    assert await history_of(closed) == ["opened", "closed", "opted out", "wrote", "reopened"]
    texts = [row["text"] for row in await DB.fetch("SELECT text FROM case_entry WHERE text <> '' ORDER BY id")]
    assert texts == ["Stop these surveys", "I smell gas. Please call me."]


async def test_a_possible_opt_out_holds_the_customer_until_somebody_decides(
    registry: Registry, ada: UUID, closed: UUID
) -> None:
    invitation, mail = await DB.fetch_value("SELECT invitation_id FROM response"), new_id()
    unsure = Inbound("unsure", None, "invitation", invitation, "ada@example.org", "Leave me alone", mail_id=mail)
    await registry.receive(unsure)
    held = "SELECT released_at IS NULL FROM customer_hold WHERE subject_id = $1"
    assert await DB.fetch_value(held, mail) is True
    await registry.receive(Inbound("kept", None, "invitation", invitation, "ada@example.org", mail_id=mail))
    assert await DB.fetch_value(held, mail) is False
