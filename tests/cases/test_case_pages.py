"""The page of a case without scripts: each action by its form, refusals, and forms that keep what was typed."""

import re
from collections.abc import AsyncIterator
from html import unescape
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from tests.cases.case_fixtures import UNHAPPY, add_comment, case_about, case_row, history_of, respond
from tests.cases.conftest import Desk
from tests.cases.test_queue_data import opened
from tests.cases.test_queue_pages import flash_of
from tests.rows import insert
from tests.staff_people import Door, Person
from vocapp.cases import actions
from vocapp.cases.triage_stage import TriageStage
from vocapp.database import DB, to_json
from vocapp.feature import Inbound, Registry
from vocapp.tokens import Keyring


@pytest.fixture
async def door(desk: Desk, app: Litestar, client: httpx.AsyncClient, keys: Keyring) -> AsyncIterator[Door]:
    made = Door(app, keys)
    yield made
    await made.close()


@pytest.fixture
async def omar(door: Door, desk: Desk) -> Person:
    assert desk.omar.id is not None
    return await door.again(desk.omar.id)


@pytest.fixture
async def case(registry: Registry, desk: Desk, ada: UUID) -> UUID:
    """Ada's case: she was in touch by phone and is not content."""
    promises = [{"what": "a call back", "kept": False}, {"what": "a letter", "kept": True}, {"what": "a refund"}]
    handlers = [
        {"kind": "ivr", "path": "2 > 1"},
        {"kind": "agent", "name": "Maya", "unit": "billing-desk", "transferred": True},
    ]
    row = await case_about(registry, ada, unit_id=desk.id, issue="T-77", promises=promises, handlers=handlers)
    return UUID(str(row["id"]))


async def path_of(case: UUID) -> str:
    return f"/app/cases/{(await case_row(case))['number']}"


async def test_it_shows_the_answer_in_its_context(registry: Registry, desk: Desk, omar: Person, case: UUID) -> None:
    response = (await case_row(case))["response_id"]
    await add_comment(response, -0.8, urgent=("threat",))
    await DB.execute(
        "UPDATE verbatim SET evidence = $1",
        to_json([{"span": [12, 17], "weight": -0.5}, {"span": [0, 3], "weight": 0.4}]),
    )
    page = await omar.see(await path_of(case))
    assert '<a href="/app/cases" aria-current="page">Cases</a>' in page
    assert '<mark class="against" title="counts as negative">wrong</mark>' in page
    assert '<mark class="for" title="counts as positive">The</mark>' in page
    for text in (
        "negative",
        "threat",
        "1 / 5",
        "T-77",
        "Phone",
        "a call back",
        "not kept",
        "Maya",
        "transferred",
        "2 &gt; 1",
    ):
        assert text in page, text
    assert f"/app/customers/{(await case_row(case))['customer_id']}" in page
    assert "ada@example.org" in page
    assert "Tue, " in page or "Mon, " in page  # what time it is there


async def test_every_action_by_its_form(registry: Registry, desk: Desk, omar: Person, case: UUID) -> None:
    path = await path_of(case)
    for action, fields, says in (
        ("claim", {}, "Case claimed."),
        ("unassign", {}, "Case unassigned."),
        ("claim", {}, "Case claimed."),
        ("assign", {"owner": "nobody"}, "Choose who the case is assigned to."),
        ("note", {"text": "Two contracts."}, "Note saved."),
        ("log-attempt", {"channel": "phone", "reached": "no"}, "Attempt logged."),
        ("wait", {"days": "3", "text": "the receipt"}, "Waiting for the customer."),
        ("resume", {}, "No longer waiting for the customer."),
        ("reply", {"text": "I am sorry."}, "Your e-mail will be sent in a few seconds."),
        ("assign", {"owner": str(desk.mia.id)}, "Case assigned."),
        ("reopen", {}, "This case is not closed."),
    ):
        assert await flash_of(omar, await omar.submit(f"{path}/{action}", **fields)) == says, action
    page = await omar.see(path)
    for text in (
        "Assigned to Mia Moss",
        "No longer waiting for the customer",
        "Waiting for the customer until",
        "Not reached: Phone",
    ):
        assert text in page, text
    assert f'{path}/unassign"' not in page, "Omar does not own it any more"


