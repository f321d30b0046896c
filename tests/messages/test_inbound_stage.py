"""Inbound mail about Ann's note reaches its message and the receivers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.channels.test_inbound_mail import BOUNCE, REPLY, mail
from tests.messages.conftest import Notes, message, state
from vocapp import clock
from vocapp.database import DB, from_json
from vocapp.messages.inbound_stage import SOFT_BOUNCES, SOFT_DAYS
from vocapp.messages.inbound_store import store_inbound
from vocapp.messages.message_states import MessageState
from vocapp.tokens import Keyring, TokenPurpose


class Post:
    """Mail about one message: the fixtures, with this message's own tokens in them."""

    def __init__(self, keys: Keyring, note: UUID) -> None:
        self.bounce = keys.token(TokenPurpose.BOUNCE, note)
        self.reply = keys.token(TokenPurpose.REPLY, note)

    async def comes(self, name: str, to: str, change: bytes = b"") -> bool:
        content = mail(name).replace(BOUNCE.encode(), self.bounce.encode()).replace(REPLY.encode(), self.reply.encode())
        address = {"bounce": f"bounce+{self.bounce}", "reply": f"reply+{self.reply}"}.get(to, to)
        return await store_inbound(f"{address}@feedback.example", content + change)


@pytest.fixture
async def note(database: str, notes: Notes) -> UUID:
    sent = await notes.write()
    await notes.work("send")
    return sent


@pytest.fixture
def post(keys: Keyring, note: UUID) -> Post:
    return Post(keys, note)


async def kinds() -> list[str]:
    return [row["kind"] for row in await DB.fetch("SELECT kind FROM inbound_mail ORDER BY id")]


async def reports(note: UUID) -> list[tuple[str, Any]]:
    rows = await DB.fetch("SELECT kind, detail FROM delivery_report WHERE message_id = $1 ORDER BY id", note)
    return [(row["kind"], from_json(row["detail"])) for row in rows]


class TestABounce:
    async def test_of_an_unknown_mailbox_is_hard_at_once(self, notes: Notes, note: UUID, post: Post) -> None:
        await post.comes("postfix-unknown", "bounce")
        await notes.work()
        assert await state(note) == "bounced"
        (heard,) = notes.heard
        row = await message(note)
        assert (heard.kind, heard.message_id, heard.address) == ("bounce_hard", note, row["address"])
        assert (heard.subject_kind, heard.subject_id) == ("note", row["subject_id"])
        assert heard.detail["status"] == "5.1.1"
        assert (await reports(note))[0][0] == "bounce_hard"

    async def test_of_a_full_mailbox_is_soft(self, notes: Notes, note: UUID, post: Post) -> None:
        await post.comes("postfix-full", "bounce")
        await notes.work()
        assert await state(note) == "bounced"
        assert [heard.kind for heard in notes.heard] == ["bounce_soft"]

    async def test_is_hard_when_it_is_one_soft_one_too_many(self, notes: Notes, note: UUID, keys: Keyring) -> None:
        for sent in [note, *[await notes.write() for _ in range(SOFT_BOUNCES - 1)]]:
            await notes.work()
            await Post(keys, sent).comes("postfix-full", "bounce")
        await notes.work()
        assert [heard.kind for heard in notes.heard] == ["bounce_soft"] * (SOFT_BOUNCES - 1) + ["bounce_hard"]
        assert notes.heard[-1].detail["soft_bounces"] == SOFT_BOUNCES

    @pytest.mark.parametrize(("days", "last"), [(SOFT_DAYS - 1, "bounce_hard"), (SOFT_DAYS + 1, "bounce_soft")])
    async def test_counts_soft_bounces_of_ninety_days(
        self, notes: Notes, note: UUID, keys: Keyring, days: int, last: str
    ) -> None:
        for sent in [note, *[await notes.write() for _ in range(SOFT_BOUNCES - 2)]]:
            await notes.work()
            await Post(keys, sent).comes("postfix-full", "bounce")
        await notes.work()
        with clock.travelled(clock.now() + timedelta(days=days)):
            later = await notes.write()
            await notes.work()
            await Post(keys, later).comes("postfix-full", "bounce")
            await notes.work()
        assert [heard.kind for heard in notes.heard] == ["bounce_soft"] * (SOFT_BOUNCES - 1) + [last]

    async def test_a_report_received_fifty_times_counts_once(self, notes: Notes, note: UUID, post: Post) -> None:
        for n in range(50):
            await post.comes("postfix-full", "bounce", change=b"\r\n" * (n % 2))
        await notes.work()
        assert len(await reports(note)) == 2
        assert {heard.kind for heard in notes.heard} == {"bounce_soft"}

    async def test_that_is_only_a_delay_bounces_nothing(self, notes: Notes, note: UUID, post: Post) -> None:
        await post.comes("postfix-delayed", "bounce")
        await notes.work()
        assert await state(note) == "sent"
        assert notes.heard == []
        assert (await reports(note))[0][0] == "delayed"

    async def test_that_is_a_receipt_delivers_it(self, notes: Notes, note: UUID, post: Post) -> None:
        await post.comes("postfix-relayed", "bounce")
        await notes.work()
        assert await state(note) == "delivered"

    async def test_settles_an_uncertain_message(self, notes: Notes, note: UUID, post: Post) -> None:
        await DB.execute("UPDATE message SET state = 'uncertain' WHERE id = $1", note)
        await post.comes("postfix-delayed", "bounce")
        await notes.work()
        assert await state(note) == "sent"


