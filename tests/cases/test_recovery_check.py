"""The recovery check: the mail, the page, and what comes back."""

from datetime import timedelta
from uuid import UUID

import httpx

from tests.cases.case_fixtures import ADMIN, SOLVED, case_about, case_row, history_of, is_on_hold
from tests.cases.conftest import Desk
from tests.cases.recovery_mails import check_of, link_of, message_of, read, wish_of
from tests.invitations.customer_rows import NOON, contact, customer
from tests.rows import insert
from tests.staff_people import COMMAND
from vocapp import clock
from vocapp.cases import actions, recovery_check
from vocapp.customers.permissions import withdraw
from vocapp.customers.types import Purpose
from vocapp.database import DB, from_json
from vocapp.feature import Inbound, Registry, StoredMessage
from vocapp.staff.trusted_sources import trust
from vocapp.tokens import TokenPurpose


async def test_the_recovery_mail_is_in_the_customers_language_and_its_links_only_choose(
    registry: Registry, closed: UUID
) -> None:
    await DB.execute("UPDATE case_check SET language = 'de'")
    found, plain, html = read(await registry.composer("recovery")(StoredMessage.of_row(await message_of())))
    page = f"https://feedback.example{await link_of(registry, closed)}"

    assert found["To"] == "ada@example.org"
    assert found["Subject"] == "Ihr Anruf vom 4. Mai zu Ihrer Rechnung: Ist es gelöst?"
    assert found["Auto-Submitted"] == "auto-generated"
    assert f"{page}?solved=no" in plain
    assert f'href="{page}?solved=yes"' in html
    assert "https://feedback.example/o/" in plain
    assert "One-Click" in found["List-Unsubscribe-Post"]
    assert "Musterstraße 1" in html


async def test_opening_the_page_records_nothing(registry: Registry, closed: UUID, client: httpx.AsyncClient) -> None:
    link = await link_of(registry, closed)
    for _ in range(20):
        page = await client.get(link, params={"solved": "no"})

    assert page.status_code == 200
    assert 'value="no" checked' in page.text
    assert "<script" not in page.text
    assert (await case_row(closed))["state"] == "closed"
    assert (await check_of(closed))["answer"] is None


async def test_a_yes_to_the_recovery_check_confirms_the_case(
    registry: Registry, ada: UUID, closed: UUID, client: httpx.AsyncClient
) -> None:
    link = await link_of(registry, closed)
    sent = await client.post(link, data={"solved": "yes", "words": "Thanks <b>"})
    assert (sent.status_code, sent.headers["location"]) == (303, link)

    after = await case_row(closed)
    assert (after["state"], after["denied_at"]) == ("confirmed", None)
    assert after["confirmed_at"] is not None
    assert not await is_on_hold(ada)
    assert "we are glad" in (await client.get(link)).text
    await client.post(link, data={"solved": "no"})  # the first answer counts
    assert (await case_row(closed))["state"] == "confirmed"
    [row] = await DB.fetch("SELECT actor, text FROM case_entry WHERE case_id = $1 AND kind = 'check'", closed)
    assert tuple(row) == ("anyone", "Thanks <b>")


async def test_a_no_to_the_recovery_check_reopens_the_case(
    registry: Registry, ada: UUID, closed: UUID, desk: Desk, client: httpx.AsyncClient
) -> None:
    link = await link_of(registry, closed)
    await client.post(link, data={"solved": "no", "words": "still the old bill"})

    after = await case_row(closed)
    assert (after["state"], after["reopened"], after["owner_id"]) == ("open", 1, desk.omar.id)
    assert after["acknowledge_due_at"] > NOON
    assert await is_on_hold(ada)
    assert "reopened it" in (await client.get(link)).text
    await actions.close(registry, desk.omar, closed, **SOLVED)
    assert await DB.fetch_value("SELECT count(*) FROM message WHERE kind = 'recovery'") == 2
    assert await link_of(registry, closed) != link


async def test_a_recovery_check_without_a_choice_is_shown_again(
    registry: Registry, closed: UUID, client: httpx.AsyncClient
) -> None:
    page = await client.post(await link_of(registry, closed), data={"words": "well\x00"})

    assert page.status_code == 422
    assert "Please choose an answer." in page.text
    assert (await case_row(closed))["state"] == "closed"


async def test_nobody_finds_a_page_without_its_link(
    registry: Registry, closed: UUID, client: httpx.AsyncClient
) -> None:
    check = (await check_of(closed))["id"]
    others = [registry.keys.token(TokenPurpose.ANSWER, check), "a" * 32, "short"]
    for token in others:
        assert (await client.get(f"/r/{token}")).status_code == 404
        assert (await client.post(f"/r/{token}", data={"solved": "yes"})).status_code == 404
    assert (await client.get(await link_of(registry, closed))).status_code == 200


async def test_no_answer_is_no_recovery(registry: Registry, ada: UUID, closed: UUID, client: httpx.AsyncClient) -> None:
    check, link = (await check_of(closed))["id"], await link_of(registry, closed)
    with clock.travelled(NOON + timedelta(days=7, minutes=1)):
        page = await client.post(link, data={"solved": "yes"}, follow_redirects=True)
        assert "The time to answer is over" in page.text
        await recovery_check.expire(registry, check)
        await recovery_check.expire(registry, check)
        assert await registry.composer("recovery")(StoredMessage.of_row(await message_of())) is None

    assert (await case_row(closed))["state"] == "unanswered"
    assert not await is_on_hold(ada)
    assert await history_of(closed) == ["opened", "closed", "unanswered"]


