"""Lena leads a team and settles uncertain messages; Ada is an administrator; Omar, an agent, sees none of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from tests.channels.mail_samples import sample_invitation
from tests.channels.test_inbound_mail import mail
from tests.messages.conftest import Notes, message, state
from tests.rows import insert
from tests.staff_people import SignIn, make_key
from vocapp import app as application
from vocapp import clock
from vocapp.channels.email.compose_invitation import compose
from vocapp.database import DB
from vocapp.gateways.gateway import DeliveryUncertainError, Outgoing, Receipt
from vocapp.http.access import Role, Scope
from vocapp.messages import transitions
from vocapp.messages.cleanup import delete_old_mail
from vocapp.messages.inbound_store import store_inbound
from vocapp.messages.message_states import MessageEvent
from vocapp.tokens import Keyring, TokenPurpose


def unclear(_: Outgoing) -> Receipt:
    raise DeliveryUncertainError("no reply after the text")


@pytest.fixture
def app(notes: Notes) -> Litestar:
    """The application with the feature of notes."""
    return application.create(notes.registry)


@pytest.fixture
async def uncertain(database: str, notes: Notes) -> UUID:
    notes.gateway.ends = unclear
    note = await notes.write("ann@customers.example")
    await notes.work()
    notes.gateway.ends = lambda _: Receipt()
    return note


class TestTheList:
    async def test_shows_what_became_of_each_message(self, uncertain: UUID, notes: Notes, signed_in: SignIn) -> None:
        await notes.write("ben@customers.example")
        await notes.work()
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        page = await lena.see("/app/messages")
        assert "ann@customers.example" in page
        assert "no reply after the text" in page
        assert "1 message is uncertain" in page

    async def test_keeps_its_filters_in_the_address(self, uncertain: UUID, notes: Notes, signed_in: SignIn) -> None:
        await notes.write("ben@customers.example")
        await notes.work()
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        page = await lena.see("/app/messages?state=sent")
        assert "ben@customers.example" in page
        assert "ann@customers.example" not in page
        assert "No messages match" in await lena.see("/app/messages?state=bounced&address=nobody@x.example")

    async def test_is_read_page_after_page(self, database: str, notes: Notes, signed_in: SignIn) -> None:
        for n in range(60):
            await notes.write(f"c{n:02}@customers.example")
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        first = await lena.see("/app/messages?state=queued")
        assert "c59@" in first
        assert "c09@" not in first
        following = first.partition('href="?')[2].partition('" rel="next"')[0].replace("&amp;", "&")
        second = await lena.see(f"/app/messages?{following}")
        assert "c09@" in second
        assert "c59@" not in second
        assert "c59@" in await lena.see("/app/messages?after=nonsense")

    async def test_says_what_will_appear_while_it_is_empty(self, database: str, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        assert "Nothing has been sent yet" in await lena.see("/app/messages")

    async def test_is_not_for_agents(self, database: str, signed_in: SignIn) -> None:
        omar = await signed_in("Omar Agent", Role.AGENT)
        assert (await omar.browser.get("/app/messages")).status_code == 403

    async def test_speaks_german(self, uncertain: UUID, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True, language="de")
        assert "1 Nachricht ist ungeklärt" in await lena.see("/app/messages")


class TestResolving:
    async def test_it_left(self, uncertain: UUID, notes: Notes, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        answer = await lena.submit(f"/app/messages/{uncertain}/resolve", left="yes")
        assert answer.status_code == 303
        assert await state(uncertain) == "sent"
        assert "Marked as sent" in await lena.see("/app/messages")

    async def test_the_message_had_not_left_and_is_sent_again(
        self, uncertain: UUID, notes: Notes, signed_in: SignIn
    ) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        await lena.submit(f"/app/messages/{uncertain}/resolve", left="no")
        await notes.work()
        assert (await message(uncertain))["attempts"] == 2
        assert await state(uncertain) == "sent"

    async def test_twice_changes_nothing(self, uncertain: UUID, notes: Notes, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        for _ in range(2):
            await lena.submit(f"/app/messages/{uncertain}/resolve", left="yes")
        assert "is already known" in await lena.see("/app/messages")

    async def test_of_another_teams_message_is_not_found(self, uncertain: UUID, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD)
        answer = await lena.submit(f"/app/messages/{uncertain}/resolve", left="no")
        assert answer.status_code == 404
        assert await state(uncertain) == "uncertain"
        assert "ann@customers.example" not in await lena.see("/app/messages")

    async def test_wants_a_word(self, uncertain: UUID, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        assert (await lena.submit(f"/app/messages/{uncertain}/resolve", left="perhaps")).status_code == 400
        assert (await lena.browser.post(f"/app/messages/{uncertain}/resolve", data={"left": "yes"})).status_code == 403

    async def test_a_failed_digest_can_be_sent_again(self, database: str, notes: Notes, signed_in: SignIn) -> None:
        note = await notes.write()
        await transitions.apply_event(note, MessageEvent.REFUSED, error="550 unknown")
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        assert "Send again" in await lena.see("/app/messages?state=failed")
        await lena.submit(f"/app/messages/{note}/resolve", left="no")
        assert await state(note) == "queued"


class TestFailedJobs:
    @pytest.fixture
    async def broken(self, database: str, notes: Notes) -> UUID:
        note = await notes.write()
        await DB.execute(
            "UPDATE due SET quarantined_at = now(), attempts = 5, error = 'out of ink' WHERE stage = 'send'"
        )
        return note

    async def test_is_listed_and_tried_again(self, broken: UUID, notes: Notes, signed_in: SignIn) -> None:
        ada = await signed_in("Ada Admin", Role.ADMIN)
        assert "1 job failed five times" in await ada.see("/app/messages")
        assert "out of ink" in await ada.see("/app/messages/failed-jobs")
        await ada.submit("/app/messages/failed-jobs", stage="send", subject=str(broken))
        assert "The job runs again" in await ada.see("/app/messages/failed-jobs")
        await notes.work()
        assert await state(broken) == "sent"
        await ada.submit("/app/messages/failed-jobs", stage="send", subject=str(broken))
        assert "no longer in quarantine" in await ada.see("/app/messages/failed-jobs")

    @pytest.mark.parametrize("subject", ["", "nonsense", "01900000-0000-7000-8000-000000000000"])
    async def test_something_else_is_not_there(self, database: str, signed_in: SignIn, subject: str) -> None:
        ada = await signed_in("Ada Admin", Role.ADMIN)
        await ada.submit("/app/messages/failed-jobs", stage="send", subject=subject)
        assert "no longer in quarantine" in await ada.see("/app/messages/failed-jobs")

    async def test_is_for_administrators(self, database: str, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        assert (await lena.browser.get("/app/messages/failed-jobs")).status_code == 403


class TestInboundMail:
    @pytest.fixture
    async def reply(self, uncertain: UUID, notes: Notes, keys: Keyring) -> UUID:
        token = keys.token(TokenPurpose.REPLY, uncertain)
        await store_inbound(
            f"reply+{token}@feedback.example", mail("reply-english").replace(b"friendly", b"<i>friendly</i>")
        )
        await store_inbound("abuse@feedback.example", b"Subject: buy this\r\n\r\nnow\r\n")
        await notes.work()
        found: UUID = await DB.fetch_value("SELECT id FROM inbound_mail WHERE kind = 'reply'")
        return found

    async def test_is_listed_with_its_classification(self, reply: UUID, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        page = await lena.see("/app/messages/inbound")
        assert "ann@customers.example" in page
        assert "abuse@feedback.example" in page
        assert "abuse@" not in await lena.see("/app/messages/inbound?kind=reply")
        assert "No mail of this kind" in await lena.see("/app/messages/inbound?kind=delayed")

    async def test_is_shown_as_text(self, reply: UUID, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        page = await lena.see(f"/app/messages/inbound/{reply}")
        assert "The agent was &lt;i&gt;friendly&lt;/i&gt;" in page
        assert "ann@customers.example" in page

    async def test_of_another_team_is_not_found(self, reply: UUID, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD)
        assert "No inbound mail yet" in await lena.see("/app/messages/inbound")
        assert (await lena.browser.get(f"/app/messages/inbound/{reply}")).status_code == 404

    async def test_is_not_kept_for_ever_but_for_what_people_wrote(self, reply: UUID, notes: Notes) -> None:
        await notes.write(is_test=True)
        await notes.work()
        with clock.travelled(clock.now() + timedelta(days=29)):
            await delete_old_mail()
        assert await DB.fetch_value("SELECT count(*) FROM inbound_mail") == 2
        with clock.travelled(clock.now() + timedelta(days=31)):
            await delete_old_mail()
        assert await DB.fetch_value("SELECT array_agg(kind) FROM inbound_mail") == ["reply"]
        assert await DB.fetch_value("SELECT count(*) FROM outbox_mail") == 0


class TestTheOutbox:
    @pytest.fixture
    async def kept(self, database: str, notes: Notes) -> AsyncIterator[UUID]:
        notes.says = lambda _: compose(sample_invitation(greeting="Dear Ann & <b>Ben</b>,"))
        await notes.write(is_test=True)
        await notes.work()
        yield await DB.fetch_value("SELECT id FROM outbox_mail")

    async def test_lists_what_was_kept(self, kept: UUID, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        page = await lena.see("/app/outbox")
        assert "How was your call on 3 May about billing?" in page
        assert "No mail to this address" in await lena.see("/app/outbox?recipient=nobody@x.example")
        assert f"/app/outbox/{kept}" in await lena.see("/app/messages")

    async def test_shows_a_mail_with_its_words_and_headers(self, kept: UUID, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        answer = await lena.browser.get(f"/app/outbox/{kept}")
        assert "Dear Ann &amp; &lt;b&gt;Ben&lt;/b&gt;," in answer.text
        assert "Auto-Submitted" in answer.text
        assert f'src="/app/outbox/{kept}/html"' in answer.text
        assert "frame-src 'self'" in answer.headers["content-security-policy"]

    async def test_shows_the_html_in_a_box_that_runs_nothing(self, kept: UUID, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
        answer = await lena.browser.get(f"/app/outbox/{kept}/html")
        policy = answer.headers["content-security-policy"]
        assert "sandbox" in policy
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
        assert '<head><base target="_blank">' in answer.text

    async def test_hides_other_teams_mails(self, kept: UUID, signed_in: SignIn) -> None:
        lena = await signed_in("Lena Lead", Role.LEAD)
        assert "How was your call" not in await lena.see("/app/outbox")
        for path in ("", "/html"):
            assert (await lena.browser.get(f"/app/outbox/{kept}{path}")).status_code == 404

    async def test_shows_a_mail_of_any_shape(self, database: str, signed_in: SignIn) -> None:
        mail = await insert("outbox_mail", recipient="x", content=b"\xff\x00 no mail at all")
        ada = await signed_in("Ada Admin", Role.ADMIN)
        assert "(no subject)" in await ada.see(f"/app/outbox/{mail}")
        assert (await ada.browser.get(f"/app/outbox/{mail}/html")).status_code == 404
        assert "(no subject)" in await ada.see("/app/outbox")

    async def test_says_what_will_appear_while_it_is_empty(self, database: str, signed_in: SignIn) -> None:
        ada = await signed_in("Ada Admin", Role.ADMIN)
        assert "The outbox is empty" in await ada.see("/app/outbox")


class TestTheApi:
    async def see(self, client: httpx.AsyncClient, path: str, is_test: bool = False) -> httpx.Response:
        secret = await make_key(Scope.SENDING_READ, is_test=is_test)
        return await client.get(path, headers={"authorization": f"Bearer {secret}"})

    async def test_lists_sent_messages(self, uncertain: UUID, notes: Notes, client: httpx.AsyncClient) -> None:
        found = (await self.see(client, "/api/v1/messages?state=uncertain")).json()
        (item,) = found["items"]
        row = await message(uncertain)
        assert (item["id"], item["state"], item["error"]) == (str(uncertain), "uncertain", "no reply after the text")
        assert item["subject_id"] == str(row["subject_id"])
        assert found["next"] is None
        assert (await self.see(client, f"/api/v1/messages/{uncertain}")).json() == item

    async def test_is_read_page_after_page(self, database: str, notes: Notes, client: httpx.AsyncClient) -> None:
        written = [str(await notes.write()) for _ in range(5)]
        found, path = [], "/api/v1/messages?limit=2"
        while path:
            page = (await self.see(client, path)).json()
            found += [item["id"] for item in page["items"]]
            path = page["next"]
        assert found == written

    async def test_a_test_key_sees_tests_only(self, uncertain: UUID, notes: Notes, client: httpx.AsyncClient) -> None:
        tried = await notes.write(is_test=True)
        items = (await self.see(client, "/api/v1/messages", is_test=True)).json()["items"]
        assert [item["id"] for item in items] == [str(tried)]
        assert (await self.see(client, f"/api/v1/messages/{uncertain}", is_test=True)).status_code == 404

    async def test_wants_a_key(self, database: str, client: httpx.AsyncClient) -> None:
        assert (await client.get("/api/v1/messages")).status_code == 401
        assert (await self.see(client, "/api/v1/messages?state=lost")).status_code == 400
