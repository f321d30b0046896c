"""E-mail by SMTP, on connections that are kept: one mail at a time on each, and a clear word on how it ended.

- refused: the server said so (5xx is permanent), or it could not be reached, or the connection broke, all before the
  text of the mail was written
- uncertain: the text was written and no clear reply came
"""

import asyncio
import contextlib
import re
from typing import Final

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol

from vocapp.gateways.contract import Outgoing, Receipt, RefusedError, UncertainError
from vocapp.settings import Settings

# A server that wants another login says 5xx, but the mail is not to blame.
_OUR_LOGIN: Final = frozenset({530, 534, 535, 538})
_MOST_USES: Final = 200
_QUEUED_AS: Final = re.compile(r"queued as (\S+)", re.IGNORECASE)


class SmtpGateway:
    """Delivers through the configured mail server; at most `smtp_connections` mails at a time."""

    name = "smtp"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._free: list[_Connection] = []
        self._places = asyncio.Semaphore(settings.smtp_connections)

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Hand one mail over; at most `smtp_timeout` goes by before its text is written, and once more after it."""
        async with self._places:
            try:
                async with asyncio.timeout(self._settings.smtp_timeout):
                    connection = await self._addressed(outgoing)
            except TimeoutError as late:
                raise RefusedError("the mail server did not answer in time", permanent=False) from late
            return await self._text(connection, outgoing.payload)

    async def _addressed(self, outgoing: Outgoing) -> "_Connection":
        """A connection whose server waits for the text of this mail."""
        # A kept connection may have been closed by the server meanwhile: the next one is tried, at last a new one.
        while self._free:
            with contextlib.suppress(_LostError):
                return await self._address(self._free.pop(), outgoing)
        connection = await _connect(self._settings)
        try:
            return await self._address(connection, outgoing)
        except _LostError as lost:
            raise RefusedError(str(lost), permanent=False) from lost

    async def _address(self, connection: "_Connection", outgoing: Outgoing) -> "_Connection":
        try:
            await connection.address(outgoing.sender, outgoing.recipient)
        except RefusedError:
            await connection.reset()
            self._keep(connection)
            raise
        except BaseException:
            connection.close()
            raise
        return connection

    async def _text(self, connection: "_Connection", payload: bytes) -> Receipt:
        try:
            receipt = await connection.text(payload)
        except RefusedError:
            self._keep(connection)
            raise
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        return receipt

    def _keep(self, connection: "_Connection") -> None:
        if connection.is_fresh:
            self._free.append(connection)
        else:
            connection.close()

    async def close(self) -> None:
        """Take leave of the server on every kept connection."""
        while self._free:
            await self._free.pop().quit()


class _LostError(Exception):
    """The connection broke before the text of the mail was written: nothing has left."""


class _Connection:
    """One connection to the mail server, logged in."""

    def __init__(self, client: aiosmtplib.SMTP, protocol: SMTPProtocol, seconds: float) -> None:
        self._client = client
        self._protocol = protocol
        self._seconds = seconds
        self._uses = 0

    @property
    def is_fresh(self) -> bool:
        """Whether another mail may go over it; servers close those that carry very many."""
        return self._client.is_connected and self._uses < _MOST_USES

    async def address(self, sender: str, recipient: str) -> None:
        """Say from whom and to whom, and ask to begin; RefusedError, or _LostError."""
        self._uses += 1
        try:
            await self._say(b"MAIL", f"FROM:<{sender}>".encode("ascii"), wanted=250)
            await self._say(b"RCPT", f"TO:<{recipient}>".encode("ascii"), wanted=250)
            await self._say(b"DATA", wanted=354)
        except (aiosmtplib.SMTPException, OSError) as lost:
            raise _LostError(_reason(lost)) from lost
        except ValueError as impossible:  # an address that is none, or would be more than one command
            raise RefusedError(str(impossible), permanent=True) from impossible

    async def _say(self, *words: bytes, wanted: int) -> None:
        reply = await self._protocol.execute_command(*words)
        if reply.code != wanted and not (wanted == 250 and reply.code == 251):
            raise _refusal(reply)

    async def text(self, payload: bytes) -> Receipt:
        """Write the mail and wait for the reply; RefusedError, or UncertainError."""
        ending = b".\r\n" if payload.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            self._protocol.write(payload.replace(b"\r\n.", b"\r\n..") + ending)
        except aiosmtplib.SMTPServerDisconnected as lost:
            raise RefusedError(_reason(lost), permanent=False) from lost
        try:
            reply = await self._protocol.read_response(timeout=self._seconds)
        except (aiosmtplib.SMTPException, TimeoutError, OSError) as lost:
            raise UncertainError(f"no reply after the text of the mail: {_reason(lost)}") from lost
        if 400 <= reply.code < 600:
            raise _refusal(reply)
        if reply.code != 250:
            raise UncertainError(f"an unclear reply after the text of the mail: {reply.code} {reply.message}"[:300])
        queued = _QUEUED_AS.search(reply.message)
        return Receipt(queued[1] if queued else None)

    async def reset(self) -> None:
        """Make it ready for the next mail after a refusal; it is closed where that fails."""
        try:
            await self._say(b"RSET", wanted=250)
        except (aiosmtplib.SMTPException, RefusedError, OSError):
            self._client.close()

    async def quit(self) -> None:
        """End it politely."""
        with contextlib.suppress(aiosmtplib.SMTPException, TimeoutError, OSError):
            async with asyncio.timeout(2):
                await self._client.quit()
        self._client.close()

    def close(self) -> None:
        """End it."""
        self._client.close()


async def _connect(settings: Settings) -> _Connection:
    """A new connection; RefusedError, which is never permanent, where there is none to be had."""
    client = _client(settings)
    try:
        await client.connect()
        await client.ehlo()
    except (aiosmtplib.SMTPException, OSError) as failure:
        client.close()
        raise RefusedError(f"the mail server cannot be used: {_reason(failure)}", permanent=False) from failure
    except BaseException:
        client.close()
        raise
    assert client.protocol is not None  # noqa: S101 - connected
    return _Connection(client, client.protocol, settings.smtp_timeout)


def _client(settings: Settings) -> aiosmtplib.SMTP:
    security = settings.smtp_security
    return aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user or None,
        password=settings.smtp_password or None,
        local_hostname=settings.mail_domain or "localhost",
        timeout=settings.smtp_timeout,
        use_tls=security == "tls",
        start_tls={"starttls": True, "auto": None}.get(security, False),
        # Encrypted by chance is better than not at all; a setting that demands it also demands a valid certificate.
        validate_certs=security in ("tls", "starttls"),
    )


def _refusal(reply: aiosmtplib.SMTPResponse) -> RefusedError:
    permanent = 500 <= reply.code < 600 and reply.code not in _OUR_LOGIN
    return RefusedError(f"{reply.code} {' '.join(reply.message.split())}"[:300], permanent=permanent)


def _reason(failure: BaseException) -> str:
    return f"{type(failure).__name__} {failure}".strip()[:300]
