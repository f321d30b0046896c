"""A mail server hands over what came back, by LMTP or SMTP, to the small server of this process."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from tests.channels.test_inbound_mail import AT_BOUNCE, AT_REPLY, mail
from vocapp.database import DB
from vocapp.messages.lmtp_listener import mail_listener
from vocapp.settings import Settings


@pytest.fixture
def protocol() -> str:
    return "lmtp"


@pytest.fixture
async def port(protocol: str, settings: Settings) -> AsyncIterator[tuple[str, int]]:
    async with mail_listener(replace(settings, inbound_protocol=protocol, inbound_port=0)) as server:
        yield protocol, server.sockets[0].getsockname()[1]


def hand_over(port: tuple[str, int], sender: str, recipients: list[str], content: bytes) -> Any:
    """As an MTA does it; in a thread, since smtplib waits."""
    client = (smtplib.LMTP if port[0] == "lmtp" else smtplib.SMTP)("127.0.0.1", port[1], timeout=30)
    try:
        return client.sendmail(sender, recipients, content)
    finally:
        client.close()


async def kept() -> list[Any]:
    return await DB.fetch("SELECT recipient, content, kind FROM inbound_mail ORDER BY id")


async def test_open_connections_are_closed_at_the_end(settings: Settings) -> None:
    async with mail_listener(replace(settings, inbound_port=0)) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        assert (await reader.readline()).startswith(b"220")
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


@pytest.mark.committed
class TestHandingOver:
    @pytest.mark.parametrize("protocol", ["lmtp", "smtp"])
    async def test_an_acknowledged_mail_is_kept(self, own_database: str, port: tuple[str, int]) -> None:
        assert await asyncio.to_thread(hand_over, port, "", [AT_BOUNCE], mail("postfix-unknown")) == {}
        (row,) = await kept()
        assert (row["recipient"], row["kind"]) == (AT_BOUNCE, "unread")
        assert row["content"].startswith(b"Return-Path: <>\r\n")
        assert await DB.fetch_value("SELECT count(*) FROM due WHERE stage = 'hear'") == 1

    async def test_for_two_of_ours_it_is_kept_twice(self, own_database: str, port: tuple[str, int]) -> None:
        await asyncio.to_thread(hand_over, port, "ann@customers.example", [AT_BOUNCE, AT_REPLY], mail("reply-english"))
        rows = await kept()
        assert [row["recipient"] for row in rows] == [AT_BOUNCE, AT_REPLY]
        assert rows[0]["content"].startswith(b"Return-Path: <ann@customers.example>\r\n")

    async def test_other_addresses_are_turned_away(self, own_database: str, port: tuple[str, int]) -> None:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await asyncio.to_thread(hand_over, port, "", ["ann@customers.example"], b"Subject: x\r\n\r\n")
        assert refused.value.recipients["ann@customers.example"][0] == 550
        assert await kept() == []

    async def test_long_lines_are_taken_as_they_are(self, own_database: str, port: tuple[str, int]) -> None:
        await asyncio.to_thread(hand_over, port, "", [AT_REPLY], b"Subject: x\r\n\r\n" + b"a" * 30_000 + b"\r\n")
        assert len(await kept()) == 1

    async def test_dots_at_the_beginning_of_lines_stay(self, own_database: str, port: tuple[str, int]) -> None:
        content = b"Subject: x\r\n\r\n.\r\n..\r\n.a\r\nb.\r\n.\r\n"
        await asyncio.to_thread(hand_over, port, "", [AT_REPLY], content)
        (row,) = await kept()
        assert row["content"] == b"Return-Path: <>\r\n" + content

    @pytest.mark.parametrize("step", [1, 3, 7, 4096])
    async def test_two_mails_come_in_any_pieces(self, own_database: str, port: tuple[str, int], step: int) -> None:
        mails = [b"Subject: %d\r\n\r\n..dot\r\n\n.\nno end\r\n" % number for number in range(2)]
        orders = [b"MAIL FROM:<a@customers.example>\r\n", f"RCPT TO:<{AT_REPLY}>\r\n".encode(), b"DATA\r\n"]
        told = b"LHLO x\r\n" + b"".join(b"".join([*orders, each, b".\r\n"]) for each in mails) + b"QUIT\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", port[1])
        for at in range(0, len(told), step):
            writer.write(told[at : at + step])
            await writer.drain()
        assert (await reader.read()).count(b"250 2.0.0 Kept") == 2
        writer.close()
        await writer.wait_closed()
        heads = b"Return-Path: <a@customers.example>\r\n"
        assert [row["content"] for row in await kept()] == [heads + each.replace(b"..dot", b".dot") for each in mails]

    async def test_what_is_out_of_order_is_refused(self, own_database: str, port: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port[1])
        recipient = f"RCPT TO:<{AT_REPLY}>\r\n".encode()
        writer.write(b"DATA\r\nLHLO x\r\nDATA\r\nMAIL FROM:<>\r\n" + recipient + b"DATA now\r\nQUIT\r\n")
        codes = [line[:3] for line in (await reader.read()).splitlines() if line[3:4] == b" "]
        writer.close()
        await writer.wait_closed()
        assert codes == [b"220", b"503", b"250", b"503", b"250", b"250", b"501", b"221"]

    async def test_a_mail_that_is_too_big_is_turned_away(self, own_database: str, port: tuple[str, int]) -> None:
        with pytest.raises((smtplib.SMTPDataError, smtplib.SMTPSenderRefused, smtplib.SMTPServerDisconnected)):
            await asyncio.to_thread(hand_over, port, "", [AT_REPLY], b"Subject: x\r\n\r\n" + b"aaaa\r\n" * 500_000)
        assert await kept() == []

    @pytest.mark.parametrize("protocol", ["lmtp", "smtp"])
    async def test_too_many_recipients_are_put_off(self, own_database: str, port: tuple[str, int]) -> None:
        many = [f"reply+{'a' * 30}{chr(97 + n // 26)}{chr(97 + n % 26)}@feedback.example" for n in range(52)]
        refused = await asyncio.to_thread(hand_over, port, "", many, b"Subject: x\r\n\r\n")
        assert {code for code, _ in refused.values()} == {452}
        assert len(await kept()) == 50

    async def test_without_a_database_the_answer_is_later(self, own_database: str, port: tuple[str, int]) -> None:
        await DB.execute("ALTER TABLE inbound_mail RENAME TO away")
        with pytest.raises((smtplib.SMTPDataError, smtplib.SMTPRecipientsRefused)) as refused:
            await asyncio.to_thread(hand_over, port, "", [AT_REPLY], b"Subject: x\r\n\r\n")
        assert "451" in str(refused.value)