async def test_a_case_is_closed_and_reopened(registry: Registry, desk: Desk, omar: Person, case: UUID) -> None:
    path = await path_of(case)
    await omar.submit(f"{path}/claim")
    closing = {"root_cause": "billing", "outcome": "solved", "text": "Billed anew."}
    answer = await omar.submit(f"{path}/close", **closing)
    assert await flash_of(omar, answer) == "Case closed. The customer gets a recovery check."
    page = await omar.see(path)
    assert "Closed: Solved (cause: Billing or payment)" in page
    assert "Recovery check" in page
    assert await flash_of(omar, await omar.submit(f"{path}/reopen", text="Too early.")) == "Case reopened."
    dismissed = await omar.submit(f"{path}/dismiss", text="A test.")
    assert await flash_of(omar, dismissed) == "Case dismissed."
    assert (await history_of(case))[-1] == "dismissed"


async def test_an_undone_line_is_struck_out(registry: Registry, omar: Person, case: UUID) -> None:
    path = await path_of(case)
    await omar.submit(f"{path}/claim")
    [undo] = re.findall(r'action="(/app/cases/undo[^"]+)"', (await omar.see(path)).split('id="history"')[1])
    assert (await omar.submit(unescape(undo))).headers["location"] == path
    assert 'class="undone"' in await omar.see(path)


@pytest.mark.parametrize(
    ("action", "fields", "status"),
    [
        ("note", {"text": " "}, 422),
        ("close", {"text": "Billed anew.", "root_cause": "", "outcome": "solved"}, 422),
        ("close", {"text": "Billed anew.", "root_cause": "the weather", "outcome": "solved"}, 409),
        ("log-attempt", {"text": "Rang.", "channel": "", "reached": "yes"}, 422),
        ("log-attempt", {"text": "Rang.", "channel": "smoke signs", "reached": "yes"}, 409),
        ("wait", {"text": "Later.", "days": "365"}, 409),
    ],
)
async def test_typed_text_is_not_lost(
    omar: Person, case: UUID, action: str, fields: dict[str, str], status: int
) -> None:
    path = await path_of(case)
    answer = await omar.submit(f"{path}/{action}", back=f"{path}?tab=unit", **fields)
    assert answer.status_code == status, answer.text
    assert 'role="alert"' in answer.text
    assert f'data-key="{action}" open' in answer.text
    assert fields.get("text", "").strip() in answer.text
    assert f'value="{path}?tab=unit"' in answer.text
    assert await history_of(case) == ["opened"]


async def test_the_slower_of_two_users_is_informed_and_keeps_their_text(
    registry: Registry, desk: Desk, omar: Person, case: UUID
) -> None:
    path = await path_of(case)
    seen = str((await case_row(case))["revision"])
    await actions.claim(registry, desk.mia, case)
    answer = await omar.submit(f"{path}/dismiss", text="Nothing to do here.", seen=seen)
    assert answer.status_code == 409
    assert "Mia Moss claimed this case just now." in answer.text
    assert "Nothing to do here." in answer.text


async def test_a_reply_is_previewed_before_it_is_sent(omar: Person, case: UUID) -> None:
    path = await path_of(case)
    answer = await omar.submit(f"{path}/reply", text="I am sorry, <Ada>.", preview="1")
    assert answer.status_code == 200
    assert "I am sorry, &lt;Ada&gt;." in answer.text.split('class="mail-preview"')[1]
    assert "Omar Osei, Alderway" in answer.text
    assert "ada@example.org" in answer.text
    assert await history_of(case) == ["opened"]


