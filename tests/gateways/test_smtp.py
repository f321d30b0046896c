"""How a delivery by SMTP ends, told by a server that lies, drops and dawdles."""

import asyncio
import email
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateways.test_smtp_pipelining import Script
from tests.gateways.unreliable_server import Server, mail_server
from tests.patience import until
from vocapp.gateways.gateway import DeliveryRefusedError, DeliveryUncertainError, Gateway, Outgoing, Receipt
from vocapp.gateways.smtp import SmtpGateway
from vocapp.settings import Settings

MAIL = Outgoing(
    channel="email",
    sender="bounce+x@feedback.example",
    recipient="ann@customers.example",
    payload=b"Subject: Hello\r\n\r\n.dot\r\n..two\r\nend\r\n",
    key="<1@feedback.example>",
)


@pytest.fixture(params=[False, True], ids=["", "pipelining"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[Server]:
    async with mail_server() as running:
        running.pipelining = request.param
        yield running


@pytest.fixture
async def gateway(server: Server, settings: Settings) -> AsyncIterator[SmtpGateway]:
    gateway = SmtpGateway(replace(settings, smtp_port=server.port, smtp_timeout=5.0, smtp_security="none"))
    yield gateway
    await gateway.close()


async def impatient(server: Server, settings: Settings) -> SmtpGateway:
    return SmtpGateway(replace(settings, smtp_port=server.port, smtp_timeout=0.2))


class TestAllIsWell:
    async def test_the_mail_arrives_byte_for_byte(self, gateway: SmtpGateway, server: Server) -> None:
        assert await gateway.deliver(MAIL) == Receipt("4F6A21C0045")
        (taken,) = server.taken
        assert taken.content == MAIL.payload
        assert (taken.mail_from, taken.rcpt_tos) == (MAIL.sender, [MAIL.recipient])

    async def test_a_text_without_a_last_line_end_gets_one(self, gateway: SmtpGateway, server: Server) -> None:
        await gateway.deliver(replace(MAIL, payload=b"Subject: x\r\n\r\nend"))
        assert server.taken[0].content == b"Subject: x\r\n\r\nend\r\n"

    async def test_a_plain_250_is_a_receipt_without_a_name(self, gateway: SmtpGateway, server: Server) -> None:
        server.at_data = lambda _: "250 Thanks"
        assert await gateway.deliver(MAIL) == Receipt(None)

    async def test_one_connection_carries_many_mails(self, gateway: SmtpGateway, server: Server) -> None:
        for _ in range(5):
            await gateway.deliver(MAIL)
        assert len(server.connections) == 1

    async def test_many_at_once_share_the_allowed_connections(self, gateway: SmtpGateway, server: Server) -> None:
        await asyncio.gather(*(gateway.deliver(MAIL) for _ in range(40)))
        assert len(server.taken) == 40
        assert len(server.connections) <= 4

    async def test_it_is_a_gateway(self, gateway: SmtpGateway) -> None:
        assert isinstance(gateway, Gateway)


class TestRefused:
    @pytest.mark.parametrize(
        ("reply", "permanent"),
        [("550 5.1.1 No such user", True), ("451 4.7.1 Greylisted", False), ("530 Login first", False)],
    )
    async def test_at_the_recipient(self, gateway: SmtpGateway, server: Server, reply: str, permanent: bool) -> None:
        server.at_rcpt = lambda _: reply
        with pytest.raises(DeliveryRefusedError, match=reply[:3]) as refused:
            await gateway.deliver(MAIL)
        assert refused.value.permanent is permanent
        server.at_rcpt = lambda _: "250 OK"
        await gateway.deliver(MAIL)
        assert len(server.connections) == 1

    @pytest.mark.parametrize(
        ("reply", "dead"),
        [
            ("550 5.1.1 No such user", True),
            ("550 5.1.10 Null MX", True),
            ("550 5.2.1 Mailbox disabled", True),
            ("552 5.2.2 Mailbox full", False),
            ("550 5.7.1 Not from you", False),
            ("450 5.1.1 No such user, or so", False),
            ("550 unknown", False),
        ],
    )
    async def test_only_a_definite_refusal_marks_an_address_as_dead(
        self, gateway: SmtpGateway, server: Server, reply: str, dead: bool
    ) -> None:
        server.at_rcpt = lambda _: reply
        with pytest.raises(DeliveryRefusedError) as refused:
            await gateway.deliver(MAIL)
        assert refused.value.dead_address is dead

    @pytest.mark.parametrize(("reply", "permanent"), [("554 Spam", True), ("451 Later", False)])
    async def test_after_the_text(self, gateway: SmtpGateway, server: Server, reply: str, permanent: bool) -> None:
        server.at_data = lambda _: reply
        with pytest.raises(DeliveryRefusedError, match=reply[:3]) as refused:
            await gateway.deliver(MAIL)
        assert refused.value.permanent is permanent

    async def test_nobody_listens(self, settings: Settings) -> None:
        async with mail_server() as gone:
            port = gone.port
        with pytest.raises(DeliveryRefusedError, match="cannot be used") as refused:
            await SmtpGateway(replace(settings, smtp_port=port)).deliver(MAIL)
        assert not refused.value.permanent

    async def test_the_connection_breaks_before_the_text(self, gateway: SmtpGateway, server: Server) -> None:
        server.at_rcpt = lambda _: "drop"
        with pytest.raises(DeliveryRefusedError) as refused:
            await gateway.deliver(MAIL)
        assert not refused.value.permanent

    async def test_the_server_never_answers_before_the_text(self, settings: Settings) -> None:
        silent = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
        port = silent.sockets[0].getsockname()[1]
        with pytest.raises(DeliveryRefusedError, match=r"in time|cannot be used"):
            await SmtpGateway(replace(settings, smtp_port=port, smtp_timeout=0.2)).deliver(MAIL)
        silent.close()

    async def test_an_address_that_would_be_a_command_is_refused_for_good(
        self, gateway: SmtpGateway, server: Server
    ) -> None:
        for recipient in ("ann@x.example>\r\nRSET", "änn@x.example"):
            with pytest.raises(DeliveryRefusedError) as refused:
                await gateway.deliver(replace(MAIL, recipient=recipient))
            assert refused.value.permanent
        assert server.taken == []

    async def test_a_wrong_password_is_not_the_mails_fault(self, server: Server, settings: Settings) -> None:
        other = replace(settings, smtp_port=server.port, smtp_user="me", smtp_password="wrong", smtp_security="none")
        with pytest.raises(DeliveryRefusedError, match="cannot be used") as refused:
            await SmtpGateway(other).deliver(MAIL)
        assert not refused.value.permanent

    async def test_tls_that_is_demanded_and_not_offered(self, server: Server, settings: Settings) -> None:
        other = replace(settings, smtp_port=server.port, smtp_security="starttls")
        with pytest.raises(DeliveryRefusedError, match="cannot be used"):
            await SmtpGateway(other).deliver(MAIL)


class Talking(Script):
    """Says hello, offers pipelining, and then what its script says."""

    hello = b"250-mx.example\r\n250 PIPELINING\r\n"

    def __init__(self, last: bytes) -> None:
        super().__init__()
        self.lines = [self.hello, self.hello, last]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.say(b"220 mx.example\r\n")


@pytest.mark.parametrize(
    ("last", "permanent"),
    [
        (b"250 a\r\n550 unknown\r\n354 and yet go on\r\n", True),
        (b"250 a\r\n250 b\r\n354 c\r\n421 and good-bye\r\n", False),
        (b"250 a\r\n250 b\r\n421 not now\r\n", False),
    ],
    ids=["begins a text without a recipient", "closes before the text", "refuses to begin"],
)
async def test_a_server_that_speaks_all_at_once(settings: Settings, last: bytes, permanent: bool) -> None:
    talking = await asyncio.get_running_loop().create_server(lambda: Talking(last), "127.0.0.1", 0)
    gateway = SmtpGateway(replace(settings, smtp_port=talking.sockets[0].getsockname()[1]))
    with pytest.raises(DeliveryRefusedError) as refused:
        await gateway.deliver(MAIL)
    assert refused.value.permanent is permanent
    await gateway.close()
    talking.close()


class TestTls:
    """The server's certificate is its own, which nobody has signed."""

    @pytest.fixture
    def secured(self, server: Server, tmp_path: Path) -> Server:
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"]
        subprocess.run([*made, "-subj", "/CN=localhost"], cwd=tmp_path, check=True, capture_output=True)
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
        return server

    async def test_it_is_used_where_it_is_offered(self, secured: Server, settings: Settings) -> None:
        gateway = SmtpGateway(replace(settings, smtp_port=secured.port))
        for _ in range(2):
            await gateway.deliver(MAIL)
        assert secured.connections[0].session.ssl is not None
        assert len(secured.connections) == 1
        await gateway.close()

    async def test_it_must_be_valid_where_it_is_demanded(self, secured: Server, settings: Settings) -> None:
        gateway = SmtpGateway(replace(settings, smtp_port=secured.port, smtp_security="starttls"))
        with pytest.raises(DeliveryRefusedError, match="cannot be used"):
            await gateway.deliver(MAIL)
        assert secured.taken == []


class TestUncertain:
    @pytest.mark.parametrize("act", ["drop", "keep and drop"])
    async def test_the_connection_breaks_after_the_text(self, gateway: SmtpGateway, server: Server, act: str) -> None:
        server.at_data = lambda _: act
        with pytest.raises(DeliveryUncertainError, match="no reply after the text"):
            await gateway.deliver(MAIL)
        server.at_data = lambda _: "250 OK"
        await gateway.deliver(MAIL)
        assert len(server.connections) == 2

    async def test_the_server_hangs_after_the_text(self, server: Server, settings: Settings) -> None:
        server.at_data = lambda _: "hang"
        gateway = await impatient(server, settings)
        with pytest.raises(DeliveryUncertainError):
            await gateway.deliver(MAIL)

    async def test_a_reply_that_is_neither_yes_nor_no(self, gateway: SmtpGateway, server: Server) -> None:
        server.at_data = lambda _: "354 Go on"
        with pytest.raises(DeliveryUncertainError, match="unclear"):
            await gateway.deliver(MAIL)


class TestKeptConnections:
    async def test_one_that_the_server_closed_meanwhile_is_replaced(self, gateway: SmtpGateway, server: Server) -> None:
        await gateway.deliver(MAIL)
        server.connections[0].transport.close()
        await gateway.deliver(MAIL)
        assert len(server.taken) == 2
        assert len(server.connections) == 2

    async def test_one_that_breaks_at_its_next_use_is_replaced(self, gateway: SmtpGateway, server: Server) -> None:
        await gateway.deliver(MAIL)
        server.at_rcpt = lambda _: "drop" if len(server.connections) == 1 else "250 OK"
        await gateway.deliver(MAIL)
        assert len(server.taken) == 2

    async def test_a_cancelled_delivery_leaves_no_half_used_connection(
        self, server: Server, settings: Settings
    ) -> None:
        server.at_data = lambda _: "hang" if len(server.taken) == 0 else "250 OK"
        gateway = SmtpGateway(replace(settings, smtp_port=server.port, smtp_connections=1))
        delivery = asyncio.create_task(gateway.deliver(MAIL))
        await until(lambda: bool(server.taken))
        delivery.cancel()
        with pytest.raises(asyncio.CancelledError):
            await delivery
        await gateway.deliver(MAIL)
        assert len(server.connections) == 2
        await gateway.close()

    async def test_after_many_mails_it_is_renewed(self, gateway: SmtpGateway, server: Server) -> None:
        for _ in range(201):
            await gateway.deliver(MAIL)
        assert len(server.connections) == 2

    async def test_a_refusal_after_the_text_does_not_cost_it(self, gateway: SmtpGateway, server: Server) -> None:
        server.at_data = lambda _: "554 Spam"
        for _ in range(3):
            with pytest.raises(DeliveryRefusedError):
                await gateway.deliver(MAIL)
        assert len(server.connections) == 1

    async def test_what_is_sent_can_be_read(self, gateway: SmtpGateway, server: Server) -> None:
        await gateway.deliver(MAIL)
        content = server.taken[0].content
        assert isinstance(content, bytes)
        assert email.message_from_bytes(content)["Subject"] == "Hello"
