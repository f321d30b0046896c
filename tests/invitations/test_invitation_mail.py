"""Invitation mail: its content, and when it is not sent."""

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.invitations.conftest import SentInvitation, invite
from tests.invitations.customer_rows import NOON, contact, customer, permission, publish_all, republish
from vocapp import clock
from vocapp.catalogue.brand import Brand
from vocapp.database import DB, new_id
from vocapp.feature import Registry
from vocapp.gateways.gateway import Outgoing
from vocapp.invitations import lifecycle
from vocapp.invitations.decide_stage import DecideStage
from vocapp.invitations.invitation_mail import InvitationComposer
from vocapp.invitations.policy.dispositions import Disposition
from vocapp.messages import message_queue
from vocapp.tokens import Keyring


@pytest.fixture
def composing(registry: Registry) -> InvitationComposer:
    return InvitationComposer(registry)


def mail(outgoing: Outgoing | datetime | None) -> tuple[EmailMessage, str, str]:
    """The mail with its plain text and its HTML."""
    assert isinstance(outgoing, Outgoing)
    found = message_from_bytes(outgoing.payload, policy=policy.default)
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert html is not None
    return found, plain.get_content(), html.get_content()


async def sent(invitation: SentInvitation, state: str = "sent") -> None:
    await DB.execute("UPDATE message SET state = $2 WHERE subject_id = $1 AND step = 0", invitation.id, state)


async def test_the_first_mail_names_the_call_and_its_links_only_preselect(
    adas: SentInvitation, composing: InvitationComposer
) -> None:
    found, plain, html = mail(await composing(await adas.message()))
    assert found["To"] == "ada@example.org"
    assert "feedback@alderway.example" in found["From"]
    assert "4. Mai" in found["Subject"]
    answer = f"https://feedback.example/s/{adas.answer_token}"
    assert answer in plain
    assert f"{answer}?correct=yes" in html
    stop = f"https://feedback.example/o/{adas.opt_out_token}"
    assert f"<{stop}>" in found["List-Unsubscribe"].replace("\n", "")
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop in plain
    assert "Vielen Dank, Ihr Alderway-Team" in plain
    assert "Musterstraße 1" in plain


async def test_the_same_message_is_composed_the_same_way_again(
    adas: SentInvitation, composing: InvitationComposer
) -> None:
    first, second = [await composing(await adas.message()) for _ in range(2)]
    assert isinstance(first, Outgoing)
    assert isinstance(second, Outgoing)
    assert first.key == second.key
    assert first.sender == second.sender


async def test_brands_never_mix(deciding: DecideStage, keys: Keyring, composing: InvitationComposer) -> None:
    ada = await invite(deciding, keys, await customer("Ada", "ada@example.org"), brand="brightmoor")
    found, plain, html = mail(await composing(await ada.message()))
    for text in (str(found["From"]), str(found["Subject"]), plain, html):
        assert "Brightmoor" in text or "brightmoor" in text
        assert "alderway" not in text.lower()


async def test_a_brand_may_have_links_of_its_own(
    deciding: DecideStage, keys: Keyring, composing: InvitationComposer
) -> None:
    await republish(Brand, "alderway", link_origin="https://hear.alderway.example")
    ada = await invite(deciding, keys, await customer())
    _, plain, _ = mail(await composing(await ada.message()))
    assert f"https://hear.alderway.example/s/{ada.answer_token}" in plain
    assert "feedback.example" not in plain


async def test_a_reminder_follows_a_mail_that_left(adas: SentInvitation, composing: InvitationComposer) -> None:
    clock.move_to(NOON + timedelta(days=4, hours=1))
    reminder = await adas.message(1)
    assert await composing(reminder) is None
    await sent(adas, "uncertain")
    assert await composing(reminder) is None
    await sent(adas)
    found, plain, _ = mail(await composing(reminder))
    assert "Erinnerung" in found["Subject"]
    assert "Vor einigen Tagen" in plain


async def test_no_reminder_to_somebody_who_has_answered(adas: SentInvitation, composing: InvitationComposer) -> None:
    await sent(adas)
    await lifecycle.move(adas.id, Disposition.PARTIAL)
    await message_queue.revoke(kind=lifecycle.KIND, subjects=[adas.id], reason="answered")
    assert await adas.states() == ["sent", "revoked"]
    assert await composing(await adas.message(1)) is None


async def test_nothing_is_sent_after_the_invitation_expired(
    adas: SentInvitation, composing: InvitationComposer
) -> None:
    clock.move_to(NOON + timedelta(days=15))
    assert await composing(await adas.message()) is None


async def test_nothing_leaves_after_a_withdrawal_or_to_a_dead_address(
    adas: SentInvitation, composing: InvitationComposer
) -> None:
    identity = (await adas.row())["identity_id"]
    await permission(identity, withdrawn=True)
    assert await composing(await adas.message()) is None
    await DB.execute("UPDATE permission SET withdrawn_at = NULL")
    assert isinstance(await composing(await adas.message()), Outgoing)
    await DB.execute("UPDATE identity SET bounced_at = $1", NOON)
    assert await composing(await adas.message()) is None


async def test_a_late_invitation_waits_for_the_morning(adas: SentInvitation, composing: InvitationComposer) -> None:
    evening = NOON + timedelta(hours=8, minutes=30)  # 21:30 in London
    clock.move_to(evening)
    morning = NOON.replace(hour=7) + timedelta(days=1)
    assert await composing(await adas.message()) == morning
    await DB.execute("UPDATE invitation SET expires_at = $1", morning)
    assert await composing(await adas.message()) is None


async def test_an_erased_invitation_is_not_mailed(adas: SentInvitation, composing: InvitationComposer) -> None:
    message = replace(await adas.message(), subject_id=new_id())
    assert await composing(message) is None


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ar"])
async def test_every_language_gets_a_whole_mail(
    deciding: DecideStage, keys: Keyring, composing: InvitationComposer, language: str
) -> None:
    ada = await invite(deciding, keys, await customer(language=language), touchpoint="other")
    found, plain, html = mail(await composing(await ada.message()))
    assert found["Subject"]
    assert "{" not in plain
    assert f'lang="{language}"' in html


@pytest.mark.committed
async def test_the_composer_is_found_in_the_registry(own_database: str, registry: Registry, keys: Keyring) -> None:
    with clock.travelled(NOON):
        await publish_all()
        ada = await invite(DecideStage(keys), keys, await customer())
        assert isinstance(await registry.composer("invitation")(await ada.message()), Outgoing)
        assert await contact(ada.customer)
