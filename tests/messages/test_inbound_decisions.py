"""What nobody could read is set aside with its reason; what may be an opt-out is decided by a person."""

from uuid import UUID

import pytest

from tests.messages.conftest import Notes
from tests.staff_people import SignIn
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.messages.inbound_store import store_inbound
from vocapp.tokens import Keyring, TokenPurpose

PHOTO = (
    b"From: ada@example.org\nSubject: Re: x\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\n--B\n"
    b'Content-Type: text/html; name="a<b>.html"\nContent-Disposition: attachment\n\n<script>1</script>\n--B--\n'
)


@pytest.fixture
async def reply_to(database: str, notes: Notes, keys: Keyring) -> str:
    note = await notes.write()
    await notes.work("send")
    return f"reply+{keys.token(TokenPurpose.REPLY, note)}@feedback.example"


async def mail_id() -> UUID:
    found: UUID = await DB.fetch_value("SELECT id FROM inbound_mail")
    return found


async def test_a_mail_beyond_the_limits_is_set_aside_once_and_its_receivers_hear_of_it(
    reply_to: str, notes: Notes, signed_in: SignIn
) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(300))
    await store_inbound(reply_to, nested + b"x\n" * 800_000)
    await notes.work()
    assert [(one.kind, one.text, one.detail["set_aside"]) for one in notes.heard] == [("reply", "", "time")]
    row = await DB.fetch_one("SELECT kind, reason FROM inbound_mail")
    assert row is not None
    assert (row["kind"], row["reason"]) == ("set_aside", "time")
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    assert "reading it took too long" in await lena.see(f"/app/messages/inbound/{await mail_id()}")


async def test_a_mail_to_an_unknown_token_is_not_parsed(database: str, notes: Notes) -> None:
    await store_inbound(f"reply+{'a' * 32}@feedback.example", b"Subject: x\n\nHello\n")
    await notes.work()
    row = await DB.fetch_one("SELECT kind, reason, parsed FROM inbound_mail")
    assert row is not None
    assert (row["kind"], row["reason"], row["parsed"]) == ("unmatched", "nobody was sent this address", None)


async def test_a_person_decides_what_may_be_an_opt_out(reply_to: str, notes: Notes, signed_in: SignIn) -> None:
    await store_inbound(reply_to, b"From: ada@example.org\nSubject: Re: x\n\nLeave me alone\n")
    await notes.work()
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    path = f"/app/messages/inbound/{await mail_id()}"
    assert "Leave me alone" in await lena.see(path)
    for _ in range(2):
        answer = await lena.submit(f"{path}/decide", opt_out="yes")
        assert answer.status_code == 303, answer.text
    assert [one.kind for one in notes.heard] == ["unsure"]
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'mail.opt_out'") == 1, "decided once"
    assert await DB.fetch_value("SELECT kind FROM inbound_mail") == "opt_out"


async def test_an_attachment_is_a_file_to_save_and_nothing_to_run(
    reply_to: str, notes: Notes, signed_in: SignIn
) -> None:
    await store_inbound(reply_to, PHOTO)
    await notes.work()
    assert [(one.kind, one.text) for one in notes.heard] == [("reply", "")]
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    path = f"/app/messages/inbound/{await mail_id()}"
    assert "a&lt;b&gt;.html" in await lena.see(path)
    answer = await lena.browser.get(f"{path}/attachments/1")
    assert answer.content == b"<script>1</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await lena.browser.get(f"{path}/attachments/2")).status_code == 404
