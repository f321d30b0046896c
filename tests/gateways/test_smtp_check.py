"""The doctor tries the mail server and reports what the server says; no mail is sent."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateways.unreliable_server import Server, mail_server
from vocapp.app import build
from vocapp.feature import CheckResult, Registry
from vocapp.gateways.smtp_check import check_mail_server
from vocapp.settings import Settings


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with mail_server() as running:
        yield running


@pytest.fixture
def there(server: Server, settings: Settings) -> Settings:
    return replace(settings, email_gateway="smtp", smtp_port=server.port)


@pytest.fixture
def secured(server: Server, tmp_path: Path) -> Path:
    """The certificate of the server, which is for localhost and signed by nobody else."""
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*made, *name], cwd=tmp_path, check=True, capture_output=True)
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return tmp_path / "cert.pem"


async def finding(settings: Settings, seconds: float = 15.0) -> CheckResult:
    (found,) = await check_mail_server(settings, seconds)
    return found


async def test_a_server_in_order_gets_no_mail(server: Server, there: Settings) -> None:
    found = await finding(there)
    assert (found.level, found.remedy) == ("ok", "")
    assert found.text == f"127.0.0.1:{server.port} answers, not encrypted, without a login"
    assert server.taken == []
    assert len(server.connections) == 1


async def test_the_doctor_runs_it_for_the_gateway_that_is_set(there: Settings, registry: Registry) -> None:
    async def found(settings: Settings) -> list[CheckResult]:
        (gateways,) = [one for one in build(settings, registry.keys).features if one.name == "gateways"]
        return [finding for look in gateways.doctor for finding in await look()]

    assert [one.level for one in await found(there)] == ["ok"]
    assert await found(replace(there, email_gateway="outbox")) == []


async def test_nobody_listens(settings: Settings) -> None:
    async with mail_server() as gone:
        port = gone.port
    found = await finding(replace(settings, email_gateway="smtp", smtp_port=port))
    assert (found.level, f"127.0.0.1:{port} cannot be reached" in found.text) == ("error", True)
    assert "VOCAPP_SMTP_PORT" in found.remedy


async def test_a_name_that_there_is_not(there: Settings) -> None:
    found = await finding(replace(there, smtp_host="mail.invalid"))
    assert (found.level, "mail.invalid" in found.text, "VOCAPP_SMTP_HOST" in found.remedy) == ("error", True, True)


async def test_a_server_that_says_nothing(settings: Settings) -> None:
    silent = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    found = await finding(replace(settings, email_gateway="smtp", smtp_port=port), seconds=0.2)
    silent.close()
    assert (found.level, "did not answer within 0.2 s" in found.text) == ("error", True)
    assert "port 465 needs VOCAPP_SMTP_SECURITY=tls" in found.remedy


class Reply(asyncio.Protocol):
    """Says one line and waits."""

    def __init__(self, line: bytes) -> None:
        self.line = line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(self.line)


@pytest.fixture
async def saying(settings: Settings) -> AsyncIterator[Callable[[bytes], Settings]]:
    """Settings with a server that says only this line."""
    said = [b""]
    server = await asyncio.get_running_loop().create_server(lambda: Reply(said[0]), "127.0.0.1", 0)

    def told(line: bytes) -> Settings:
        said[0] = line
        return replace(settings, email_gateway="smtp", smtp_port=server.sockets[0].getsockname()[1])

    yield told
    server.close()


async def test_a_server_that_refuses_this_machine_in_its_own_words(saying: Callable[[bytes], Settings]) -> None:
    found = await finding(saying(b"554 5.7.1 192.0.2.7 is listed at \x1b[31mbl.example\r\n"))
    assert found.level == "error"
    assert "refuses the connection: 554 5.7.1 192.0.2.7 is listed at [31mbl.example" in found.text
    assert "provider" in found.remedy


async def test_a_server_that_is_no_mail_server(saying: Callable[[bytes], Settings]) -> None:
    found = await finding(saying(b"HTTP/1.1 400 Bad Request\r\n"))
    assert (found.level, "does not speak SMTP" in found.text) == ("error", True)
    assert "VOCAPP_SMTP_PORT" in found.remedy


async def test_a_login_that_is_refused_is_told_in_the_servers_words(
    server: Server, there: Settings, secured: Path
) -> None:
    found = await finding(replace(there, smtp_user="me", smtp_password="wrong"))
    assert (found.level, "refuses the login: 535 5.7.8" in found.text) == ("error", True)
    assert "VOCAPP_SMTP_PASSWORD" in found.remedy
    assert "wrong" not in found.text + found.remedy


async def test_a_login_that_is_not_offered(there: Settings) -> None:
    found = await finding(replace(there, smtp_user="me", smtp_password="wrong", smtp_security="none"))
    assert (found.level, "AUTH" in found.text) == ("error", True)


async def test_a_password_without_a_user_is_not_used(there: Settings) -> None:
    fine, unused = await check_mail_server(replace(there, smtp_password="secret"))
    assert (fine.level, unused.level) == ("ok", "warning")
    assert "VOCAPP_SMTP_USER" in unused.remedy


class TestEncryption:
    async def test_it_is_used_where_it_is_offered(self, there: Settings, secured: Path) -> None:
        assert ", TLSv1." in (await finding(there)).text

    async def test_it_is_demanded_and_not_offered(self, there: Settings) -> None:
        found = await finding(replace(there, smtp_security="starttls"))
        assert (found.level, "STARTTLS" in found.text, "587" in found.remedy) == ("error", True, True)

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    async def test_a_certificate_that_nobody_vouches_for_is_named(
        self, there: Settings, secured: Path, host: str
    ) -> None:
        found = await finding(replace(there, smtp_host=host, smtp_security="starttls"))
        assert (found.level, "certificate of" in found.text) == ("error", True)
        assert "signed certificate" in found.text
        assert "name in the certificate" in found.remedy

    async def test_a_certificate_of_another_name(
        self, there: Settings, secured: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(secured))
        found = await finding(replace(there, smtp_security="starttls"))
        assert "is not valid for '127.0.0.1'" in found.text
        assert (await finding(replace(there, smtp_host="localhost", smtp_security="starttls"))).level == "ok"

    async def test_a_port_that_speaks_no_tls(self, there: Settings) -> None:
        found = await finding(replace(there, smtp_security="tls"))
        assert (found.level, "does not encrypt" in found.text, "587" in found.remedy) == ("error", True, True)

    async def test_a_connection_that_others_can_read_is_a_warning(self, there: Settings) -> None:
        found = await finding(replace(there, smtp_host="127.1"))  # a name that says nothing about where it leads
        assert (found.level, "can be read on the way" in found.text, "587" in found.remedy) == ("warning", True, True)