class TestAReply:
    async def test_reaches_the_receivers_without_quotes(self, notes: Notes, note: UUID, post: Post) -> None:
        await post.comes("reply-german", "reply")
        await notes.work()
        (heard,) = notes.heard
        assert (heard.kind, heard.text, heard.message_id) == ("reply", "Alles bestens, danke!", note)

    @pytest.mark.parametrize("name", ["reply-stop", "reply-unsubscribe"])
    async def test_can_be_an_opt_out(self, notes: Notes, note: UUID, post: Post, name: str) -> None:
        await post.comes(name, "reply")
        await notes.work()
        assert [heard.kind for heard in notes.heard] == ["opt_out"]

    async def test_of_a_machine_is_dropped(self, notes: Notes, note: UUID, post: Post) -> None:
        await post.comes("auto-holiday", "reply")
        await notes.work()
        assert notes.heard == []
        assert await kinds() == ["automatic"]

    async def test_settles_an_uncertain_message(self, notes: Notes, note: UUID, post: Post) -> None:
        await DB.execute("UPDATE message SET state = 'uncertain' WHERE id = $1", note)
        await post.comes("reply-english", "reply")
        await notes.work()
        assert await state(note) == "sent"

    async def test_mail_with_characters_that_cannot_be_stored_is_kept_without_them(
        self, notes: Notes, note: UUID, post: Post
    ) -> None:
        content = b"Subject: Re: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nFine\x00 \xed\xa0\x80thanks"
        await store_inbound(f"reply+{post.reply}@feedback.example", content)
        await notes.work()
        assert "Fine" in notes.heard[0].text
        assert "\x00" not in notes.heard[0].text


class TestAComplaint:
    @pytest.mark.parametrize("name", ["arf-abuse", "arf-headers"])
    async def test_reaches_the_receivers(self, notes: Notes, note: UUID, post: Post, name: str) -> None:
        await post.comes(name, "complaints")
        await notes.work()
        assert [(heard.kind, heard.message_id) for heard in notes.heard] == [("complaint", note)]

    async def test_about_nobody_is_listed(self, notes: Notes, note: UUID) -> None:
        await store_inbound("complaints@feedback.example", mail("arf-abuse"))
        await notes.work()
        assert await kinds() == ["unmatched"]


class TestWhoseItIs:
    async def test_a_guessed_token_concerns_nobody(self, notes: Notes, note: UUID) -> None:
        await store_inbound(f"bounce+{BOUNCE}@feedback.example", mail("postfix-unknown"))
        await notes.work()
        assert await state(note) == "sent"
        assert notes.heard == []
        assert await kinds() == ["unmatched"]

    async def test_a_bounce_token_opens_no_reply(self, notes: Notes, note: UUID, post: Post) -> None:
        await store_inbound(f"reply+{post.bounce}@feedback.example", mail("reply-stop"))
        await notes.work()
        assert notes.heard == []

    async def test_a_reply_token_reports_no_bounce(self, notes: Notes, note: UUID, post: Post) -> None:
        await store_inbound(f"bounce+{post.reply}@feedback.example", mail("postfix-unknown"))
        await notes.work()
        assert await state(note) == "sent"


class TestReadingOnce:
    async def test_the_same_mail_is_kept_once(self, notes: Notes, note: UUID, post: Post) -> None:
        assert await post.comes("reply-english", "reply")
        assert not await post.comes("reply-english", "reply")
        await notes.work()
        assert not await post.comes("reply-english", "reply")
        await notes.work()
        assert len(notes.heard) == 1

    async def test_a_mail_processed_again_reaches_receivers_once(self, notes: Notes, note: UUID, post: Post) -> None:
        await post.comes("reply-english", "reply")
        stage = next(s for s in notes.registry.stages if s.name == "hear")
        (mail_id,) = [row["id"] for row in await DB.fetch("SELECT id FROM inbound_mail")]
        for _ in range(3):
            await stage.work(mail_id)
        assert len(notes.heard) == 1

    async def test_a_receiver_that_fails_lets_the_mail_be_processed_again(
        self, notes: Notes, note: UUID, post: Post
    ) -> None:
        await post.comes("postfix-unknown", "bounce")
        heard, notes.heard = notes.heard, Deaf()
        await notes.work()
        assert await state(note) == "sent"
        notes.heard = heard
        await DB.execute("UPDATE due SET not_before = $1", clock.now())
        await notes.work()
        assert await state(note) == "bounced"
        assert len(heard) == 1


class Deaf(list[Any]):
    def append(self, _: Any) -> None:
        raise RuntimeError("deaf")


async def test_reports_in_any_order_never_lead_back(notes: Notes, note: UUID, post: Post) -> None:
    for name in ("postfix-unknown", "postfix-relayed", "postfix-delayed", "postfix-relayed"):
        await post.comes(name, "bounce")
        await notes.work()
    assert await state(note) == MessageState.BOUNCED
