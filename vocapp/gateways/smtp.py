"""E-mail by SMTP, on connections that are kept: one mail at a time on each, and a clear word on how it ended.

- refused: the server said so (5xx is permanent), or it could not be reached, or the connection broke, all before the
  text of the mail was written
- uncertain: the text was written and no clear reply came
"""

import asyncio
import contextlib
import re
from dataclasses import dataclass
from typing import Final, cast

import aiosmtplib

from vocapp.gateways.gateway import DeliveryRefusedError, DeliveryUncertainError, Outgoing, Receipt
from vocapp.gateways.smtp_pipelining import ConnectionLostError, SmtpDialogue, SmtpReply
from vocapp.settings import Settings

# A server that wants another login says 5xx, but the mail is not to blame.
_OUR_LOGIN: Final = frozenset({530, 534, 535, 538})
_MOST_USES: Final = 200
# RFC 3463: no such mailbox, no such host, a malformed or moved address, a mailbox that is switched off.
_DEAD_ADDRESS: Final = re.compile(r"\s*5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")
_QUEUED_AS: Final = re.compile(r"queued as (\S+)", re.IGNORECASE)


class SmtpGateway:
    """Delivers through the configured mail server; at most `smtp_connections` mails at a time."""

    name = "smtp"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._free: list[_Kept] = []
        self._places = asyncio.Semaphore(max(1, settings.smtp_connections))

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Hand one mail over; at most `smtp_timeout` goes by before its text is written, and once more after it."""
        async with self._places:
            try:
                async with asyncio.timeout(self._settings.smtp_timeout):
                    connection = await self._addressed(outgoing)
            except TimeoutError as late:
                raise DeliveryRefusedError("the mail server did not answer in time", permanent=False) from late
            try:
                return await _hand_over(connection.dialogue, outgoing.payload, self._settings.smtp_timeout)
            finally:
                self._keep(connection)

    async def _addressed(self, outgoing: Outgoing) -> "_Kept":
        """A connection whose server waits for the text of this mail."""
        # A kept connection may have been closed by the server meanwhile: the next one is tried, at last a new one.
        while self._free:
            with contextlib.suppress(ConnectionLostError):
                return await self._address(self._free.pop(), outgoing)
        connection = _Kept(await _connect(self._settings))
        try:
            return await self._address(connection, outgoing)
        except ConnectionLostError as lost:
            raise DeliveryRefusedError(str(lost), permanent=False) from lost

    async def _address(self, connection: "_Kept", outgoing: Outgoing) -> "_Kept":
        """Say from whom and to whom, and ask to begin."""
        try:
            sender, recipient = (address.encode("ascii") for address in (outgoing.sender, outgoing.recipient))
            replies = await connection.dialogue.ask(b"MAIL FROM:<%b>" % sender, b"RCPT TO:<%b>" % recipient, b"DATA")
        except ValueError as impossible:  # an address that is none
            self._keep(connection)
            raise DeliveryRefusedError(str(impossible), permanent=True) from impossible
        connection.uses += 1
        no = next((reply for reply in replies if reply.code // 100 not in (2, 3)), None)
        if no is None:
            return connection
        await self._recover(connection, replies[-1])
        raise _refusal(no)

    async def _recover(self, connection: "_Kept", last: SmtpReply) -> None:
        """Make a connection ready for the next mail after a refusal; where that is not plain, end it."""
        if last.code == 354:  # it waits for a text that has no recipient
            connection.dialogue.close()
        else:
            with contextlib.suppress(ConnectionLostError):
                await connection.dialogue.ask(b"RSET")
                self._keep(connection)

    def _keep(self, connection: "_Kept") -> None:
        # Servers close connections that carry very many mails.
        if connection.uses < _MOST_USES and not connection.dialogue.is_lost:
            self._free.append(connection)
        else:
            connection.dialogue.close()

    async def close(self) -> None:
        """Take leave of the server on every kept connection."""
        while self._free:
            dialogue = self._free.pop().dialogue
            with contextlib.suppress(ConnectionLostError, TimeoutError):
                async with asyncio.timeout(2):
                    await dialogue.ask(b"QUIT")
            dialogue.close()


@dataclass
class _Kept:
    """A connection, and how many mails went over it."""

    dialogue: SmtpDialogue
    uses: int = 0


async def _hand_over(dialogue: SmtpDialogue, payload: bytes, seconds: float) -> Receipt:
    """Write the text of a mail and wait for the reply."""
    if dialogue.is_lost:
        raise DeliveryRefusedError("the connection was closed before the text of the mail", permanent=False)
    ending = b".\r\n" if payload.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        async with asyncio.timeout(seconds):
            (reply,) = await dialogue.write(payload.replace(b"\r\n.", b"\r\n..") + ending)
    except (ConnectionLostError, TimeoutError) as lost:
        raise DeliveryUncertainError(
            f"no reply after the text of the mail: {str(lost) or 'the server was silent'}"
        ) from lost
    if 400 <= reply.code < 600:
        raise _refusal(reply)
    if reply.code != 250:
        dialogue.close()
        raise DeliveryUncertainError(f"an unclear reply after the text of the mail: {reply}")
    queued = _QUEUED_AS.search(reply.text)
    return Receipt(queued[1] if queued else None)


async def _connect(settings: Settings) -> SmtpDialogue:
    """A new connection; RefusedError, which is never permanent, where there is none to be had."""
    client = _client(settings)
    try:
        await client.connect()
        await client.ehlo()
    except (aiosmtplib.SMTPException, OSError) as failure:
        client.close()
        reason = f"the mail server cannot be used: {type(failure).__name__} {failure}"
        raise DeliveryRefusedError(reason[:300], permanent=False) from failure
    except BaseException:
        client.close()
        raise
    transport = cast("asyncio.WriteTransport", client.transport)
    return SmtpDialogue(transport, pipelining=client.supports_extension("pipelining"))


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


def _refusal(reply: SmtpReply) -> DeliveryRefusedError:
    permanent = 500 <= reply.code < 600 and reply.code not in _OUR_LOGIN
    dead_address = permanent and _DEAD_ADDRESS.match(reply.text) is not None
    return DeliveryRefusedError(str(reply), permanent=permanent, dead_address=dead_address)
