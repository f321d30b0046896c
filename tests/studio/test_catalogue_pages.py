"""Lena looks at programmes, tries a survey as a conversation, and sends a test to herself."""

import httpx
import pytest

from tests.rows import insert_many
from tests.staff_people import Person, SignIn
from vocapp.catalogue import definition_files
from vocapp.catalogue.publish import publish
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Role


@pytest.fixture
async def lena(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Lena Lead", Role.LEAD, every_unit=True)


@pytest.fixture
async def published(database: str) -> None:
    await publish(definition_files.load(definition_files.all_files()), "a test")


async def test_before_anything_is_published_each_page_explains_publishing(lena: Person) -> None:
    for path in ("/app/programmes", "/app/brands"):
        assert "vocapp surveys publish --all" in await lena.see(path)
    assert (await lena.browser.get("/app/programmes/support")).status_code == 404


async def test_the_programme_page_shows_its_contacts(published: None, lena: Person) -> None:
    assert "touchpoint is support or complaint" in await lena.see("/app/programmes")
    page = await lena.see("/app/programmes/support")
    assert "at most 3" in page
    assert "a reminder after 4 days" in page
    assert "touchpoint is support or complaint" in page


async def test_a_brand_is_shown_as_customers_see_it(published: None, lena: Person) -> None:
    page = await lena.see("/app/brands")
    assert "Alderway" in page
    assert "feedback@alderway.example" in page


class TestAskingOneself:
    async def test_the_mail_never_counts(self, published: None, lena: Person, registry: Registry) -> None:
        answer = await lena.submit("/app/programmes/support/test", channel="fax", touchpoint="support", language="de")
        assert answer.status_code == 303
        row = await DB.fetch_one("SELECT is_test, language, facts FROM invitation")
        assert row is not None
        assert (row["is_test"], row["language"]) == (True, "de")
        assert await DB.fetch_value("SELECT is_test FROM message WHERE step = 0")
        assert await DB.fetch_value("SELECT bool_and(is_test) FROM customer")
        page = await lena.see(answer.headers["location"])
        assert "test" in page
        assert "the outbox" in page

    async def test_caps_do_not_stand_in_its_way(self, published: None, lena: Person) -> None:
        for _ in range(3):
            answer = await lena.submit(
                "/app/programmes/billing/test", channel="email", touchpoint="billing", language="en"
            )
            assert answer.status_code == 303
        assert await DB.fetch_value("SELECT count(*) FROM invitation") == 3

    async def test_invalid_form_values_are_reported_and_change_nothing(self, published: None, lena: Person) -> None:
        answer = await lena.submit(
            "/app/programmes/support/test", channel="hologram", touchpoint="support", language="en"
        )
        assert answer.status_code == 422
        assert "hologram" in answer.text
        gone = await lena.submit("/app/programmes/unheard/test", channel="email", touchpoint="support", language="en")
        assert gone.status_code == 404
        assert await DB.fetch_value("SELECT count(*) FROM contact") == 0


class TestAConversation:
    async def test_goes_as_the_customers_does(self, published: None, lena: Person) -> None:
        opening = await lena.see("/app/surveys/post_contact/conversation?lang=en")
        assert "Was your request solved?" in opening
        after = await lena.see("/app/surveys/post_contact/conversation?lang=en&say=yes&say=5&say=quick+and+kind")
        assert "The conversation is over" in after
        assert "quick and kind" in after
        assert await DB.fetch_value("SELECT count(*) FROM response") == 0

    async def test_an_unclear_reply_gets_the_question_once_more(self, published: None, lena: Person) -> None:
        page = await lena.see("/app/surveys/post_contact/conversation?lang=en&say=purple&say=violet")
        assert "The conversation is over" in page
        assert "partial" in page

    async def test_offers_buttons_where_the_channel_has_them(self, published: None, lena: Person) -> None:
        assert '<button name="say"' in await lena.see("/app/surveys/post_contact/conversation?style=chat")
        assert '<button name="say"' not in await lena.see("/app/surveys/post_contact/conversation?style=unheard")

    async def test_of_a_survey_that_is_not_there(self, published: None, lena: Person) -> None:
        assert (await lena.browser.get("/app/surveys/unheard/conversation")).status_code == 404


async def test_the_country_table_shows_who_reviewed_the_law(lena: Person) -> None:
    await insert_many("customer", [{"country": country} for country in ("DE", "DE", "XX")])
    page = await lena.see("/app/settings/permissions")
    assert "Nobody has reviewed the law in these countries." in page
    assert page.count('<td class="number" data-label="Customers">2</td>') == 1


async def test_the_first_steps_know_what_is_done(database: str, signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    assert "0 of 8 done" in await ada.see("/app/start")
    await publish(definition_files.load(definition_files.all_files()), "a test")
    page = await ada.see("/app/start")
    assert "1 of 8 done" in page
    lena = await signed_in("Lena Lead", Role.LEAD)
    assert (await lena.browser.get("/app/start")).status_code in (403, 404)
    assert "2 of 8 done" in await ada.see("/app/start")


async def test_the_api_knows_nothing_of_these_pages(client: httpx.AsyncClient, database: str) -> None:
    for path in ("/app/programmes", "/app/brands", "/app/start"):
        assert (await client.get(path)).status_code in (303, 401)
