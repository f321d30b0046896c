"""Zanzibar Quill is erased, and stands nowhere any more; what he answered goes on counting, and Grace is untouched."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from tests.invitations.people import NOON, contact, customer, publish_all
from tests.operations.leftovers import standing
from tests.operations.quill import MARKS, WORDS, lived
from tests.staff_people import COMMAND, SignIn
from vocapp import clock
from vocapp.customers.merging import merge
from vocapp.database import DB
from vocapp.database.due import run_due
from vocapp.edge.access import Role
from vocapp.operations import erasing
from vocapp.part import House
from vocapp.rollups.counting import count
from vocapp.rollups.rebuilding import rebuild

CELLS = "SELECT series_id, day, place_id, value, n FROM cell WHERE n <> 0 ORDER BY 1, 2, 3, 4"
PHONE = {"kind": "phone", "value": "020 7946 0123"}


@pytest.fixture
async def noon(own_database: str) -> AsyncIterator[None]:
    with clock.travelled(NOON):
        await publish_all()
        yield


@pytest.fixture
async def quill(noon: None, house: House, client: httpx.AsyncClient) -> UUID:
    """Mr Quill, known twice, after everything has happened to him."""
    root = await lived(house, client, "Zanzibar Quill", WORDS, identities=[PHONE])
    twin = await customer("Z. Quill", "other-quill@example.org")
    await merge(twin, root, actor=COMMAND)
    return root


@pytest.mark.committed
async def test_who_is_erased_stands_nowhere_any_more(house: House, client: httpx.AsyncClient, quill: UUID) -> None:
    await lived(house, client, "Grace Hopper", "Nobody called Grace back.")
    before, grace = await standing(*MARKS), await standing("grace", "hopper")
    assert {"customer.name", "identity.value", "contact.promises", "answer.value", "verbatim.redacted",
            "verbatim.words", "case_entry.text", "case_check.words", "followup_case.customer_name", "message.address",
            "outbox_mail.content", "inbound_mail.content", "digest.html", "digest_quote.words", "upload.content",
            "outcome.external_id", "permission.evidence", "invitation.facts"} <= before  # fmt: skip
    await rebuild()
    cells = await DB.fetch(CELLS)
    looked = await erasing.preview(house, quill)
    assert await standing(*MARKS) == before, "a preview changes nothing"

    assert await erasing.erase(house, COMMAND, quill, "request") == looked

    assert await standing(*MARKS) == set()
    assert await standing("grace", "hopper") == grace
    await count([row["id"] for row in await DB.fetch("SELECT id FROM response")])
    assert await DB.fetch(CELLS) == cells, "counted as before"
    await rebuild()
    assert await DB.fetch(CELLS) == cells, "and from the rows too"
    [receipt] = await erasing.receipts(quill)
    reason, changed = erasing.changed_of(receipt)
    assert (receipt["actor"], reason) == ("command", "request")
    assert changed == looked
    assert changed["identities"] == 3
    assert await erasing.erase(house, COMMAND, quill, "request") == {}


@pytest.mark.committed
async def test_what_was_under_way_is_swept_later(house: House, quill: UUID) -> None:
    await erasing.erase(house, COMMAND, quill, "objection")
    reading = "UPDATE verbatim SET redacted = $1, text_digest = 'late' WHERE redacted = '[…]'"
    await DB.execute(reading, WORDS)
    (stage,) = [stage for stage in house.stages if stage.name == erasing.STAGE]
    await run_due(stage)
    assert await standing("crocodile") != set()
    clock.move_to(clock.now() + erasing.AGAIN)
    await run_due(stage)
    assert await standing("crocodile") == set()
    assert [erasing.changed_of(one)[0] for one in await erasing.receipts(quill)] == ["again", "objection"]


async def test_an_administrator_erases_on_a_page_and_nobody_else(database: str, signed_in: SignIn) -> None:
    quill = await customer("Zanzibar Quill", "zanzibar@example.org")
    await contact(quill)
    ada, lena = await signed_in("Ada Admin", Role.ADMIN), await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    path = f"/app/customers/{quill}/erase"
    assert path in await ada.see(f"/app/customers/{quill}")
    assert path not in await lena.see(f"/app/customers/{quill}")
    assert (await lena.browser.get(path)).status_code == 403
    page = await ada.see(path)
    assert "addresses and numbers, with what they permit" in page
    unsaid = await ada.submit(path)
    assert (unsaid.status_code, "Choose why." in unsaid.text) == (422, True)
    assert (await ada.submit(path, reason="mistake")).status_code == 303
    after = await ada.see(path)
    assert "it should never have come in" in after
    assert "Erase for good" not in after
    assert "Unnamed customer" in await ada.see(f"/app/customers/{quill}")
    nobody = f"/app/customers/{UUID(int=7)}/erase"
    assert (await ada.browser.get(nobody)).status_code == 404
    assert (await ada.submit(nobody, reason="mistake")).status_code == 404
    assert "zanzibar" not in (await ada.see("/app/audit")).lower()