async def test_a_recovery_check_of_a_reopened_case_is_withdrawn(
    registry: Registry, desk: Desk, closed: UUID, client: httpx.AsyncClient
) -> None:
    check, link = (await check_of(closed))["id"], await link_of(registry, closed)
    await actions.reopen(registry, desk.lena, closed, "not yet")

    assert (await message_of())["state"] == "revoked"
    assert "out of date" in (await client.get(link)).text
    await client.post(link, data={"solved": "yes"})
    await recovery_check.expire(registry, check)
    assert (await case_row(closed))["state"] == "open"


async def test_a_late_bounce_of_an_earlier_recovery_check_leaves_the_present_one_open(
    registry: Registry, desk: Desk, closed: UUID
) -> None:
    earlier = (await check_of(closed))["id"]
    await actions.reopen(registry, desk.lena, closed, "not yet")
    await actions.close(registry, desk.omar, closed, **SOLVED)
    with clock.travelled(NOON + timedelta(days=8)):
        await recovery_check.expire(registry, earlier)
        await recovery_check.record_bounce(registry, earlier)

        assert (await case_row(closed))["state"] == "closed"
        assert (await check_of(closed))["withdrawn_at"] is None
        await recovery_check.expire(registry, (await check_of(closed))["id"])
    assert (await case_row(closed))["state"] == "unanswered"


async def test_at_night_the_mail_waits_for_the_morning(registry: Registry, closed: UUID) -> None:
    with clock.travelled(NOON.replace(hour=22)):
        later = await registry.composer("recovery")(StoredMessage.of_row(await message_of()))

    assert later == NOON.replace(hour=7) + timedelta(days=1)  # eight o'clock in London


async def test_a_customer_without_permission_gets_no_recovery_check(registry: Registry, desk: Desk, ada: UUID) -> None:
    await withdraw(await wish_of(ada, Purpose.SURVEY), by="link", actor=ADMIN)
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id))["id"]))
    await actions.close(registry, desk.omar, case, **SOLVED)

    [row] = await DB.fetch("SELECT detail FROM case_entry WHERE case_id = $1 ORDER BY id DESC LIMIT 1", case)
    assert from_json(row["detail"])["not_asked"] == "permission"
    assert (await case_row(case))["state"] == "unanswered"
    assert not await is_on_hold(ada)


async def test_an_opt_out_before_sending_stops_the_recovery_check(registry: Registry, ada: UUID, closed: UUID) -> None:
    await withdraw(await wish_of(ada, Purpose.SURVEY), by="link", actor=ADMIN)

    assert await registry.composer("recovery")(StoredMessage.of_row(await message_of())) is None


async def test_a_dead_address_gets_no_recovery_check_and_another_address_does(
    registry: Registry, desk: Desk, closed: UUID, ada: UUID
) -> None:
    message = await message_of()
    bounce = Inbound("bounce_hard", message["id"], "recovery", message["subject_id"], "ada@example.org")
    for _ in range(2):
        await registry.receive(bounce)
    assert (await case_row(closed))["state"] == "unanswered"
    await actions.reopen(registry, desk.omar, closed)
    await actions.close(registry, desk.omar, closed, **SOLVED)
    assert await _why(closed) == "bounced"
    await actions.reopen(registry, desk.omar, closed)
    await insert("identity", customer_id=ada, value="ada@home.example")
    await actions.close(registry, desk.omar, closed, **SOLVED)
    assert await _why(closed) == "bounced", "the contact of the case did not name that address"
    await actions.reopen(registry, desk.omar, closed)
    await trust("crm", COMMAND)
    named = [{"kind": "email", "value": "ada@home.example"}]
    await insert("contact", customer_id=ada, source="crm", identities=named)
    await actions.close(registry, desk.omar, closed, **SOLVED)

    assert (await message_of())["address"] == "ada@home.example"


async def test_no_recovery_check_is_sent_where_the_rule_excludes_it(registry: Registry, desk: Desk, ada: UUID) -> None:
    await DB.execute('UPDATE case_rule SET definition = definition || \'{"check": {"ask": false}}\'')
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id))["id"]))
    await actions.close(registry, desk.omar, case, **SOLVED)

    assert await _why(case) == "rule"


async def test_a_customer_without_an_address_gets_no_recovery_check(registry: Registry, desk: Desk) -> None:
    grace = await customer("Grace", None)
    case = UUID(str((await case_about(registry, grace, unit_id=desk.id))["id"]))
    await actions.close(registry, desk.omar, case, **SOLVED)

    assert await _why(case) == "address"


async def test_an_arabic_mail_reads_from_the_right(registry: Registry, closed: UUID) -> None:
    await DB.execute("UPDATE case_check SET language = 'ar'")
    _, plain, html = read(await registry.composer("recovery")(StoredMessage.of_row(await message_of())))

    assert 'dir="rtl"' in html
    assert "\u2068Alderway\u2069" in plain


async def test_a_recovery_check_is_not_an_invitation(registry: Registry, ada: UUID, closed: UUID) -> None:
    assert await DB.fetch_value("SELECT count(*) FROM invitation WHERE customer_id = $1", ada) == 1
    assert await contact(ada)


async def _why(case: UUID) -> str:
    [row] = await DB.fetch(
        "SELECT detail FROM case_entry WHERE case_id = $1 AND detail->>'action' = 'closed' ORDER BY id DESC LIMIT 1",
        case,
    )
    return str(from_json(row["detail"])["not_asked"])
