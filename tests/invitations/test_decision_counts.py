"""Lena leads the billing team and sees who was asked, who was not, and why."""

import re
from datetime import date, timedelta

import pytest

from tests.invitations.conftest import SentInvitation
from tests.invitations.customer_rows import NOON, contact, customer
from tests.staff_people import SignIn
from vocapp import clock
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.invitations.decide_stage import DecideStage
from vocapp.invitations.decision_counts import count_undecided
from vocapp.invitations.pages.decisions_page import period
from vocapp.invitations.pages.labels import OUTCOMES, RULES, rule_label
from vocapp.invitations.policy.decide import RULES as POLICY

PATH = "/app/decisions"


def words(page: str) -> str:
    """The page's text on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
async def bobs(adas: SentInvitation, deciding: DecideStage) -> list[str]:
    """Ada was invited; Bob twice not: no legal basis in the country, and no address."""
    for call in (await contact(await customer("Bob", "bob@example.org", country="DE")), await contact(adas.customer)):
        await deciding.work(call)
    nobody = await contact(await customer("Nobody", None))
    await deciding.work(nobody)
    return ["Bob", "Nobody"]


async def test_decisions_add_up_to_all_contacts(bobs: list[str], signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    page = words(await lena.see(PATH))
    assert "4 contacts were decided in this period." in page
    for line in (
        "invited 1 25.0%",
        "suppressed no legal basis to write 1 25.0%",
        "suppressed asked recently 1 25.0%",
        "ineligible no address for the channel 1 25.0%",
    ):
        assert line in page
    assert "Bob" in page


async def test_filters_stay_in_the_address(bobs: list[str], signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    page = await lena.see(f"{PATH}?outcome=ineligible&rule=no+address")
    assert "Nobody" in page
    assert "Bob" not in page
    assert "outcome=suppressed&amp;rule=no+basis" in page or "outcome=suppressed&amp;rule=no%20basis" in page
    assert "Bob" in await lena.see(f"{PATH}?programme=billing")
    assert "No decisions found" in await lena.see(f"{PATH}?programme=support")
    assert "No decisions found" in await lena.see(f"{PATH}?since=2026-04-01&until=2026-04-30")


async def test_it_is_read_in_german_too(bobs: list[str], signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True, language="de")
    page = words(await lena.see(PATH))
    assert "4 Kontakte wurden in diesem Zeitraum entschieden." in page
    assert "zurückgehalten keine Grundlage zum Schreiben" in page


async def test_another_units_contacts_are_not_in_it(bobs: list[str], signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD)
    page = await lena.see(PATH)
    assert "No decisions found" in page
    assert "Bob" not in page


async def test_agents_do_not_see_it(bobs: list[str], signed_in: SignIn) -> None:
    omar = await signed_in("Omar Agent", Role.AGENT)
    assert (await omar.browser.get(PATH)).status_code == 403


async def test_the_doctor_reports_a_contact_without_a_decision(
    adas: SentInvitation, signed_in: SignIn, registry: Registry
) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    await contact(adas.customer)
    clock.move_to(NOON + timedelta(minutes=4))
    assert await count_undecided(clock.now() - timedelta(minutes=5)) == 0
    clock.move_to(NOON + timedelta(minutes=6))
    assert "1 contact has had no decision for more than five minutes" in await lena.see(PATH)


async def test_the_doctor_reports_whether_anybody_is_invited(adas: SentInvitation, registry: Registry) -> None:
    [look] = next(feature.doctor for feature in registry.features if feature.name == "invitations")
    catalogue, decisions = await look()
    assert (catalogue.level, catalogue.text) == ("ok", "7 programmes and 2 brands are published")
    assert decisions.level == "ok"
    await contact(adas.customer)
    clock.move_to(NOON + timedelta(hours=1))
    assert (await look())[1].level == "error"


async def test_the_doctor_reports_that_nothing_is_published(database: str, registry: Registry) -> None:
    [look] = next(feature.doctor for feature in registry.features if feature.name == "invitations")
    assert (await look())[0].text == "no company is published, so nobody is asked"
    assert await DB.fetch_value("SELECT count(*) FROM programme") == 0


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("", "", date(2026, 4, 5), date(2026, 5, 4)),
        ("2026-05-01", "", date(2026, 5, 1), date(2026, 5, 4)),
        ("", "2026-04-30", date(2026, 4, 1), date(2026, 4, 30)),
        ("2026-05-03", "2026-05-01", date(2026, 5, 1), date(2026, 5, 3)),
        ("yesterday", "9999-12-31", date(2026, 4, 5), date(2026, 5, 4)),
        ("0001-01-01", "2026-02-30", date(2026, 4, 5), date(2026, 5, 4)),
    ],
)
def test_a_period_is_two_days(since: str, until: str, first: date, last: date) -> None:
    assert period(since, until, date(2026, 5, 4)) == (first, last)


def test_every_rule_of_the_policy_has_words() -> None:
    names = {rule.__name__.replace("_", " ") for rule in POLICY} - {"self rating"} | {
        "self-rating",
        "unknown brand",
        "not published",
    }
    assert set(RULES) == names
    assert rule_label("TimeoutError") == "TimeoutError"
    assert set(OUTCOMES) == {"invited", "suppressed", "deferred", "ineligible", "failed"}
