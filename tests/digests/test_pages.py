"""Erin reads, Lena leads the North, Ada administrates: who sees, makes and stops which digest."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from litestar import Litestar

from tests.digests.subscriber_fixtures import BERLIN, compose_newest, list_digests, subscribe
from tests.digests.two_weeks_fixtures import NOW
from tests.rollups.world_fixtures import World
from tests.staff_people import COMMAND, Door, Person, SignIn, make_user
from vocapp import clock
from vocapp.database import DB
from vocapp.digests import send_now, subscriptions
from vocapp.digests.schedule import plan_digests
from vocapp.digests.types import Subscription
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role
from vocapp.tokens import Keyring, mask_links

PATH = "/app/digests"
WEEKLY = {"every": "week", "weekday": "1", "month_day": "1", "hour": "7", "timezone": BERLIN, "language": "en"}


async def erin_herself(signed_in: SignIn) -> Person:
    return await signed_in("Erin Executive", Role.EXECUTIVE, timezone=BERLIN)


async def of(person: Person) -> list[Subscription]:
    return await subscriptions.list_subscriptions(Actor(kind="user", id=person.id, role=Role.EXECUTIVE))


@pytest.fixture
async def door(app: Litestar, keys: Keyring) -> AsyncIterator[Door]:
    door = Door(app, keys)
    yield door
    await door.close()


async def test_an_executive_is_offered_the_usual_one(database: str, signed_in: SignIn) -> None:
    erin = await erin_herself(signed_in)
    assert "You have no digest yet" in await erin.see(PATH)

    await erin.submit(f"{PATH}/start")

    [hers] = await of(erin)
    assert (hers.settings.every, hers.settings.on_day, hers.settings.hour, hers.settings.timezone) == (
        "week",
        1,
        7,
        BERLIN,
    )
    assert hers.settings.scope.is_everything
    page = await erin.see(PATH)
    assert "You will receive a digest every Monday at 7:00." in page
    assert "Monday at 7:00" in page
    assert "You have no digest yet" not in page


async def test_a_digest_of_a_unit_and_two_channels_every_month_in_german(monday: World, signed_in: SignIn) -> None:
    erin = await erin_herself(signed_in)
    form: dict[str, str | list[str]] = {
        **WEEKLY,
        "every": "month",
        "month_day": "3",
        "language": "de",
        "units": [str(monday.units["North"])],
        "channels": ["sms", "fax"],
    }

    added = await erin.submit(f"{PATH}/subscriptions/new", **form)

    assert added.status_code == 303
    [hers] = await of(erin)
    assert (hers.settings.every, hers.settings.on_day, hers.settings.language) == ("month", 3, "de")
    assert (hers.settings.scope.units, hers.settings.scope.channels) == ((monday.units["North"],), ("sms", "fax"))
    assert "North, Text message, Fax" in await erin.see(PATH)
    assert 'value="month" required checked' in await erin.see(f"{PATH}/subscriptions/{hers.id}")


async def test_what_cannot_be_sent_is_refused_with_a_remedy(database: str, signed_in: SignIn) -> None:
    erin = await erin_herself(signed_in)
    for field, value, sentence in (
        ("every", "day", "Choose weekly or monthly."),
        ("weekday", "8", "Choose a day from the list."),
        ("hour", "24", "Choose an hour from the list."),
        ("timezone", "Mars/Olympus", "Enter a time zone such as Europe/Berlin."),
        ("language", "xx", "Choose a language from the list."),
        ("channels", "pigeon", "Choose units, lines, channels and brands from the lists."),
        ("units", "everybody", "Choose units, lines, channels and brands from the lists."),
        ("user", "nobody", "Choose a reader from the list."),
    ):
        answer = await erin.submit(f"{PATH}/subscriptions/new", **{**WEEKLY, field: value})

        assert answer.status_code == 422, field
        assert sentence in answer.text
    assert await of(erin) == []


async def test_a_subscription_is_changed_paused_and_deleted_and_each_is_undone(
    database: str, signed_in: SignIn
) -> None:
    erin = await erin_herself(signed_in)
    await erin.submit(f"{PATH}/start")
    [hers] = await of(erin)
    here = f"{PATH}/subscriptions/{hers.id}"

    await erin.submit(here, **{**WEEKLY, "weekday": "4", "hour": "16"})
    [changed] = await of(erin)
    assert (changed.settings.on_day, changed.settings.hour) == (4, 16)
    for action, undo in (("pause", "resume"), ("delete", "restore")):
        await erin.submit(f"{here}/{action}")
        assert f"{here}/{undo}" in await erin.see(PATH)
        assert not any(each.is_on for each in await of(erin))
        await erin.submit(f"{here}/{undo}")
        assert [each.is_on for each in await of(erin)] == [True]
    assert (await erin.submit(here, **{**WEEKLY, "hour": "99"})).status_code == 422


async def test_nobody_reaches_the_digests_of_another(monday: World, signed_in: SignIn, registry: Registry) -> None:
    erin = await erin_herself(signed_in)
    await erin.submit(f"{PATH}/start")
    [hers] = await of(erin)
    await send_now.send_period(hers, await send_now.newest_period(hers), COMMAND)
    digest = await compose_newest(registry, hers.id)
    others = [await signed_in("Anna Analyst", Role.ANALYST), await signed_in("Lena Lead", Role.LEAD, every_unit=True)]
    for other in others:
        for path in (f"{PATH}/subscriptions/{hers.id}", f"{PATH}/subscriptions/{hers.id}/preview",
                     f"{PATH}/{digest['id']}", f"{PATH}/{digest['id']}/mail"):  # fmt: skip
            assert (await other.browser.get(path)).status_code == 404
        for path in (f"{PATH}/subscriptions/{hers.id}", f"{PATH}/subscriptions/{hers.id}/delete"):
            assert (await other.submit(path, **WEEKLY)).status_code == 404
        assert "Erin" not in await other.see(PATH)
    ada = await signed_in("Ada Admin", Role.ADMIN)
    assert "Erin" in await ada.see(PATH)
    assert digest["subject"] in await ada.see(f"{PATH}/{digest['id']}")
    omar = await signed_in("Omar Agent")
    assert (await omar.browser.get(PATH)).status_code == 403


async def test_a_lead_subscribes_the_leads_of_her_units_and_no_others(
    monday: World, signed_in: SignIn, keys: Keyring
) -> None:
    north, south = monday.units["North"], monday.units["South"]
    both = frozenset({north, south})
    lena = await signed_in("Lena Lead", Role.LEAD, units=both)
    nora = await make_user("Nora North", Role.LEAD, units=frozenset({north}))
    erin = await make_user("Erin Executive", Role.EXECUTIVE)
    await make_user("Sven Seesall", Role.LEAD, every_unit=True)
    page = await lena.see(f"{PATH}/subscriptions/new")
    assert "Nora North" in page
    assert "Erin" not in page
    assert "Sven" not in page

    assert (await lena.submit(f"{PATH}/subscriptions/new", **WEEKLY, user=str(nora))).status_code == 303
    assert (await lena.submit(f"{PATH}/subscriptions/new", **WEEKLY, user=str(erin))).status_code == 422
    outside: dict[str, str | list[str]] = {**WEEKLY, "user": str(nora), "units": [str(south)]}
    assert (await lena.submit(f"{PATH}/subscriptions/new", **outside)).status_code == 422, "Nora does not see the South"

    assert "Nora North" in await lena.see(PATH)
    hers = await subscribe(keys, lena.id)
    nora_herself = await subscriptions.list_subscriptions(Actor(kind="user", id=nora, role=Role.LEAD, units=(north,)))
    assert hers.id not in {each.id for each in nora_herself}


async def test_the_preview_is_the_mail_and_is_kept_nowhere(monday: World, signed_in: SignIn) -> None:
    erin = await erin_herself(signed_in)
    await erin.submit(f"{PATH}/start")
    [hers] = await of(erin)
    here = f"{PATH}/subscriptions/{hers.id}/preview"

    page = await erin.see(here)
    mail = await erin.browser.get(f"{here}/mail", params={"since": "2026-11-12"})

    assert "Week 47: " in page
    assert "Nov 9" in mail.text
    assert "sandbox" in mail.headers["content-security-policy"]
    assert "<script" not in mail.text
    assert await list_digests(hers.id) == []
    assert (await erin.browser.get(here, params={"since": "yesterday"})).status_code == 404


async def test_a_sent_digest_is_shown_as_it_was_sent(monday: World, signed_in: SignIn, registry: Registry) -> None:
    erin = await erin_herself(signed_in)
    await erin.submit(f"{PATH}/start")
    [hers] = await of(erin)
    await send_now.send_period(hers, await send_now.newest_period(hers), COMMAND)
    digest = await compose_newest(registry, hers.id)

    page = await erin.browser.get(f"{PATH}/{digest['id']}")
    mail = await erin.browser.get(f"{PATH}/{digest['id']}/mail")

    assert "frame-src 'self'" in page.headers["content-security-policy"]
    shown = re.sub(r'src="data:image/png;base64,[^"]*"', 'src="cid"', mail.text)
    assert shown.replace('<base target="_blank">', "") == re.sub(
        r'src="cid:[^"]*"', 'src="cid"', mask_links(digest["html"].encode()).decode()
    )
    assert digest["plain"].splitlines()[0] in page.text


async def test_a_missed_digest_is_sent_by_hand_and_a_test_by_a_button(
    monday: World, door: Door, registry: Registry, keys: Keyring
) -> None:
    user = await make_user("Erin Executive", Role.EXECUTIVE, timezone=BERLIN)
    hers = await subscribe(keys, user)
    with clock.travelled(NOW + timedelta(days=9)):
        erin = await door.again(user)
        await plan_digests()
        [missed] = await list_digests(hers.id)
        assert "Send now" in await erin.see(f"{PATH}/{missed['id']}")
        await erin.submit(f"{PATH}/{missed['id']}/send")
        assert (await compose_newest(registry, hers.id))["state"] == "ready"
        assert "The digest will be sent within a minute." in await erin.see(PATH)
        await erin.submit(f"{PATH}/{missed['id']}/send")
        assert "This digest was already sent." in await erin.see(f"{PATH}/{missed['id']}")
        await erin.submit(f"{PATH}/subscriptions/{hers.id}/test")
        assert "A test will be sent to erin@company.example within a minute." in await erin.see(PATH)
        assert len(await list_digests(hers.id)) == 2
        await compose_newest(registry, hers.id)
        await DB.execute("UPDATE message SET state = 'bounced'")
        assert "not delivered" in await erin.see(PATH)


async def test_what_is_not_there_is_404(database: str, signed_in: SignIn) -> None:
    erin = await erin_herself(signed_in)
    nothing = UUID(int=7)
    for path in (f"{PATH}/{nothing}", f"{PATH}/{nothing}/mail", f"{PATH}/subscriptions/{nothing}"):
        assert (await erin.browser.get(path)).status_code == 404
    assert (await erin.submit(f"{PATH}/{nothing}/send")).status_code == 404
