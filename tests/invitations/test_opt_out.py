"""A customer stops us: by our page, by the mail program's button, by a reply or a complaint."""

from datetime import timedelta

import httpx
import pytest

from tests.invitations.conftest import SentInvitation, invite
from tests.invitations.customer_rows import NOON, contact, customer, decision, identity, permission
from vocapp import clock
from vocapp.customers.merging.merge import merge
from vocapp.customers.permissions import PermissionKey, may_write
from vocapp.customers.types import Purpose, WritingChannel
from vocapp.database import DB
from vocapp.feature import Inbound
from vocapp.http.access import ANYONE
from vocapp.invitations.decide_stage import DecideStage
from vocapp.invitations.inbound_events import receive
from vocapp.tokens import Keyring

TABLES = ("permission", "message", "invitation", "event", "due", "decision", "response", "delivery_report")


async def everything() -> list[str]:
    """Every row there is, as text."""
    return [str(tuple(row)) for table in TABLES for row in await DB.fetch(f"SELECT * FROM {table} ORDER BY id")]


async def withdrawals_of(invitation: SentInvitation) -> list[str | None]:
    """How the permissions of the customer were withdrawn."""
    rows = await DB.fetch(
        "SELECT p.withdrawn_by FROM permission p JOIN identity i ON i.id = p.identity_id WHERE i.customer_id = $1",
        invitation.customer,
    )
    return [row["withdrawn_by"] for row in rows]


def about(invitation: SentInvitation, kind: str, **detail: object) -> Inbound:
    return Inbound(kind, None, "invitation", invitation.id, "ada@example.org", detail=detail)


async def test_a_hundred_looks_at_the_page_change_nothing(adas: SentInvitation, client: httpx.AsyncClient) -> None:
    before = await everything()
    for _ in range(100):
        page = await client.get(f"/o/{adas.opt_out_token}")
        assert page.status_code == 200
    assert await everything() == before
    assert "Keine Umfragen mehr per E-Mail?" in page.text
    assert "Alderway" in page.text


async def test_the_button_stops_everything_at_once(adas: SentInvitation, client: httpx.AsyncClient) -> None:
    answer = await client.post(f"/o/{adas.opt_out_token}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/o/{adas.opt_out_token}")
    assert await withdrawals_of(adas) == ["link"]
    assert await adas.states() == ["revoked", "revoked"]
    assert (await adas.row())["disposition"] == "refused"
    page = await client.get(f"/o/{adas.opt_out_token}")
    assert "Das war ein Versehen" in page.text


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-type": "application/x-www-form-urlencoded"}, "List-Unsubscribe=One-Click"),
        ({"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}, "List-Unsubscribe=One-Click&x=1"),
        ({"content-type": "multipart/form-data; boundary=b"},
         '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'),
        ({"content-type": "text/plain"}, "List-Unsubscribe=One-Click"),
        ({}, "List-Unsubscribe=One-Click"),
        ({"content-type": "application/x-www-form-urlencoded", "origin": "https://mail.example.com",
          "sec-fetch-site": "cross-site"}, "List-Unsubscribe=One-Click"),
        ({"content-type": "application/x-www-form-urlencoded", "origin": "null"}, "list-unsubscribe=one-click"),
        ({"content-type": "application/json"}, '{"List-Unsubscribe": "One-Click"}'),
        ({"content-length": "0"}, ""),
    ],
)  # fmt: skip
async def test_case_21_one_click_counts_in_every_body_that_providers_send(
    adas: SentInvitation, client: httpx.AsyncClient, headers: dict[str, str], body: str
) -> None:
    answer = await client.post(f"/o/{adas.opt_out_token}", content=body, headers=headers)
    assert answer.status_code in (200, 202, 303)
    assert (await withdrawals_of(adas))[0] in ("header", "link")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=b",
            '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
        ),
    ],
)
async def test_the_mail_programs_button_needs_no_cookie_and_gets_no_redirect(
    adas: SentInvitation, client: httpx.AsyncClient, content_type: str, body: str
) -> None:
    answer = await client.post(f"/o/{adas.opt_out_token}", content=body, headers={"content-type": content_type})
    assert answer.status_code == 200
    assert await withdrawals_of(adas) == ["header"]
    page = await client.get(f"/o/{adas.opt_out_token}")
    assert "Sie erhalten von uns keine Umfragen per E-Mail mehr" in page.text
    assert "Versehen" not in page.text


async def test_a_repeat_changes_nothing_more(adas: SentInvitation, client: httpx.AsyncClient) -> None:
    await client.post(f"/o/{adas.opt_out_token}")
    before = await everything()
    await client.post(f"/o/{adas.opt_out_token}")
    assert await everything() == before


async def test_a_click_by_mistake_can_be_undone_for_an_hour(adas: SentInvitation, client: httpx.AsyncClient) -> None:
    await client.post(f"/o/{adas.opt_out_token}")
    answer = await client.post(f"/o/{adas.opt_out_token}/undo")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/o/{adas.opt_out_token}")
    assert await withdrawals_of(adas) == [None]
    assert (await adas.row())["disposition"] == "unknown"
    await client.post(f"/o/{adas.opt_out_token}")
    clock.move_to(NOON + timedelta(hours=2))
    await client.post(f"/o/{adas.opt_out_token}/undo")
    assert await withdrawals_of(adas) == ["link"]
    assert (await adas.row())["disposition"] == "refused"


