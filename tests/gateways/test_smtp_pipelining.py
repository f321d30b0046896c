"""A server word by word: what it says late, twice, endlessly or unasked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.patience import until
from vocapp.gateways.smtp_pipelining import ConnectionLostError, SmtpDialogue, SmtpReply


class Script(asyncio.Protocol):
    """Answers whatever comes with the next lines of its script; "" ends the connection."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.WriteTransport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.heard += data
        self.say(self.lines.pop(0) if self.lines else b"")

    def say(self, line: bytes) -> None:
        if line:
            self.transport.write(line)
        else:
            self.transport.close()


Talk = Callable[..., Awaitable[tuple[SmtpDialogue, Script]]]


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    scripts: list[Script] = []

    def connected() -> Script:
        scripts.append(Script())
        return scripts[-1]

    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)
    made: list[SmtpDialogue] = []

    async def begin(*lines: bytes, pipelining: bool = True) -> tuple[SmtpDialogue, Script]:
        transport, _ = await asyncio.get_running_loop().create_connection(
            asyncio.Protocol, *server.sockets[0].getsockname()[:2]
        )
        await until(lambda: len(scripts) > len(made))
        scripts[-1].lines = list(lines)
        made.append(SmtpDialogue(transport, pipelining=pipelining))
        return made[-1], scripts[-1]

    yield begin
    for dialogue in made:
        dialogue.close()
    server.close()
    await asyncio.sleep(0)


async def test_many_commands_leave_in_one_write(talk: Talk) -> None:
    dialogue, script = await talk(b"250 sender\r\n250-two\r\n250 lines\r\n354 go on\r\n")
    replies = await dialogue.ask(b"MAIL", b"RCPT", b"DATA")
    assert replies == [SmtpReply(250, "sender"), SmtpReply(250, "two lines"), SmtpReply(354, "go on")]
    assert script.heard == b"MAIL\r\nRCPT\r\nDATA\r\n"


async def test_without_pipelining_none_follows_a_refused_one(talk: Talk) -> None:
    dialogue, script = await talk(b"250 ok\r\n", b"550 no\r\n", pipelining=False)
    assert [reply.code for reply in await dialogue.ask(b"MAIL", b"RCPT", b"DATA")] == [250, 550]
    assert script.heard == b"MAIL\r\nRCPT\r\n"


async def test_a_reply_in_pieces_is_one_reply(talk: Talk) -> None:
    dialogue, script = await talk(b"25")
    asking = asyncio.create_task(dialogue.ask(b"MAIL"))
    await until(lambda: bool(script.heard))
    for piece in (b"0-a\r", b"\n250", b" b\r\n"):
        script.say(piece)
        await asyncio.sleep(0)
    assert await asking == [SmtpReply(250, "a b")]


@pytest.mark.parametrize("nonsense", [b"hello\r\n", b"\r\n", b"HTTP/1.1 400 Bad Request\r\n", b"", b"2" * 40_000])
async def test_what_is_no_reply_ends_the_connection(talk: Talk, nonsense: bytes) -> None:
    dialogue, _ = await talk(nonsense)
    with pytest.raises(ConnectionLostError):
        await dialogue.ask(b"MAIL")
    assert dialogue.is_lost
    with pytest.raises(ConnectionLostError, match="closed"):
        await dialogue.ask(b"MAIL")


async def test_an_endless_reply_of_many_lines_ends_it_too(talk: Talk) -> None:
    dialogue, _ = await talk(b"250-more\r\n" * 10_000)
    with pytest.raises(ConnectionLostError, match="endless"):
        await dialogue.ask(b"MAIL")


async def test_an_unexpected_reply_ends_the_connection(talk: Talk) -> None:
    dialogue, script = await talk()
    script.say(b"421 closing for the night\r\n")
    await until(lambda: dialogue.is_lost)
    with pytest.raises(ConnectionLostError):
        await dialogue.ask(b"MAIL")


async def test_one_reply_too_many_is_not_taken_for_the_next(talk: Talk) -> None:
    dialogue, _ = await talk(b"250 ok\r\n250 and another\r\n")
    assert await dialogue.ask(b"MAIL") == [SmtpReply(250, "ok")]
    assert dialogue.is_lost


async def test_a_cancelled_caller_leaves_no_half_read_connection(talk: Talk) -> None:
    dialogue, script = await talk(b"25")
    asking = asyncio.create_task(dialogue.ask(b"MAIL"))
    await until(lambda: bool(script.heard))
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert dialogue.is_lost


@pytest.mark.parametrize("command", [b"RCPT TO:<a\r\nRSET>", b"a\x00b", b"a\x7f"])
async def test_an_address_with_a_line_break_makes_no_second_command(talk: Talk, command: bytes) -> None:
    dialogue, script = await talk()
    with pytest.raises(ValueError, match="control character"):
        await dialogue.ask(command)
    assert script.heard == b""
