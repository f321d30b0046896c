"""Zanzibar Quill, whose name, numbers and words are like nobody else's; and Grace, whom nobody erases."""

from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any, Final
from uuid import UUID

import httpx

from tests.cases.case_fixtures import SOLVED, colleague, unit
from tests.digests.subscriber_fixtures import subscribe_erin
from tests.responses.visitor import Visitor
from tests.rows import insert
from tests.staff_people import make_key
from vocapp import clock
from vocapp.cases import actions
from vocapp.database import DB
from vocapp.database.jobs import run_jobs
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role, Scope
from vocapp.tokens import TokenPurpose

MARKS: Final = ("zanzibar", "quill", "79460123", "crocodile")
"""Words that occur in all of the customer's data: names, numbers, comments."""
WORDS: Final = "A crocodile answered, said Zanzibar."


def event(name: str, number: int, **more: Any) -> dict[str, Any]:
    """A contact with something in every field that tells of a customer."""
    first = name.split()[0].lower()
    return {
        "source": "acd", "external_id": f"{first}-{number}", "channel": "phone_in_house", "touchpoint": "billing",
        "started_at": "2026-05-04T12:00:00+01:00", "issue": f"{name} {number}", "unit": "billing-desk",
        "attributes": {"said": f"{name} said so"},
        "promises": [{"what": f"call {name} back", "due": "2026-05-06T12:00:00+01:00"}],
        "handlers": [{"kind": "agent", "name": "Sam", "email": "sam@alderway.example"}],
        "customer": {
            "name": name, "language": "en", "country": "GB", "timezone": "Europe/London",
            "attributes": {"nick": name}, "lifecycle": first,
            "identities": [{"kind": "email", "value": f"{first}@example.org"}, *more.get("identities", ())],
            "permissions": [{"kind": "email", "channel": "email", "purpose": "survey", "basis": "consent",
                             "evidence": f"{name} ticked a box"}],
        },
    }  # fmt: skip


async def work(registry: Registry, *names: str) -> None:
    """Work what is due of these stages."""
    for stage in registry.stages:
        while stage.name in names and await run_jobs(stage):
            pass


async def record_customer_story(
    registry: Registry, client: httpx.AsyncClient, name: str, words: str, **more: Any
) -> UUID:
    """Records a customer who called, was invited, answered badly and got a reply. Returns the id."""
    if not await DB.fetch_value("SELECT count(*) FROM unit"):
        await unit("billing-desk")
    client.headers["authorization"] = f"Bearer {await make_key(Scope.CONTACTS_WRITE)}"
    made = await client.post("/api/v1/contacts", json=event(name, 1, **more))
    del client.headers["authorization"]
    assert made.status_code == 201, made.text
    contact = UUID(made.json()["id"])
    await work(registry, "decide")
    clock.move_to(clock.now() + timedelta(hours=1))
    await work(registry, "send")
    ask = await DB.fetch_value("SELECT id FROM invitation WHERE contact_id = $1", contact)
    visitor = Visitor(client, registry.keys.token(TokenPurpose.ANSWER, ask))
    sent = await visitor.send(
        _page="*",
        solved="no",
        repeated="no",
        csat="1",
        effort="2",
        improve=words,
        contact="yes",
        **{"contact.how": words},
    )
    assert sent.status_code == 303, sent.text
    response = await DB.fetch_value("SELECT id FROM response WHERE invitation_id = $1", ask)
    await _add_comment(response, words)
    clock.move_to(clock.now() + timedelta(hours=1))
    await work(registry, "close", "triage")
    case = await DB.fetch_value("SELECT id FROM followup_case WHERE response_id = $1", response)
    await _work_case(registry, case, words)
    customer: UUID = await DB.fetch_value("SELECT customer_id FROM contact WHERE id = $1", contact)
    await _record_mails(customer, words)
    await _record_elsewhere(registry, customer, response, name, words)
    return customer


async def _add_comment(response: UUID, words: str) -> None:
    await insert(
        "verbatim",
        response_id=response,
        question="improve",
        text_digest=b"old",
        language="en",
        sentiment=-0.5,
        label="negative",
        redacted=words,
        evidence=[{"words": words}],
    )


async def _work_case(registry: Registry, case: UUID, words: str) -> None:
    desk = await DB.fetch_value("SELECT id FROM unit LIMIT 1")
    omar: Actor = await colleague(f"Omar{str(case)[-4:]} Osei", Role.LEAD, desk)
    await actions.claim(registry, omar, case)
    await actions.note(registry, omar, case, f"Called: {words}")
    await actions.reply(registry, omar, case, f"You wrote: {words}")
    clock.move_to(clock.now() + timedelta(minutes=1))
    await work(registry, "send")
    await actions.close(registry, omar, case, **SOLVED)
    await DB.execute("UPDATE case_check SET words = $2 WHERE case_id = $1", case, words)


async def _record_mails(customer: UUID, words: str) -> None:
    message = await DB.fetch_value("SELECT id FROM message WHERE customer_id = $1 ORDER BY id LIMIT 1", customer)
    mail = EmailMessage()
    mail["From"] = await DB.fetch_value(
        "SELECT value FROM identity WHERE customer_id = $1 AND kind = 'email'", customer
    )
    mail.set_content(words)
    for number, about in enumerate((message, None)):
        await insert(
            "inbound_mail",
            digest=customer.bytes + bytes([number]),
            kind="reply",
            recipient="reply@feedback.example",
            content=mail.as_bytes(),
            message_id=about,
        )
    await insert("delivery_report", message_id=message, kind="delivered", detail={"by": str(mail["From"])})


async def _record_elsewhere(registry: Registry, customer: UUID, response: UUID, name: str, words: str) -> None:
    """Records an order, a digest that quotes the customer, and the import file."""
    order = {"kind": "order", "amount": 10, "currency": "GBP", "external_id": f"order of {name}"}
    await insert("outcome", customer_id=customer, **order)
    subscription = await DB.fetch_one("SELECT id, user_id FROM digest_subscription LIMIT 1")
    if subscription is None:
        erin = await subscribe_erin(registry.keys)
        subscription = {"id": erin.id, "user_id": erin.user_id}
    quote = {"response_id": str(response), "words": words, "language": "en", "channel": "email"}
    digest = await insert(
        "digest",
        subscription_id=subscription["id"],
        since=date(2026, 4, 27),
        until=date(2026, 5, 3),
        state="ready",
        is_test=True,
        html=f"<p>{words}</p>",
        plain=f"<p>{words}</p>",
        numbers={"low": [quote], "high": []},
    )
    await insert("digest_quote", digest_id=digest, position=0, response_id=response, words=words)
    row = f"{name.split()[0].lower()}@example.org,{name}"
    await insert(
        "upload",
        content=row.encode(),
        first_rows=[row.split(",")],
        state="checked",
        uploaded_by=subscription["user_id"],
    )
