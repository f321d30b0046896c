"""Delivery doubled and prices went quiet: Lena sees it with its interval, Eva without what a handful said."""

import random
from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.rollups.theme_fixtures import add_comment
from tests.rollups.world_fixtures import MONDAY, World
from tests.staff_people import Person, SignIn
from vocapp.dashboards.sparkline import EDGE, HEIGHT, draw_sparkline
from vocapp.http.access import Role
from vocapp.metrics.figure import Figure
from vocapp.metrics.theme_trends import compare_tones

WEEK = timedelta(days=7)
HERE = "/app/comments/trends"
DAYS = "period=days&since=2026-05-04&until=2026-05-10"


def plain(page: str) -> str:
    return page.replace("\u00a0", " ")


def rows(page: str) -> Mapping[str, str]:
    """The rows of themes, by title, in their order."""
    parts = plain(page).split('<table class="measures themes')[1].split("</table>")[0].split("<tr data-row>")[1:]
    return {part.split("</a>")[0].rpartition(">")[2]: part for part in parts}


@pytest.fixture
async def world(database: str) -> World:
    """Sixty comments a week, each of somebody else. Two spoke of the garden, now more do; two speak of the pond."""
    made = await World.made()
    for week, themes in ((0, {"delivery": 36, "price": 9}), (1, {"delivery": 15, "price": 27})):
        for number in range(60):
            found = {name: -0.5 for name, most in themes.items() if number < most}
            found |= {"garden": 0.1} if number < (20 if week == 0 else 2) else {}
            found |= {"pond": 0.1} if week == 0 and number < 2 else {}
            found |= {"staff": -0.6 if week == 0 and number % 10 else 0.4}
            at = MONDAY - week * WEEK + timedelta(hours=number)
            await add_comment(made, at, found, channel="email" if number < 50 else "letter", model=f"vocapp-{week}")
    for state in ("refused", "nothing"):
        for number in range(8):
            await add_comment(made, MONDAY + timedelta(minutes=number), {}, state=state)
    return made


@pytest.fixture
async def lena(world: World, signed_in: SignIn) -> Person:
    return await signed_in("Lena Lead", Role.LEAD, every_unit=True)


async def test_what_changed_stands_first_with_its_test(lena: Person) -> None:
    page = plain(await lena.see(f"{HERE}?{DAYS}"))
    assert "Customers write more about garden, Delivery" in page
    assert "Customers write less about Price" in page
    found = rows(page)
    assert list(found) == ["garden", "Delivery", "Price and value", "pond", "Staff and their manner"]
    assert "36 comments" in found["Delivery"]
    assert "60%" in found["Delivery"]
    assert "before: 25% (16 to 37)" in found["Delivery"]
    assert "up</span>" in found["Delivery"]
    assert "down</span>" in found["Price and value"]
    assert 'role="img" aria-label="Share of comments: Feb 9: –;' in found["Delivery"]


async def test_how_a_theme_sounds_is_tested_too(lena: Person) -> None:
    staff = next(row for name, row in rows(await lena.see(f"{HERE}?{DAYS}")).items() if "taff" in name)
    assert "no detectable change" in staff, "of its share"
    assert "badge bad" in staff
    assert "n = 60" in staff


async def test_the_themes_page_lists_its_limits(lena: Person) -> None:
    page = await lena.see(f"{HERE}?{DAYS}")
    assert "All themes are tested together" in page
    assert "Other models or themes analysed the earlier comments" in page
    assert "8 comments could not be analysed" in page
    assert "points to be detected" in page


async def test_comments_of_a_theme_are_read_with_the_same_filters(lena: Person) -> None:
    page = await lena.see(f"{HERE}?{DAYS}&channel=email&language=en")
    link = page.split('href="/app/comments?theme=delivery')[1].split('"')[0].replace("&amp;", "&")
    assert link == "&channel=email&since=2026-05-04&until=2026-05-10&language=en"
    assert "36 comments" in await lena.see(f"/app/comments?theme=delivery{link}")
    assert "Too few comments to show" in await lena.see(f"{HERE}?{DAYS}&language=de")


async def test_alone_the_most_frequent_theme_stands_first(lena: Person) -> None:
    page = await lena.see(f"{HERE}?{DAYS}&compare=nothing")
    assert "No comparison" in page
    assert "taff" in next(iter(rows(page)))
    assert "<th>Change</th>" not in page
    assert "No detectable change in what" in await lena.see(f"{HERE}?{DAYS}&channel=letter")
    page = await lena.see(f"{HERE}?period=days&since=2026-04-27&until=2026-05-03")
    assert "too few comments before to compare" in page


