"""The mailbox hook takes what is signed with the secret, recently, and nothing else."""

import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.channels.test_inbound_mail import AT_REPLY, mail
from vocapp.channels.email.parse_mime import MOST_BYTES
from vocapp.database import DB
from vocapp.messages.mailbox_webhook import is_signed, signature
from vocapp.settings import Settings

SECRET = "a secret for tests"
BODY = mail("reply-english")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, mailbox_secret=SECRET)


def signed(body: bytes, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    timestamp = str(int(time.time()) - age)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(secret, body, "msg_1", timestamp),
        "content-type": "message/rfc822",
    }


async def kept() -> list[str]:
    return [row["recipient"] for row in await DB.fetch("SELECT recipient FROM inbound_mail")]


async def test_a_signed_mail_is_kept_for_whom_its_headers_name(database: str, client: httpx.AsyncClient) -> None:
    answer = await client.post("/in/mailbox", content=BODY, headers=signed(BODY))
    assert answer.status_code == 202
    assert await kept() == [AT_REPLY]


async def test_the_same_mail_twice_is_kept_once(database: str, client: httpx.AsyncClient) -> None:
    for _ in range(2):
        assert (await client.post("/in/mailbox", content=BODY, headers=signed(BODY))).status_code == 202
    assert len(await kept()) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY, "another secret"),
        signed(BODY, age=3600),
        signed(BODY, age=-3600),
        signed(BODY, age=-(10**400)),
        signed(BODY + b" "),
    ],
    ids=["unsigned", "wrong secret", "old", "from the future", "from beyond all numbers", "another body"],
)
async def test_anything_else_is_refused(database: str, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/in/mailbox", content=BODY, headers=headers)
    assert answer.status_code == 401
    assert await kept() == []


async def test_a_mail_too_big_is_refused(database: str, client: httpx.AsyncClient) -> None:
    body = b"a" * (MOST_BYTES + 1)
    assert (await client.post("/in/mailbox", content=body, headers=signed(body))).status_code == 413


async def test_one_signature_of_several_is_enough_while_secrets_change() -> None:
    good = signature(SECRET, BODY, "1", "1777883412")
    assert is_signed(SECRET, BODY, "1", "1777883412", f"v1,AAAA {good}", now=1777883412)
    assert not is_signed(SECRET, BODY, "2", "1777883412", good, now=1777883412)
    assert not is_signed(SECRET, BODY, "1", "soon", good, now=1777883412)


def test_the_shell_example_of_the_documentation_signs_correctly(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(BODY)
    script = (
        (Path(__file__).parents[2] / "docs" / "messages.md").read_text().partition("```sh\n")[2].partition("curl")[0]
    )
    made = subprocess.run(
        ["sh", "-c", script + 'printf "%s %s v1,%s" "$id" "$ts" "$signature"'],
        cwd=tmp_path, env={**os.environ, "SECRET": SECRET}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    sent_id, timestamp, signed_so = made.stdout.split()
    assert is_signed(SECRET, BODY, sent_id, timestamp, signed_so, now=int(timestamp))


class TestWithoutASecret:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, mailbox_secret="")

    async def test_there_is_no_hook(self, database: str, client: httpx.AsyncClient) -> None:
        assert (await client.post("/in/mailbox", content=BODY, headers=signed(BODY, ""))).status_code == 404
