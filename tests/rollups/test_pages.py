"""The pages of numbers: Lena leads and reads everything, the floor binds Eva, an executive, Omar sees his unit."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.patience import until
from tests.rollups.world_fixtures import MONDAY, World, score
from tests.staff_people import Person, SignIn
from vocapp import clock
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.rollups.count_stage import count_subjects

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
async def world(database: str) -> AsyncIterator[World]:
    """Mail is worse than chat; the week before was better. One comment names nobody, one is Grace's."""
    made = await World.made()
    await made.unit("Riverside")
    await made.unit("Callwell")
    given: dict[str, Any] = {"survey": "post_contact", "unit": "Riverside"}
    week = timedelta(days=7)
    for ratings, more in (
        ((5, 5, 5, 4, 5, 5, 4, 5), {"channel": "email", "at": MONDAY - week}),
        ((1, 2, 1, 3, 2, 1, 4, 2), {"channel": "email", "at": MONDAY}),
        ((5, 4, 5, 5, 4), {"channel": "web_chat", "at": MONDAY}),
        ((2, 2), {"channel": "letter", "unit": "Callwell", "at": MONDAY}),
    ):
        await count_subjects(
            [await made.answer({"csat": rating, "solved": rating > 2}, **{**given, **more}) for rating in ratings]
        )
    said = await made.answer({"csat": 1, "why": "Grace <b>waited</b>"}, name="Grace Ashworth", channel="email", **given)
    await score(said, "why", -0.8)
    await DB.execute("UPDATE verbatim SET redacted = '[name] <b>waited</b>'")
    await count_subjects([said, await made.contact("suppressed", **given)])
    with clock.travelled(WEDNESDAY):
        yield made


@pytest.fixture
async def lena(world: World, signed_in: SignIn) -> Person:
    return await signed_in("Lena Lead", Role.LEAD, every_unit=True)


@pytest.fixture
async def eva(world: World, signed_in: SignIn) -> Person:
    return await signed_in("Eva Executive", Role.EXECUTIVE, every_unit=True)


def plain(page: str) -> str:
    """A page with spaces that break."""
    return page.replace("\u00a0", " ")


async def test_the_overview_shows_changes_with_interval_and_n(lena: Person) -> None:
    page = plain(await lena.see("/app/dashboards?period=7"))
    assert "Satisfaction: down" in page
    assert '<span class="value">38%</span> <span class="interval">18 to 61, n = 16</span>' in page
    assert "of 16 invited" in page
    assert 'data-live="counted"' in page
    assert "Limits of these numbers" in page


async def test_every_number_carries_interval_and_n(lena: Person) -> None:
    page = plain(await lena.see("/app/dashboards/by/channel?period=7"))
    values, intervals = page.count('class="value"'), page.count('class="interval"')
    assert values > 6
    assert intervals >= values


async def test_all_thirteen_channels_are_in_one_view(lena: Person) -> None:
    page = await lena.see("/app/dashboards/by/channel?period=7")
    for name in ("Phone, in house", "Phone, outsourced", "Phone menu (IVR)", "E-mail", "Letter", "Web chat",
                 "Web collaboration", "Co-browsing", "Text message", "Kiosk or till", "Fax", "Face to face",
                 "Social media"):  # fmt: skip
        assert f">{name}</a>" in page
    assert "too few to say (n\u00a0=\u00a02)" in page
    assert page.index(">Web chat</a>") < page.index(">E-mail</a>") < page.index(">Letter</a>"), "best first, few last"


async def test_charts_come_with_the_page_or_when_it_is_read_again(lena: Person) -> None:
    async def is_drawn() -> bool:
        return "<svg" in await lena.see("/app/dashboards/by/channel?period=7")

    await until(is_drawn)


async def test_every_dimension_has_a_page(lena: Person) -> None:
    for by in ("touchpoint", "line", "unit", "survey", "day", "week", "month"):
        assert "Total" in await lena.see(f"/app/dashboards/by/{by}")


async def test_a_unit_leads_to_its_own_numbers(lena: Person, world: World) -> None:
    page = await lena.see("/app/dashboards/by/unit?period=7")
    assert f"/app/dashboards?period=7&amp;unit={world.units['Riverside']}" in page
    assert "Riverside" in await lena.see(f"/app/dashboards?period=7&unit={world.units['Riverside']}")