async def test_few_comments_have_no_sentiment_figure(world: World, lena: Person) -> None:
    for number in range(3):
        await add_comment(world, MONDAY + timedelta(hours=number), {"price": 0}, channel="fax")
    page = await lena.see(f"{HERE}?{DAYS}&channel=fax")
    assert "There are 3 comments in this period" in page
    assert "<svg" not in page
    assert "No comments yet" in await lena.see(HERE)
    assert (await lena.browser.get(f"{HERE}?since=2026-05-09&until=2026-05-01")).status_code == 400


async def lena_of(signed_in: SignIn, address: str) -> str:
    """What Lena sees there, who reads everything."""
    return await (await signed_in("Lena Lead", Role.LEAD, every_unit=True)).see(address)


async def test_an_executive_sees_no_handful(world: World, signed_in: SignIn) -> None:
    eva = await signed_in("Eva Executive", Role.EXECUTIVE, every_unit=True)
    page = await eva.see(f"{HERE}?{DAYS}")
    assert "Customers write more about garden, Delivery" in page
    assert "pond" not in page, "two people only"
    assert "very few people mentioned" in page
    garden = rows(page)["garden"]
    assert "up</span>" in garden
    assert "before: hidden to protect anonymity" in garden
    assert "Apr 27: –; May 4: 33%" in garden
    page = await eva.see(f"{HERE}?period=days&since=2026-04-27&until=2026-05-10&compare=nothing")
    assert "pond" not in page
    assert "22 comments" in rows(page)["garden"]
    assert "Apr 27: –; May 4: –" in rows(page)["garden"], "22 less 20 would be the two of them"
    assert "Apr 27: 25%; May 4: 60%" in rows(page)["Delivery"]
    assert "Comments of some days" not in page
    # Ten wrote by letter in the week; three of them of nothing that anybody else did.
    for number in range(3):
        await add_comment(world, MONDAY + timedelta(hours=number), {"price": 0}, channel="fax")
    page = await eva.see(f"{HERE}?{DAYS}&channel=fax")
    assert "Too few comments to show" in page
    assert "<svg" not in page
    # Those by letter of the same week are withheld with them: else the three would come out by subtraction.
    fortnight = f"{HERE}?period=days&since=2026-04-27&until=2026-05-10&compare=nothing&channel=letter"
    page = await eva.see(fortnight)
    assert "Too few comments to show" in page, "not the ten of the other week: that would be a figure of nothing"
    assert "20 analysed comments" in await lena_of(signed_in, fortnight)
    omar = await signed_in("Omar Agent", Role.AGENT, every_unit=True)
    assert (await omar.browser.get(HERE)).status_code == 403


def test_noise_in_tones_raises_an_alarm_in_one_look_of_twenty_at_most() -> None:
    luck = random.Random(8)

    def side() -> dict[str, Figure]:
        means = {str(name): luck.gauss(0, 0.05) for name in range(30)}
        return {name: Figure(mean, mean - 0.098, mean + 0.098, 100, "mean") for name, mean in means.items()}

    alarms = sum(
        any(one.verdict != "no detectable change" for one in compare_tones(side(), side()).values()) for _ in range(200)
    )
    assert alarms / 200 <= 0.08


def test_a_tone_that_fell_is_found_among_others() -> None:
    def tones(*means: float) -> dict[str, Figure]:
        return {str(at): Figure(mean, mean - 0.1, mean + 0.1, 100, "mean") for at, mean in enumerate(means)}

    found = compare_tones(tones(0.3, 0, 0, 0.1), tones(-0.3, 0, 0.05))
    assert {name: one.verdict for name, one in found.items()} == {
        "0": "down", "1": "no detectable change", "2": "no detectable change",
    }  # fmt: skip
    exact = {"0": Figure(0, 0, 0, 1, "mean")}
    assert compare_tones(exact, exact)["0"].verdict == "no detectable change"


def test_a_small_line_is_broken_where_there_is_nothing() -> None:
    def figure(value: float) -> Figure:
        return Figure(value, max(0, value - 5), value + 5, 40, "percent")

    drawn = draw_sparkline([figure(10), figure(20), None, figure(15), None])
    assert (len(drawn.lines), len(drawn.ribbons), len(drawn.dots)) == (1, 1, 1)
    assert drawn.top == 25
    assert drawn.dots[-1][1] == pytest.approx(HEIGHT - EDGE - 15 / 25 * (HEIGHT - 2 * EDGE), abs=0.1)
    assert draw_sparkline([]).lines == []
    assert draw_sparkline([None]).top == 5
