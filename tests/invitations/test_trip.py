"""A call is recorded, decided, mailed to the outbox, and its link opens the survey; then Ada stops us."""

import re
from datetime import timedelta

import httpx
import pytest

from tests.invitations.customer_rows import NOON, publish_all
from vocapp import clock
from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.contacts.event import ContactIn
from vocapp.contacts.intake import record
from vocapp.customers.customer_input import CustomerIn, IdentityIn
from vocapp.customers.types import IdentityKind
from vocapp.database import DB
from vocapp.database.jobs import run_jobs
from vocapp.feature import Registry
from vocapp.http.access import Actor

CALL = ContactIn(
    source="acd",
    external_id="call-1",
    channel=ContactChannel.PHONE_IN_HOUSE,
    touchpoint=Touchpoint.BILLING,
    started_at=NOON - timedelta(minutes=10),
    ended_at=NOON,
    customer=CustomerIn(
        name="Ada", country="GB", identities=(IdentityIn(kind=IdentityKind.EMAIL, value="Ada@Example.org"),)
    ),
)


async def work(registry: Registry, *names: str) -> None:
    for stage in registry.stages:
        while stage.name in names and await run_jobs(stage):
            pass


@pytest.mark.committed
async def test_from_the_call_to_the_answer_page(
    own_database: str, registry: Registry, client: httpx.AsyncClient
) -> None:
    with clock.travelled(NOON + timedelta(minutes=1)):
        await publish_all()
        await record([CALL], is_test=False, actor=Actor(kind="command"))
        await work(registry, "decide", "send")
        assert await DB.fetch_value("SELECT count(*) FROM outbox_mail") == 0
        clock.move_to(NOON + timedelta(minutes=31))
        await work(registry, "send")
        [mail] = await DB.fetch("SELECT recipient, subject, content FROM outbox_mail")
        assert mail["recipient"] == "ada@example.org"
        content = mail["content"].replace(b"=\r\n", b"").decode()
        answer = re.search(r"https://feedback\.example/s/[a-z2-7]{32}", content)
        stop = re.search(r"<https://feedback\.example(/o/[a-z2-7]{32})>", content)
        assert answer is not None
        assert stop is not None
        page = await client.get(answer[0])
        assert page.status_code == 200
        assert "4 May" in page.text
        await client.post(stop[1], content="List-Unsubscribe=One-Click")
        assert await DB.fetch_value("SELECT disposition FROM invitation") == "refused"
        states = await DB.fetch("SELECT state FROM message ORDER BY step")
        assert [row["state"] for row in states] == ["sent", "revoked"]