async def test_undoing_an_opt_out_restores_the_permission(adas: SentInvitation, client: httpx.AsyncClient) -> None:
    asked, other = (await adas.row())["identity_id"], await identity(adas.customer, "ada@work.example")
    await permission(asked)
    await DB.execute("UPDATE permission SET basis = 'existing_customer'")
    await permission(other)
    wishes = [PermissionKey(each, WritingChannel.EMAIL, Purpose.SURVEY) for each in (asked, other)]
    await client.post(f"/o/{adas.opt_out_token}")
    assert list((await may_write(wishes)).values()) == [None, None]
    await client.post(f"/o/{adas.opt_out_token}/undo")
    assert await withdrawals_of(adas) == [None, None]
    assert list((await may_write(wishes)).values()) == ["existing_customer", "consent"]


async def test_without_an_opt_out_there_is_nothing_to_undo(adas: SentInvitation, client: httpx.AsyncClient) -> None:
    before = await everything()
    await client.post(f"/o/{adas.opt_out_token}/undo")
    assert await everything() == before


@pytest.mark.parametrize("token", ["a" * 32, "short", "A" * 32])
async def test_a_wrong_token_opens_nothing(adas: SentInvitation, client: httpx.AsyncClient, token: str) -> None:
    before = await everything()
    assert (await client.get(f"/o/{token}")).status_code == 404
    assert (await client.post(f"/o/{token}")).status_code == 404
    assert (await client.post(f"/o/{token}/undo")).status_code == 404
    assert await everything() == before


async def test_the_answer_token_is_no_opt_out_token(adas: SentInvitation, client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/o/{adas.answer_token}")).status_code == 404
    assert (await client.get(f"/s/{adas.opt_out_token}")).status_code == 404


async def test_a_customer_who_opted_out_is_not_invited_again(
    adas: SentInvitation, client: httpx.AsyncClient, deciding: DecideStage
) -> None:
    await client.post(f"/o/{adas.opt_out_token}")
    clock.move_to(NOON + timedelta(days=60))
    call = await contact(adas.customer)
    await deciding.work(call)
    assert await decision(call) == ("suppressed", "opted out")


@pytest.mark.parametrize(("kind", "by"), [("opt_out", "reply"), ("complaint", "complaint")])
async def test_a_reply_or_a_complaint_is_an_opt_out_too(adas: SentInvitation, kind: str, by: str) -> None:
    await receive(about(adas, kind))
    await receive(about(adas, kind))
    assert await withdrawals_of(adas) == [by]
    assert await adas.states() == ["revoked", "revoked"]
    assert (await adas.row())["disposition"] == "refused"


async def test_a_dead_address_ends_the_invitation(adas: SentInvitation, deciding: DecideStage) -> None:
    await DB.execute("UPDATE message SET state = 'bounced' WHERE subject_id = $1 AND step = 0", adas.id)
    await receive(about(adas, "bounce_hard"))
    assert (await adas.row())["disposition"] == "noncontact"
    assert await adas.states() == ["bounced", "revoked"]
    clock.move_to(NOON + timedelta(days=60))
    call = await contact(adas.customer)
    await deciding.work(call)
    assert await decision(call) == ("suppressed", "address bounced")


async def test_mail_without_an_invitation_of_ours_is_ignored(adas: SentInvitation) -> None:
    before = await everything()
    await receive(about(adas, "bounce_soft"))
    await receive(about(adas, "reply"))
    await receive(Inbound("opt_out", None, "notice", adas.id, "ada@example.org"))
    await receive(Inbound("opt_out", None, "invitation", None, "ada@example.org"))
    await receive(Inbound("opt_out", None, "invitation", adas.contact, "ada@example.org"))
    assert await everything() == before


async def test_an_invitation_whose_identity_was_erased_can_still_be_refused(
    adas: SentInvitation, client: httpx.AsyncClient
) -> None:
    await DB.execute("DELETE FROM identity WHERE customer_id = $1", adas.customer)
    assert (await client.post(f"/o/{adas.opt_out_token}")).status_code == 303
    assert (await adas.row())["disposition"] == "refused"
    assert await adas.states() == ["revoked", "revoked"]


async def test_a_stop_counts_for_addresses_that_come_later_with_consent(
    adas: SentInvitation, client: httpx.AsyncClient, deciding: DecideStage
) -> None:
    await client.post(f"/o/{adas.opt_out_token}")
    await permission(await identity(adas.customer, "ada@new.example"))
    clock.move_to(NOON + timedelta(days=60))
    call = await contact(adas.customer)
    await deciding.work(call)
    assert await decision(call) == ("suppressed", "opted out")


async def test_a_stop_counts_after_a_merge_with_somebody_who_consented(
    adas: SentInvitation, client: httpx.AsyncClient, deciding: DecideStage
) -> None:
    await client.post(f"/o/{adas.opt_out_token}")
    twin = await customer("Ada", None)
    await permission(await identity(twin, "ada@twin.example"))
    await merge(adas.customer, twin, actor=ANYONE)
    clock.move_to(NOON + timedelta(days=60))
    call = await contact(twin)
    await deciding.work(call)
    assert await decision(call) == ("suppressed", "opted out")


async def test_the_other_customer_is_not_touched(adas: SentInvitation, deciding: DecideStage, keys: Keyring) -> None:
    bobs = await invite(deciding, keys, await customer("Bob", "bob@example.org"))
    await receive(about(adas, "complaint"))
    assert await bobs.states() == ["queued", "queued"]
    assert (await bobs.row())["disposition"] == "unknown"
