"""Lena leads the riverside team: she sees each contact with what was decided, sent and answered; others do not."""

from uuid import UUID

import httpx
import pytest

from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite
from tests.responses.visitor import ALL_SIX, Visitor
from tests.rows import insert
from tests.staff_people import COMMAND, SignIn
from vocapp import clock
from vocapp.contacts.contact_versions import load_content
from vocapp.database import DB, to_json
from vocapp.http.access import Role
from vocapp.staff import units
from vocapp.staff.units import UnitIn
from vocapp.timeline.labels import channel, look, words
from vocapp.tokens import Keyring


@pytest.fixture
async def call(database: str, keys: Keyring, client: httpx.AsyncClient) -> tuple[UUID, Visitor]:
    """Ada's call about her bill, and Ada at her survey."""
    token = await invite(keys, shipped("support"))
    contact: UUID = await DB.fetch_value("SELECT contact_id FROM invitation")
    return contact, Visitor(client, token)


async def test_answers_show_the_questions_as_the_customer_read_them(
    call: tuple[UUID, Visitor], signed_in: SignIn
) -> None:
    contact, ada = call
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    before = await lena.see(f"/app/contacts/{contact}")
    assert "Answers appear here as the customer gives them" in before
    await ada.send(**ALL_SIX)
    page = await lena.see(f"/app/contacts/{contact}")
    assert "Was your request solved?" in page
    assert f"{ALL_SIX['csat']} / 5" in page
    assert "{brand" not in page
    assert "completed" in page


async def test_what_the_customer_wrote_back_stands_on_the_page(call: tuple[UUID, Visitor], signed_in: SignIn) -> None:
    contact, _ = call
    invitation = await DB.fetch_value("SELECT id FROM invitation")
    message = await DB.fetch_value("SELECT id FROM message WHERE subject_id = $1", invitation) or await insert(
        "message", kind="invitation", subject_id=invitation
    )
    parsed = {
        "text": "I smell <b>gas</b>.",
        "cut": "",
        "attachments": [{"number": 1, "name": "a", "type": "b", "size": 1}],
    }
    await insert("inbound_mail", kind="unsure", message_id=message, parsed=to_json(parsed))
    page = await (await signed_in("Lena Lead", Role.LEAD, every_unit=True)).see(f"/app/contacts/{contact}")
    assert "I smell &lt;b&gt;gas&lt;/b&gt;." in page
    assert "may be an opt-out" in page
    assert "Attachments: 1" in page


async def test_a_question_passed_over_is_shown_as_skipped(call: tuple[UUID, Visitor], signed_in: SignIn) -> None:
    contact, ada = call
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    await ada.send(_page="improve", **{"improve.skip": "1"})
    assert "Skipped" in await lena.see(f"/app/contacts/{contact}")


async def test_the_list_is_filtered_by_its_address(call: tuple[UUID, Visitor], signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    assert "Ada Example" in await lena.see("/app/contacts")
    assert "Ada Example" in await lena.see("/app/contacts?channel=phone_in_house&touchpoint=billing")
    assert "No contact matches these filters" in await lena.see("/app/contacts?channel=fax")
    assert "Ada Example" in await lena.see("/app/contacts?after=nonsense")


async def test_before_the_first_contact_the_page_explains_imports(database: str, signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    assert "No contacts yet" in await lena.see("/app/contacts")


async def test_another_teams_contact_is_not_there(call: tuple[UUID, Visitor], signed_in: SignIn) -> None:
    contact, _ = call
    seaside = await units.add(UnitIn("seaside", "Seaside", "site"), COMMAND)
    sol = await signed_in("Sol Agent", Role.AGENT, units=frozenset({seaside}))
    assert "Ada Example" not in await sol.see("/app/contacts")
    assert (await sol.browser.get(f"/app/contacts/{contact}")).status_code == 404


async def test_a_link_with_someone_elses_id_is_not_there(database: str, signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    assert (await lena.browser.get("/app/contacts/01a20000-0000-7000-8000-000000000000")).status_code == 404


def test_every_state_has_its_words() -> None:
    assert channel("phone_in_house") == "Phone, in house"
    assert channel("hologram") == "hologram"
    assert words("sales_won") == "sales won"
    assert words(None) == ""
    assert look("uncertain") == "warning"
    assert look(None) == ""


async def test_amendments_name_what_changed(call: tuple[UUID, Visitor], signed_in: SignIn) -> None:
    contact, _ = call
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    assert "Amendments" not in await lena.see(f"/app/contacts/{contact}")
    content = await load_content(contact)
    await insert(
        "contact_version",
        contact_id=contact,
        version=1,
        payload_digest=b"",
        content=content | {"issue": "T-0", "handling_seconds": 12},
        replaced_at=clock.now(),
        replaced_by="key",
        replaced_by_name="the help desk",
    )
    page = await lena.see(f"/app/contacts/{contact}")
    assert "Changed: handling seconds, issue" in page
    assert "the help desk" in page
