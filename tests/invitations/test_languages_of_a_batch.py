"""Case 86: contacts in many languages, decided in one run; each customer is asked in their own, page and mail alike."""

import httpx
import pytest

from tests.invitations.conftest import invite
from tests.invitations.customer_rows import customer
from tests.invitations.test_invitation_mail import mail
from vocapp.feature import Registry
from vocapp.invitations.decide_stage import DecideStage
from vocapp.invitations.invitation_mail import InvitationComposer
from vocapp.tokens import Keyring

SPOKEN = {
    "ar": "ar", "en": "en", "de-DE": "de", "fr-CA": "fr", "es-419": "es", "de-AT": "de", "it": "en", "zh-Hans": "en",
    "en-GB": "en", "ar-EG": "ar",
}  # fmt: skip


async def test_each_customer_is_asked_in_their_own_language(
    deciding: DecideStage,
    keys: Keyring,
    registry: Registry,
    client: httpx.AsyncClient,
) -> None:
    people = {tag: await customer("Ada", f"ada.{tag}@example.org", language=tag) for tag in SPOKEN}
    asked = {tag: await invite(deciding, keys, person) for tag, person in people.items()}
    subjects = dict[str, set[str]]()
    for tag, language in SPOKEN.items():
        found, plain, html = mail(await InvitationComposer(registry)(await asked[tag].message()))
        direction = "rtl" if language == "ar" else "ltr"
        assert f'lang="{language}"' in html, tag
        assert f'dir="{direction}"' in html, tag
        page = (await client.get(f"/s/{asked[tag].answer_token}")).text
        assert f'<html lang="{language}" dir="{direction}">' in page, tag
        assert "{" not in plain
        subjects.setdefault(language, set()).add(str(found["Subject"]))
    assert [len(each) for each in subjects.values()] == [1] * 5
    assert len(set.union(*subjects.values())) == 5


@pytest.mark.parametrize("tag", ["AR", "ar_EG", "de_CH", "FR-fr", "es-MX", "en_US"])
async def test_a_tag_in_any_spelling(deciding: DecideStage, keys: Keyring, client: httpx.AsyncClient, tag: str) -> None:
    asked = await invite(deciding, keys, await customer(language=tag))
    page = (await client.get(f"/s/{asked.answer_token}")).text
    assert f'<html lang="{tag[:2].lower()}"' in page