async def test_a_number_leads_to_its_answers_and_they_to_their_contacts(lena: Person) -> None:
    page = await lena.see("/app/dashboards/answers?period=7&channel=email")
    assert "Grace &lt;b&gt;waited&lt;/b&gt;" in page
    assert "Grace Ashworth" in page
    assert page.count("/app/contacts/") == 9
    assert page.count(" / 5</td>") == 9
    nobody = await lena.see(f"/app/dashboards/answers?period=7&channel=email&given={10**20}")
    assert "/app/contacts/" not in nobody
    only = await lena.see("/app/dashboards/answers?period=7&channel=email&given=4")
    assert only.count(" / 5</td>") == 1
    solved = await lena.see(
        "/app/dashboards/answers?period=7&measure=resolution:0-1:higher_is_better:contact:post_contact"
    )
    assert ">no</td>" in solved and ">yes</td>" in solved
    tone = await lena.see(
        "/app/dashboards/answers?period=7&measure=sentiment:-100-100:higher_is_better:contact:post_contact"
    )
    assert ">−0.80</td>" in tone


async def test_an_executive_reads_numbers_but_not_whose_they_are(world: World, eva: Person) -> None:
    page = plain(await eva.see("/app/dashboards/by/channel?period=7"))
    assert "n = 2)" not in page, "the two letters are no group of hers"
    assert "Only whole weeks and months are shown" in page
    mails = "/app/dashboards/answers?period=7&channel=email"
    assert "Too few answers to show" in await eva.see(mails), "one of the nine wrote anything"
    for number in range(4):
        await _comment(world, f"Slow, day {number}")
    answers = await eva.see(mails)
    assert "[name] &lt;b&gt;waited&lt;/b&gt;" in answers
    assert "Grace" not in answers
    assert "/app/contacts/" not in answers
    assert "No comments match these filters" in await eva.see(
        "/app/dashboards/answers?since=2026-04-27&until=2026-05-03"
    )
    chat = await eva.see("/app/dashboards/answers?period=7&channel=web_chat")
    assert "Too few answers to show" in chat, "the week less mail and chat would be the two letters"
    assert "Too few answers to show" in await eva.see("/app/dashboards/answers?period=7&channel=letter")


async def _comment(world: World, text: str) -> None:
    response = await world.answer({"csat": 2, "why": text}, survey="post_contact", unit="Riverside", channel="email")
    await score(response, "why", -0.5)
    await DB.execute("UPDATE verbatim SET redacted = $2 WHERE response_id = $1", response, text)
    await count_subjects([response])


async def test_an_agent_sees_the_numbers_of_their_unit_only(world: World, signed_in: SignIn) -> None:
    omar = await signed_in("Omar Agent", Role.AGENT, units=frozenset({world.units["Callwell"]}))
    page = plain(await omar.see("/app/dashboards?period=7"))
    assert "too few to say (n = 2)" in page
    assert f'value="{world.units["Riverside"]}"' not in page, "he is not offered what he does not see"
    assert "Grace" not in await omar.see("/app/dashboards/answers?period=7")


async def test_an_empty_dashboard_explains_what_will_appear(database: str, signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    assert "No answers yet" in await lena.see("/app/dashboards")
    assert "No answers match these filters" in await lena.see("/app/dashboards?channel=fax")
    assert "No answers match these filters" in await lena.see("/app/dashboards/by/channel")
    assert "No answers match these filters" in await lena.see("/app/dashboards/answers")


async def test_an_invalid_view_is_reported(lena: Person) -> None:
    for path, status in (
        ("/app/dashboards?period=fortnight", 400),
        ("/app/dashboards?since=2026-13-01", 400),
        ("/app/dashboards/by/colour", 404),
        ("/app/dashboards/answers?measure=luck", 200),
    ):
        assert (await lena.browser.get(path)).status_code == status


async def test_an_integrator_may_not_open_the_queue(world: World, signed_in: SignIn) -> None:
    ines = await signed_in("Ines Integrator", Role.INTEGRATOR)
    assert (await ines.browser.get("/app/dashboards")).status_code == 403


async def test_german_readers_read_german(world: World, signed_in: SignIn) -> None:
    gerda = await signed_in("Gerda Lead", Role.LEAD, every_unit=True, language="de")
    page = plain(await gerda.see("/app/dashboards/by/channel?period=7"))
    assert "Zufriedenheit: höher als anderswo bei Web-Chat, niedriger bei E-Mail" in page
    assert " %</span>" in page
    assert "bis" in page
