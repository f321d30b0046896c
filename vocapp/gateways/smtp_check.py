"""What `vocapp doctor` says about the mail server: it connects, encrypts and logs in as for a mail, and sends none."""

import asyncio
import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from typing import Final

import aiosmtplib

from vocapp.feature import CheckResult
from vocapp.gateways.smtp import smtp_client
from vocapp.settings import Settings

SUBJECT: Final = "mail server"
SECONDS: Final = 15.0
_ADDRESS: Final = "check VOCAPP_SMTP_HOST and VOCAPP_SMTP_PORT, and whether a firewall is in between"
_SECURITY: Final = (
    "set VOCAPP_SMTP_PORT and VOCAPP_SMTP_SECURITY as the provider says: mostly 587 with starttls, or 465 with tls"
)
_CERTIFICATE: Final = (
    "set VOCAPP_SMTP_HOST to the name in the certificate, or add its authority to the certificates of this machine"
)
_LOGIN: Final = "correct VOCAPP_SMTP_USER and VOCAPP_SMTP_PASSWORD; some providers want an app password or an API key"
_REFUSED: Final = "ask the provider whether this machine may send there, and under which VOCAPP_MAIL_DOMAIN"


async def check_mail_server(settings: Settings, seconds: float = SECONDS) -> list[CheckResult]:
    """Tries the server, for `seconds` at most and no longer than a mail would; nothing with another gateway."""
    if settings.email_gateway != "smtp":
        return []
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    limit = min(seconds, settings.smtp_timeout)
    # The client's own limit comes second, so that every delay ends the same way.
    client = smtp_client(replace(settings, smtp_timeout=2 * limit))
    try:
        async with asyncio.timeout(limit):
            await client.connect()
            await client.ehlo()
    except TimeoutError:
        text = f"{where} did not answer within {limit:g} s"
        return [CheckResult("error", SUBJECT, text, f"{_ADDRESS}; port 465 needs VOCAPP_SMTP_SECURITY=tls")]
    except (aiosmtplib.SMTPException, OSError) as failure:
        return [_failed(where, failure)]
    else:
        encrypted = client.get_transport_info("cipher")
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            async with asyncio.timeout(2):
                await client.quit()
        return _usable(settings, where, encrypted[1] if encrypted else None)
    finally:
        client.close()


def _failed(where: str, failure: Exception) -> CheckResult:
    """The finding for a failure, in the words of the server where it said any."""
    reasons = list(_causes(failure))
    certificate = next((why for why in reasons if isinstance(why, ssl.SSLCertVerificationError)), None)
    text, remedy = f"{where} cannot be reached: {reasons[-1]}", _ADDRESS
    if certificate is not None:
        text, remedy = f"the certificate of {where} is not valid: {certificate.verify_message}", _CERTIFICATE
    elif any(isinstance(why, ssl.SSLError) for why in reasons):
        text, remedy = f"{where} does not encrypt: {reasons[-1]}", _SECURITY
    elif isinstance(failure, aiosmtplib.SMTPAuthenticationError):
        text, remedy = f"{where} refuses the login: {failure.code} {failure.message}", _LOGIN
    elif isinstance(failure, aiosmtplib.SMTPResponseException) and failure.code < 0:
        text = f"{where} does not speak SMTP: {failure.message}"
    elif isinstance(failure, aiosmtplib.SMTPResponseException):
        text, remedy = f"{where} refuses the connection: {failure.code} {failure.message}", _REFUSED
    elif isinstance(failure, aiosmtplib.SMTPException) and not isinstance(failure, OSError):
        text, remedy = f"{where} lacks what the settings require: {failure}", _SECURITY
    return CheckResult("error", SUBJECT, _one_line(text), remedy)


def _causes(failure: BaseException | None) -> Iterator[BaseException]:
    while failure is not None:
        yield failure
        failure = failure.__cause__


def _one_line(text: str) -> str:
    """`text` as a terminal may show it: what a server says can hold control characters."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:400]


def _usable(settings: Settings, where: str, encryption: str | None) -> list[CheckResult]:
    login = f"logged in as {settings.smtp_user}" if settings.smtp_user else "without a login"
    found = [CheckResult("ok", SUBJECT, f"{where} answers, {encryption or 'not encrypted'}, {login}")]
    if encryption is None and not _is_this_machine(settings.smtp_host):
        text = f"mail{' and the password' if settings.smtp_user else ''} can be read on the way to {where}"
        found = [CheckResult("warning", SUBJECT, f"{text}: the connection is not encrypted", _SECURITY)]
    if settings.smtp_password and not settings.smtp_user:
        text = "VOCAPP_SMTP_PASSWORD is set and not used, because no user is"
        found.append(CheckResult("warning", SUBJECT, text, "set VOCAPP_SMTP_USER, or remove the password"))
    return found


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
