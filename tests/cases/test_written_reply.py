"""Ada does not answer the survey: she replies to its mail. A person reads it, and it is in no score."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.cases.case_fixtures import SOLVED, UNHAPPY, case_row, colleague, history_of, invite, is_on_hold, respond
from tests.cases.conftest import Desk
from tests.cases.recovery_mails import check_of, link_of, message_of, read
from tests.cases.test_case_pages import door, omar, path_of  # noqa: F401 — fixtures
from tests.rollups.number_reading import load_case_counts, load_scores
from tests.staff_people import Person
from vocapp import clock
from vocapp.cases import actions, recovery_check
from vocapp.cases.mail import written_reply
from vocapp.cases.mail.written_reply import ReadReplyStage
from vocapp.cases.triage_stage import TriageStage
from vocapp.cases.types import CaseRefusedError
from vocapp.database import DB, new_id
from vocapp.feature import Inbound, Registry, StoredMessage
from vocapp.http.access import Actor, Role
from vocapp.rollups.count_stage import count_subjects
from vocapp.rollups.rollup_slice import Slice

WORDS = "Nobody has called me back.\nPlease ring me after six."


async def write(registry: Registry, invitation: UUID, words: str = WORDS, kind: str = "reply") -> UUID:
    """A mail of Ada's about the invitation: its id."""
    mail = new_id()
    await registry.receive(Inbound(kind, None, "invitation", invitation, "ada@example.org", words, mail_id=mail))
    return mail


async def cases() -> list[UUID]:
    return [row["id"] for row in await DB.fetch("SELECT id FROM followup_case ORDER BY id")]


@pytest.fixture
async def invitation(registry: Registry, desk: Desk, ada: UUID) -> UUID:
    """Ada was invited after a call that Omar handled."""
    handlers = [{"kind": "agent", "name": "Omar", "email": "omar.osei@example.com", "unit": "billing-desk"}]
    return await invite(registry, ada, unit_id=desk.id, handlers=handlers)


@pytest.fixture
async def written(registry: Registry, invitation: UUID) -> UUID:
    """The case that her reply opened."""
    await write(registry, invitation)
    [case] = await cases()
    return case


async def test_it_opens_a_case_with_all_that_a_list_shows(
    registry: Registry, desk: Desk, ada: UUID, written: UUID
) -> None:
    case = await case_row(written)
    assert (case["state"], case["rule"], case["priority"], case["response_id"]) == ("open", "wrote_to_us", 2, None)
    assert (case["channel"], case["touchpoint"], case["brand"]) == ("phone_in_house", "billing", "alderway")
    assert (case["unit_id"], case["customer_name"], case["customer_id"]) == (desk.id, "Ada", ada)
    assert case["excerpt"] == "Nobody has called me back. Please ring me after six."
    assert await history_of(written) == ["opened", "wrote"]
    assert await DB.fetch_value("SELECT text FROM case_entry WHERE text <> ''") == WORDS
    assert await is_on_hold(ada)


async def test_one_customer_has_one_case_however_often_they_write(
    registry: Registry, ada: UUID, invitation: UUID, written: UUID
) -> None:
    await write(registry, invitation)  # the same mail, delivered again
    await write(registry, invitation, "One more thing")
    await write(registry, await invite(registry, ada), "And about the other call")

    assert await cases() == [written]
    assert await history_of(written) == ["opened", "wrote", "wrote", "wrote"]


@pytest.mark.parametrize("kind", ["opt_out", "complaint", "bounce_hard", "bounce_soft", "kept"])
async def test_nothing_but_words_opens_a_case(registry: Registry, invitation: UUID, kind: str) -> None:
    await write(registry, invitation, "words", kind)
    assert await cases() == []


async def test_what_may_be_an_opt_out_opens_one_too(registry: Registry, invitation: UUID) -> None:
    await write(registry, invitation, "Leave me alone", "unsure")
    assert len(await cases()) == 1


async def test_a_test_and_an_erased_customer_open_none(registry: Registry, ada: UUID, invitation: UUID) -> None:
    await write(registry, await invite(registry, ada, is_test=True))
    await DB.execute("UPDATE invitation SET erased_at = now() WHERE id = $1", invitation)
    await write(registry, invitation)
    await write(registry, new_id())
    assert await cases() == []


async def test_without_any_rule_the_reply_stays_with_its_contact(registry: Registry, invitation: UUID) -> None:
    await DB.execute("UPDATE case_rule SET current = false")
    await DB.execute("UPDATE instance SET value = 'without rules' WHERE name = 'catalogue'")
    await write(registry, invitation)
    assert await cases() == []


async def test_it_is_in_no_score_and_counts_as_a_case(registry: Registry, written: UUID) -> None:
    await count_subjects([written])
    today = clock.now().date()
    lena, week = Actor(kind="user", role=Role.LEAD), Slice(today, today)
    assert await load_scores(lena, week) == []
    [counts] = await load_case_counts(lena, week)
    assert (counts.opened, counts.open) == (1, 1)


