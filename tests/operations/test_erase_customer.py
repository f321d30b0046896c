"""Zanzibar Quill is erased from every table; the scores still count, and Grace is untouched."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from uuid import UUID

import httpx
import pytest

from tests.invitations.customer_rows import NOON, contact, customer, identity, publish_all
from tests.operations.erased_customer_fixtures import MARKS, WORDS, record_customer_story
from tests.operations.find_text import standing
from tests.rows import insert
from tests.staff_people import COMMAND, SignIn, make_user
from vocapp import clock
from vocapp.customers.merging.merge import merge
from vocapp.database import DB, from_json
from vocapp.database.jobs import enqueue, run_jobs
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.operations import erase_customer
from vocapp.rollups.count_stage import count_subjects
from vocapp.rollups.rebuild import rebuild_cells
from vocapp.tokens import TokenPurpose

CELLS = "SELECT series_id, day, place_id, value, n FROM cell WHERE n <> 0 ORDER BY 1, 2, 3, 4"
PHONE = {"kind": "phone", "value": "020 7946 0123"}


@pytest.fixture
async def noon(own_database: str) -> AsyncIterator[None]:
    with clock.travelled(NOON):
        await publish_all()
        yield


@pytest.fixture
async def quill(noon: None, registry: Registry, client: httpx.AsyncClient) -> UUID:
    """The customer Quill, recorded twice, with data in every package."""
    root = await record_customer_story(registry, client, "Zanzibar Quill", WORDS, identities=[PHONE])
    twin = await customer("Z. Quill", "other-quill@example.org")
    await merge(twin, root, actor=COMMAND)
    return root


@pytest.mark.committed
async def test_an_erased_customer_is_in_no_table(registry: Registry, client: httpx.AsyncClient, quill: UUID) -> None:
    await record_customer_story(registry, client, "Grace Hopper", "Nobody called Grace back.")
    before, grace = await standing(*MARKS), await standing("grace", "hopper")
    assert {"customer.name", "identity.value", "contact.promises", "answer.value", "verbatim.redacted",
            "verbatim.words", "case_entry.text", "case_check.words", "followup_case.customer_name", "message.address",
            "outbox_mail.content", "inbound_mail.content", "digest.html", "digest_quote.words", "upload.content",
            "outcome.external_id", "permission.evidence", "invitation.facts"} <= before  # fmt: skip
    await rebuild_cells()
    cells = await DB.fetch(CELLS)
    looked = await erase_customer.preview(registry, quill)
    assert await standing(*MARKS) == before, "a preview changes nothing"

    assert await erase_customer.erase(registry, COMMAND, quill, "request") == looked

    assert await standing(*MARKS) == set()
    assert await standing("grace", "hopper") == grace
    await count_subjects([row["id"] for row in await DB.fetch("SELECT id FROM response")])
    assert await DB.fetch(CELLS) == cells, "counted as before"
    await rebuild_cells()
    assert await DB.fetch(CELLS) == cells, "and from the rows too"
    [receipt] = await erase_customer.list_receipts(quill)
    assert (receipt.actor, receipt.reason) == ("command", "request")
    assert receipt.changed == looked
    assert receipt.changed["identities"] == 3
    assert await erase_customer.erase(registry, COMMAND, quill, "request") == {}


async def test_addresses_are_found_in_any_letters_and_numbers_are_not_looked_for(
    registry: Registry, database: str
) -> None:
    """The loyalty number also occurs in mails of others; deleting those would lose an unread opt-out."""
    quill = await customer("Zanzibar Quill", "quill@example.org")
    await identity(quill, "züleyha@example.org")
    await DB.execute("UPDATE identity SET kind = 'loyalty', value = '20' WHERE id = $1", await identity(quill, "x"))
    from_quill = b"From: Z. Quill <Quill@Example.ORG>\r\n\r\nStop."
    from_grace = b"Date: 4 May 2026\r\n\r\nStop."
    another = b"From: tranquill@example.org\r\n\r\nquill@example.org.uk"
    too = "Z. Quill now reads züleyha@example.org".encode()
    mails = (("unmatched", from_quill), ("unread", from_grace), ("unmatched", another), ("unmatched", too))
    for number, (kind, content) in enumerate(mails):
        await insert("inbound_mail", digest=bytes([number]), kind=kind, content=content)
    file = b"who;mail\nZ. Quill;QUILL@example.org\n"
    await insert("upload", content=file, uploaded_by=await make_user("Ada"))

    await erase_customer.erase(registry, COMMAND, quill, "request")

    assert [row["content"] for row in await DB.fetch("SELECT content FROM inbound_mail ORDER BY digest")] == [
        from_grace,
        another,
    ]
    assert await DB.fetch_value("SELECT content FROM upload") is None


@pytest.mark.committed
async def test_data_written_during_the_erasure_is_erased_later(registry: Registry, quill: UUID) -> None:
    await erase_customer.erase(registry, COMMAND, quill, "objection")
    reading = "UPDATE verbatim SET redacted = $1, text_digest = 'late' WHERE redacted = '[…]'"
    await DB.execute(reading, WORDS)
    (stage,) = [stage for stage in registry.stages if stage.name == erase_customer.STAGE]
    await run_jobs(stage)
    assert await standing("crocodile") != set()
    clock.move_to(clock.now() + erase_customer.AGAIN)
    await run_jobs(stage)
    assert await standing("crocodile") == set()
    assert [one.reason for one in await erase_customer.list_receipts(quill)] == [
        "again",
        "objection",
    ]


async def test_an_administrator_erases_on_a_page_and_nobody_else(database: str, signed_in: SignIn) -> None:
    quill = await customer("Zanzibar Quill", "zanzibar@example.org")
    await contact(quill)
    ada, lena = await signed_in("Ada Admin", Role.ADMIN), await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    path = f"/app/customers/{quill}/erase"
    assert path in await ada.see(f"/app/customers/{quill}")
    assert path not in await lena.see(f"/app/customers/{quill}")
    assert (await lena.browser.get(path)).status_code == 403
    page = await ada.see(path)
    assert "addresses and numbers, with their permissions" in page
    unsaid = await ada.submit(path)
    assert (unsaid.status_code, "Choose a reason." in unsaid.text) == (422, True)
    assert (await ada.submit(path, reason="mistake")).status_code == 303
    after = await ada.see(path)
    assert "it was recorded by mistake" in after
    assert "Not searched: what others wrote" in after
    assert "Erase for good" not in after
    assert "Unnamed customer" in await ada.see(f"/app/customers/{quill}")
    nobody = f"/app/customers/{UUID(int=7)}/erase"
    assert (await ada.browser.get(nobody)).status_code == 404
    assert (await ada.submit(nobody, reason="mistake")).status_code == 404
    assert "zanzibar" not in (await ada.see("/app/audit")).lower()


@pytest.mark.committed
async def test_answers_before_a_correction_are_erased_too(registry: Registry, quill: UUID) -> None:
    """The story of a case keeps what each column held before."""
    response = await DB.fetch_value("SELECT response_id FROM followup_case WHERE customer_id = $1", quill)
    await DB.execute(
        "UPDATE answer SET value = $2 WHERE response_id = $1 AND question = 'improve'", response, '"Late."'
    )
    await enqueue("triage", response)
    (triage,) = [stage for stage in registry.stages if stage.name == "triage"]
    await run_jobs(triage)
    assert "case_entry.detail" in await standing("crocodile")

    await erase_customer.erase(registry, COMMAND, quill, "request")

    assert await standing(*MARKS) == set()
    assert await erase_customer.erase(registry, COMMAND, quill, "request") == {}


@pytest.mark.parametrize("state", ["uploaded", "checking", "checked", "importing", "done", "failed"])
async def test_an_upload_that_names_the_customer_is_emptied_in_every_state(
    registry: Registry, database: str, state: str
) -> None:
    quill = await customer("Zanzibar Quill", "quill@example.org")
    ada = await make_user("Ada")
    files = {"hers": "who;mail\nZ;Quill@Example.org\n".encode("utf-16"), "packed": b"PK\x03\x04 a workbook"}
    for name, content in files.items():
        await insert("upload", name=f"{name}.csv", content=content, uploaded_by=ada, state=state)
    other = await insert("upload", name="other.csv", content=b"who;mail\nGrace;grace@example.org\n", uploaded_by=ada,
                         state="checked")  # fmt: skip

    await erase_customer.erase(registry, COMMAND, quill, "request")

    rows = await DB.fetch("SELECT state, content FROM upload WHERE id <> $1", other)
    assert [row["content"] for row in rows] == [None, None]
    assert {row["state"] for row in rows} == {"done" if state == "done" else "failed"}, "none can be imported any more"
    assert await DB.fetch_value("SELECT content FROM upload WHERE id = $1", other) is not None


async def test_an_upload_named_after_the_customer_loses_its_name(registry: Registry, database: str) -> None:
    quill = await customer("Zanzibar Quill", "quill@example.org")
    await insert("upload", name="complaint of Zanzibar Quill.csv", columns=["quill@example.org"], state="done",
                 uploaded_by=await make_user("Ada"))  # fmt: skip
    await erase_customer.erase(registry, COMMAND, quill, "request")
    assert await standing("zanzibar", "quill@") == set()
    assert await erase_customer.erase(registry, COMMAND, quill, "request") == {}


async def test_a_mail_about_nothing_is_found_by_its_decoded_text(registry: Registry, database: str) -> None:
    quill = await customer("Zanzibar Quill", "quill@example.org")
    mail = EmailMessage()
    mail.set_content("Please delete quill@example.org. " * 9, cte="base64")
    for kind in ("unmatched", "unread", "set_aside"):
        await insert("inbound_mail", digest=kind.encode(), kind=kind, content=mail.as_bytes())
    await erase_customer.erase(registry, COMMAND, quill, "request")
    assert await DB.fetch_value("SELECT count(*) FROM inbound_mail") == 0


async def test_ways_through_a_menu_are_erased(registry: Registry, database: str) -> None:
    quill = await customer("Zanzibar Quill", "quill@example.org")
    call = await contact(quill, handlers=[{"kind": "ivr", "path": "2>1>79460123"}, {"kind": "agent", "name": "Sam"}])
    await erase_customer.erase(registry, COMMAND, quill, "request")
    handlers = await DB.fetch_value("SELECT handlers FROM contact WHERE id = $1", call)
    assert from_json(handlers) == [{"kind": "ivr"}, {"kind": "agent", "name": "Sam"}]


@pytest.mark.committed
async def test_the_survey_link_shows_nothing_afterwards(
    registry: Registry, client: httpx.AsyncClient, quill: UUID
) -> None:
    ask = await DB.fetch_value("SELECT id FROM invitation WHERE customer_id = $1", quill)
    link = f"/s/{registry.keys.token(TokenPurpose.ANSWER, ask)}"
    before = await client.get(link)
    assert "4 May" in before.text
    await erase_customer.erase(registry, COMMAND, quill, "request")
    for path in (link, f"{link}/not-me", f"{link}/decline"):
        page = (await client.get(path)).text.lower()
        assert not [word for word in (*MARKS, "your call on", "4 may") if word in page], path
    assert (await client.get(link)).status_code == 410
    assert (await client.post(link, data={"csat": "5", "_page": "*"})).status_code == 410
