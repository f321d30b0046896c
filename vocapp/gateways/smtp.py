"""E-mail by SMTP on persistent connections: one mail at a time on each, with a clear outcome.

- refused: the server refused it (5xx is permanent), could not be reached, or the connection broke, all before the text
  of the mail was written
- uncertain: the text was written and no clear reply came
"""

import asyncio
import contextlib
import re
from dataclasses import dataclass
from typing import Final, cast

import aiosmtplib

from vocapp.channels.email.bounce_reasons import HARD, bounce_reason, leading_status
from vocapp.gateways.gateway import DeliveryRefusedError, DeliveryUncertainError, Outgoing, Receipt
from vocapp.gateways.smtp_pipelining import ConnectionLostError, SmtpDialogue, SmtpReply
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
        self._idle: list[_Connection] = []
        self._places = asyncio.Semaphore(max(1, settings.smtp_connections))

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Deliver one mail; it takes at most `smtp_timeout` before its text is written, and the same again after it."""
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

    async def _addressed(self, outgoing: Outgoing) -> "_Connection":
        """Returns a connection whose server waits for the text of this mail."""
        # The server may have closed a connection meanwhile: try the next one, and finally a new one.
        while self._idle:
            with contextlib.suppress(ConnectionLostError):
                return await self._address(self._idle.pop(), outgoing)
        connection = _Connection(await _connect(self._settings))
        try:
            return await self._address(connection, outgoing)
        except ConnectionLostError as lost:
            raise DeliveryRefusedError(str(lost), permanent=False) from lost

    async def _address(self, connection: "_Connection", outgoing: Outgoing) -> "_Connection":
        """Send sender, recipient and DATA."""
        try:
            sender, recipient = (address.encode("ascii") for address in (outgoing.sender, outgoing.recipient))
            replies = await connection.dialogue.ask(b"MAIL FROM:<%b>" % sender, b"RCPT TO:<%b>" % recipient, b"DATA")
        except ValueError as impossible:  # an invalid address
            self._keep(connection)
            raise DeliveryRefusedError(str(impossible), permanent=True) from impossible
        connection.uses += 1
        no = next((reply for reply in replies if reply.code // 100 not in (2, 3)), None)
        if no is None:
            return connection
        await self._recover(connection, replies[-1])
        raise _refusal(no)

    async def _recover(self, connection: "_Connection", last: SmtpReply) -> None:
        """Reset a connection after a refusal; close it if its state is unclear."""
        if last.code == 354:  # it waits for a text that has no recipient
            connection.dialogue.close()
        else:
            with contextlib.suppress(ConnectionLostError):
                await connection.dialogue.ask(b"RSET")
                self._keep(connection)

    def _keep(self, connection: "_Connection") -> None:
        # Servers close connections that carry very many mails.
        if connection.uses < _MOST_USES and not connection.dialogue.is_lost:
            self._idle.append(connection)
        else:
            connection.dialogue.close()

    async def close(self) -> None:
        """Send QUIT and close every connection."""
        while self._idle:
            dialogue = self._idle.pop().dialogue
            with contextlib.suppress(ConnectionLostError, TimeoutError):
                async with asyncio.timeout(2):
                    await dialogue.ask(b"QUIT")
            dialogue.close()


@dataclass
class _Connection:
    """A connection, and how many mails it has carried."""

    dialogue: SmtpDialogue
    uses: int = 0


async def _hand_over(dialogue: SmtpDialogue, payload: bytes, seconds: float) -> Receipt:
    """Writes the text of a mail and waits for the reply."""
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
    """Opens a connection; DeliveryRefusedError, never permanent, if that fails."""
    client = smtp_client(settings)
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


def smtp_client(settings: Settings) -> aiosmtplib.SMTP:
    """A client with the address, the encryption and the login of `settings`, not connected yet."""
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
        # Opportunistic encryption is better than none; a setting that requires it also requires a valid certificate.
        validate_certs=security in ("tls", "starttls"),
    )


def _refusal(reply: SmtpReply) -> DeliveryRefusedError:
    permanent = 500 <= reply.code < 600 and reply.code not in _OUR_LOGIN
    reason = bounce_reason(leading_status(reply.text), reply.text)
    return DeliveryRefusedError(
        str(reply), permanent=permanent, dead_address=permanent and reason in HARD, cause=reason.value
    )