async def test_an_agent_reads_where_a_reply_goes_before_they_write(omar: Person, case: UUID) -> None:
    path = await path_of(case)
    address = await DB.fetch_value("SELECT value FROM identity WHERE kind = 'email'")
    assert re.search(rf">To <bdi>{re.escape(address)}</bdi>", await omar.see(path))
    await DB.execute("UPDATE identity SET bounced_at = now()")
    page = await omar.see(path)
    assert "There is no e-mail address that we may write to." in page
    assert "Message to the customer" not in page


async def test_a_further_answer_is_shown_with_its_contact(
    registry: Registry, desk: Desk, ada: UUID, omar: Person, case: UUID
) -> None:
    response = await respond(registry, ada, {**UNHAPPY, "why": "And again."}, unit_id=desk.id, channel="letter")
    await TriageStage(registry)(response)
    page = await omar.see(await path_of(case))
    assert "And again." in page
    assert "Letter" in page
    assert "Another response from the customer" in page


async def test_neighbours_are_those_of_the_view(registry: Registry, desk: Desk, omar: Person) -> None:
    first, second, third = await opened(registry, 3, unit_id=desk.id)
    page = await omar.see(f"/app/cases/{second}?tab=unit&channel=phone_in_house")
    assert f'href="/app/cases/{first}?tab=unit&amp;channel=phone_in_house" rel="prev"' in page
    assert f'href="/app/cases/{third}?tab=unit&amp;channel=phone_in_house" rel="next"' in page
    assert 'href="/app/cases?tab=unit&amp;channel=phone_in_house" data-press="q"' in page
    assert 'rel="prev"' not in await omar.see(f"/app/cases/{first}?tab=unit")
    assert 'rel="next"' not in await omar.see(f"/app/cases/{second}")


async def test_what_is_not_there_is_not_found(registry: Registry, desk: Desk, omar: Person, case: UUID) -> None:
    [foreign] = await opened(registry, 1, unit_id=desk.manila)
    for path in (f"/app/cases/{foreign}", "/app/cases/0", f"/app/cases/{2**70}"):
        assert (await omar.browser.get(path)).status_code == 404
        assert (await omar.submit(f"{path}/note", text="x")).status_code == 404
    assert (await omar.submit(f"{await path_of(case)}/bewitch")).status_code == 404


async def test_an_open_page_hears_of_what_its_reader_may_see(registry: Registry, desk: Desk, case: UUID) -> None:
    topic = registry.topic("case")
    assert topic is not None
    assert await topic.seen(desk.omar, [case]) == [case]
    assert await topic.seen(desk.hugo, [case]) == []


async def test_a_mail_of_the_customer_shows_what_was_cut_and_its_attachments(
    registry: Registry, omar: Person, case: UUID
) -> None:
    photo = {"number": 1, "name": "defect<1>.txt", "type": "text/plain", "size": 3}
    content = (
        b"Content-Type: multipart/mixed; boundary=B\n\n--B\n\nSee it.\n--B\n"
        b"Content-Disposition: attachment; filename=defect.txt\n\nbad\n--B--\n"
    )
    parsed = to_json({"text": "See it.", "cut": "> Is it <solved>?", "attachments": [photo]})
    mail = await insert("inbound_mail", kind="unsure", content=content, parsed=parsed)
    invitation = await DB.fetch_value("SELECT invitation_id FROM response")
    await registry.receive(
        Inbound("unsure", None, "invitation", invitation, "ada@example.org", "See it.", mail_id=mail)
    )
    path = await path_of(case)
    page = await omar.see(path)
    assert "&gt; Is it &lt;solved&gt;?" in page
    assert "defect&lt;1&gt;.txt" in page
    assert "This may be an opt-out." in page
    answer = await omar.browser.get(f"{path.partition('?')[0]}/mails/{mail}/1")
    assert answer.content.strip() == b"bad"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert (await omar.browser.get(f"{path.partition('?')[0]}/mails/{invitation}/1")).status_code == 404