class TestUrgentWords:
    async def test_they_come_first(self, registry: Registry, invitation: UUID) -> None:
        await write(registry, invitation, "There is a smell of gas in the kitchen since your engineer left. Help!")
        [case] = await cases()
        before = await case_row(case)
        [entry] = await DB.fetch("SELECT subject_id FROM due WHERE stage = $1", written_reply.STAGE)
        for _ in range(2):
            await ReadReplyStage(registry)(entry["subject_id"])

        after = await case_row(case)
        assert (after["rule"], after["priority"]) == ("urgent_words", 1)
        assert after["due_at"] < before["due_at"]
        assert await history_of(case) == ["opened", "wrote", "urgent"]

    async def test_other_words_change_nothing(self, registry: Registry, written: UUID) -> None:
        for row in await DB.fetch("SELECT id FROM case_entry"):
            await ReadReplyStage(registry)(row["id"])
        await ReadReplyStage(registry)(new_id())
        assert await history_of(written) == ["opened", "wrote"]

    async def test_a_finished_case_is_left_alone(self, registry: Registry, desk: Desk, written: UUID) -> None:
        await DB.execute("UPDATE case_entry SET text = 'I will sue you, my lawyer is informed' WHERE text <> ''")
        await actions.dismiss(registry, desk.lena, written, "spam")
        for row in await DB.fetch("SELECT id FROM case_entry"):
            await ReadReplyStage(registry)(row["id"])
        assert "urgent" not in await history_of(written)


class TestWorkingIt:
    async def test_she_gets_an_answer_where_she_was_asked(
        self, registry: Registry, desk: Desk, invitation: UUID, written: UUID
    ) -> None:
        await actions.reply(registry, desk.mia, written, "Dear Ada, I call you at six.")
        message = await message_of("case_reply")
        found, plain, _ = read(await registry.composer("case_reply")(StoredMessage.of_row(message)))
        assert message["address"] == "ada@example.org"
        assert found["From"].startswith('"Mia Moss, Alderway"')
        assert "I call you at six." in plain

    async def test_she_is_asked_whether_it_is_solved(self, registry: Registry, desk: Desk, written: UUID) -> None:
        await actions.close(registry, desk.mia, written, **SOLVED)
        message = await message_of()
        _, plain, _ = read(await registry.composer("recovery")(StoredMessage.of_row(message)))
        path = await link_of(registry, written)
        assert message["address"] == "ada@example.org"
        assert (await check_of(written))["language"] == "en"
        assert path in plain
        link = await recovery_check.find_check(path[3:])
        assert link is not None
        await recovery_check.record_answer(registry, link, solved=True, words="")
        assert (await case_row(written))["state"] == "confirmed"

    async def test_nobody_closes_a_case_about_their_own_contact(
        self, registry: Registry, desk: Desk, written: UUID
    ) -> None:
        email = await DB.fetch_value("SELECT email FROM staff_user WHERE id = $1", desk.omar.id)
        await DB.execute("UPDATE contact SET handlers = jsonb_set(handlers, '{0,email}', to_jsonb($1::text))", email)
        with pytest.raises(CaseRefusedError):
            await actions.close(registry, desk.omar, written, **SOLVED)

    async def test_an_answer_to_the_survey_joins_it(self, registry: Registry, ada: UUID, written: UUID) -> None:
        await TriageStage(registry)(await respond(registry, ada, UNHAPPY))
        assert await cases() == [written]
        assert (await history_of(written))[-1] == "joined"
        assert (await case_row(written))["score"] is None

    async def test_a_mail_after_the_end_opens_it_again(
        self, registry: Registry, desk: Desk, invitation: UUID, written: UUID
    ) -> None:
        await actions.close(registry, desk.mia, written, **SOLVED)
        with clock.travelled(clock.now() + timedelta(days=2)):
            await write(registry, invitation, "Still nothing")
        assert await cases() == [written]
        assert (await case_row(written))["state"] == "open"


class TestItsPages:
    async def test_the_case_shows_her_words_and_the_contact(
        self,
        omar: Person,  # noqa: F811
        written: UUID,
    ) -> None:
        page = await omar.see(await path_of(written))
        assert "Please ring me after six." in page
        assert "instead of answering" in page
        assert "/app/contacts/" in page
        queue = await omar.see("/app/cases?tab=all")
        assert "Nobody has called me back." in queue

    async def test_a_unit_of_the_handler_chain_sees_it(self, registry: Registry, desk: Desk, written: UUID) -> None:
        contact = (await case_row(written))["contact_id"]
        await DB.execute(
            "INSERT INTO contact_unit (id, contact_id, unit_id) VALUES ($1, $2, $3)", new_id(), contact, desk.manila
        )
        ines = await colleague("Ines Iglesias", Role.AGENT, desk.manila)
        await actions.note(registry, ines, written, "I remember this call.")
        assert (await history_of(written))[-1] == "noted"
