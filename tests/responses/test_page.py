"""The survey page, as Ada meets it: what it shows, what it takes, and what it never does."""

from datetime import timedelta

import httpx
import pytest

from tests.questionnaire.tiny import shipped, tiny
from tests.responses.invitation_rows import invite, invite_many, row_counts, stored_answers, stored_response
from tests.responses.visitor import ALL_SIX, Visitor, stop_token
from vocapp import clock
from vocapp.catalogue.brand_css import stylesheet_address
from vocapp.catalogue.published import brand
from vocapp.database import DB
from vocapp.questionnaire.values import SKIPPED
from vocapp.responses.click_metrics import TRAPPED, UNCONFIRMED
from vocapp.tokens import Keyring

SUPPORT = shipped("support")
RECORDED = ("response", "answer", "due")


@pytest.fixture
async def ada(database: str, client: httpx.AsyncClient, keys: Keyring) -> Visitor:
    """Ada is heading_of in English, about her support case, by Alderway."""
    return Visitor(client, await invite(keys, SUPPORT))


def heading_of(name: str, language: str = "en") -> str:
    """The words of a question, as far as no fact is filled in."""
    return SUPPORT.by_id[name].text[language].partition("{")[0]


async def test_the_first_page_shows_the_brand(ada: Visitor) -> None:
    page = (await ada.look()).text
    assert heading_of("solved") in page
    assert heading_of("repeated") not in page
    assert '<html lang="en" dir="ltr">' in page
    assert "Alderway GmbH" in page
    assert "3 May" in page
    assert "Question 1 of 6" in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("fr", "ltr"), ("es", "ltr"), ("ar", "rtl")])
async def test_the_page_is_in_the_language_of_the_invitation(
    database: str, client: httpx.AsyncClient, keys: Keyring, language: str, direction: str
) -> None:
    page = (await Visitor(client, await invite(keys, SUPPORT, language=language)).look()).text
    assert heading_of("solved", language) in page
    assert f'<html lang="{language}" dir="{direction}">' in page


async def test_another_language_is_kept_with_the_answers_given_in_it(ada: Visitor) -> None:
    assert heading_of("solved", "fr") in (await ada.look(_lang="fr")).text
    assert heading_of("solved") in (await ada.look()).text
    await ada.give(_page="solved", _lang="fr", solved="yes")
    assert heading_of("repeated", "fr") in (await ada.look()).text
    assert (await stored_response(ada.token))["language"] == "fr"
    back = await ada.send(_lang="de", _page="repeated", _back="solved")
    assert back.headers["location"] == f"{ada.path}?_lang=de&_page=solved"
    page = (await ada.browser.get(back.headers["location"])).text
    assert f'href="{ada.path}?_lang=es&amp;_page=solved"' in page


async def test_a_later_page_says_which_contact_it_is_about(ada: Visitor) -> None:
    page = await ada.give(_page="solved", solved="no")
    assert "Your call on 3 May about billing" in page


async def test_a_hundred_clicks_record_nothing(ada: Visitor) -> None:
    before, clicks = await row_counts(RECORDED), UNCONFIRMED._value.get()
    for _ in range(50):
        shown = await ada.look(csat="5")
        assert (await ada.browser.head(ada.path, params={"csat": "5"})).status_code in (200, 405)
        assert shown.status_code == 200
    assert await row_counts(RECORDED) == before
    assert await stored_response(ada.token) == {}
    assert UNCONFIRMED._value.get() >= clicks + 50
    assert heading_of("csat") in shown.text
    assert 'name="csat" value="5" checked' in shown.text
    assert "data-unsaved" in shown.text


async def test_a_link_that_chooses_nonsense_chooses_nothing(ada: Visitor) -> None:
    page = (await ada.look(csat="99", nothing="5")).text
    assert " checked" not in page
    assert "data-unsaved" not in page


async def test_a_click_on_what_is_already_given_needs_no_saving(ada: Visitor) -> None:
    await ada.give(_page="csat", csat="5")
    assert "data-unsaved" not in (await ada.look(csat="5", _page="csat")).text
    assert 'value="5" checked' in (await ada.look(_page="csat")).text


async def test_one_form_of_all_answers_is_thanked_for(ada: Visitor) -> None:
    page = await ada.give(**ALL_SIX)
    assert "A person from our team will contact you" in page
    assert "You can still change them for 30 minutes." in page
    assert "Nothing at all" in page
    assert await stored_answers(ada.token) == {
        "solved": True,
        "repeated": False,
        "csat": 5,
        "effort": 7,
        "improve": "Nothing at all",
        "contact": {"wish": True, "how": "by telephone"},
    }
    row = await stored_response(ada.token)
    assert (row["state"], row["closed_by"], row["disposition"]) == ("closed", "complete", "complete")


async def test_question_by_question_to_the_thanks(ada: Visitor) -> None:
    for given, following in zip(list(SUPPORT.by_id)[:-1], list(SUPPORT.by_id)[1:], strict=True):
        page = await ada.give(_page=given, **{given: ALL_SIX[given]})
        assert f'name="_page" value="{following}"' in page
        assert (await stored_response(ada.token))["disposition"] == "partial"
    page = await ada.give(_page="contact", contact="no")
    assert "Thank you</h1>" in page
    assert (await stored_response(ada.token))["disposition"] == "complete"


async def test_going_back_keeps_the_answers(ada: Visitor) -> None:
    await ada.give(_page="solved", solved="no")
    page = await ada.give(_page="repeated", _back="solved", repeated="yes")
    assert heading_of("solved") in page
    assert 'name="solved" value="no" checked' in page
    assert await stored_answers(ada.token) == {"solved": False, "repeated": True}
    assert heading_of("csat") in await ada.give(_page="solved", solved="no")


async def test_the_back_button_of_a_stranger_leads_nowhere_else(ada: Visitor) -> None:
    answer = await ada.send(_page="repeated", _back="//elsewhere.example/")
    assert answer.headers["location"] == ada.path


async def test_a_question_may_be_passed_over(ada: Visitor) -> None:
    page = await ada.give(_page="solved", **{"solved.skip": "1"})
    assert heading_of("repeated") in page
    assert await stored_answers(ada.token) == {"solved": SKIPPED}


async def test_the_script_saves_without_passing_anything_over(ada: Visitor) -> None:
    await ada.save(_page="csat", csat="4", improve="")
    assert await stored_answers(ada.token) == {"csat": 4}
    await ada.save(_page="csat", csat="9")
    assert await stored_answers(ada.token) == {"csat": 4}


async def test_refused_fields_are_named_and_nothing_else_is_lost(ada: Visitor) -> None:
    long = "x" * 2001
    refused = await ada.send(**{**ALL_SIX, "csat": "9", "improve": long})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert "from 1 to 5" in refused.text
    assert sorted(await stored_answers(ada.token)) == ["contact", "effort", "repeated", "solved"]
    refused = await ada.send(_page="improve", improve=long)
    assert long in refused.text
    assert "2,000" in refused.text or "2000" in refused.text


async def test_a_survey_all_on_one_page(database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    bob = Visitor(client, await invite(keys, tiny("all_at_once")))
    page = (await bob.look()).text
    assert "<h1>A few questions</h1>" in page
    assert "How satisfied are you?" in page
    assert "May we contact you?" in page
    page = await bob.give(_page="all", satisfied="1", contact="no")
    assert "What went wrong?" in page
    assert "Thank you</h1>" in await bob.give(_page="all", satisfied="1", contact="no", why="It rained")
    assert await stored_answers(bob.token) == {"satisfied": 1, "why": "It rained", "contact": {"wish": False}}


async def test_every_kind_of_question_has_its_field(database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    bob = Visitor(client, await invite(keys, tiny("every_kind")))
    fields = {"easy": "radio", "faults": "checkbox", "calls": "text", "day": "date"}
    await bob.save(satisfied="2", reason="delivery")
    for name, kind in fields.items():
        assert f'type="{kind}"' in (await bob.look(_page=name)).text
    assert "<textarea" in (await bob.look(_page="why")).text
    await bob.give(_page="faults", faults=["late", "wrong"])
    assert (await stored_answers(bob.token))["faults"] == ["late", "wrong"]


async def test_unknown_and_broken_tokens_are_all_the_same(ada: Visitor) -> None:
    other = ada.token[:-1] + ("A" if ada.token[-1] != "A" else "B")
    wrong = (other, "x", "a" * 500, "%F0%9F%A6%86", ada.token + "a", "..%2f")
    for token in wrong:
        visitor = Visitor(ada.browser, token)
        for answer in (await visitor.look(), await visitor.send(**ALL_SIX)):
            assert answer.status_code == 404, token
            assert "Alderway" not in answer.text
    assert await stored_response(ada.token) == {}


async def test_a_link_for_another_purpose_opens_nothing(ada: Visitor, keys: Keyring) -> None:
    stop = Visitor(ada.browser, await stop_token(keys, ada.token))
    assert (await stop.look()).status_code == 404
    assert (await stop.send(**ALL_SIX)).status_code == 404
    assert stop.token in (await ada.look()).text


async def test_what_customers_write_is_shown_as_they_wrote_it(ada: Visitor) -> None:
    said = "{{7*7}} <script>alert(1)</script> {brand} %(brand)s \" onfocus='x"
    page = await ada.give(**{**ALL_SIX, "improve": said, "contact.how": "{{7*7}}<b>"})
    assert (await stored_answers(ada.token))["improve"] == said
    assert "{{7*7}} &lt;script&gt;alert(1)&lt;/script&gt; {brand} %(brand)s &#34; onfocus=&#39;x" in page
    field = (await ada.look(_page="improve")).text
    assert "<script>alert" not in page + field
    assert "{{7*7}} &lt;script&gt;" in field


async def test_a_forwarded_link_shows_nothing_of_the_customer(ada: Visitor, keys: Keyring) -> None:
    other = await invite(keys, SUPPORT, facts={"contact.touchpoint": "delivery", "contact.day": "2026-05-01"})
    await Visitor(ada.browser, other).give(**{**ALL_SIX, "improve": "A secret"})
    seen = [(await ada.look()).text, await ada.give(_page="solved", solved="no"), await ada.give(**ALL_SIX)]
    for page in seen:
        for private in ("Ada", "example.org", "A secret", "1 May", "delivery", other):
            assert private not in page


async def test_two_brands_never_mix(database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    for mine, theirs in (("alderway", "brightmoor"), ("brightmoor", "alderway")):
        visitor = Visitor(client, await invite(keys, SUPPORT, brand=mine))
        pages = [(await visitor.look()).text, await visitor.give(_page="csat", csat="1"), await visitor.give(**ALL_SIX)]
        for page in pages:
            assert mine.capitalize() in page
            assert theirs not in page.casefold()
    styles = [row["id"] for row in await DB.fetch("SELECT id FROM brand WHERE current")]
    looks = [(await client.get(stylesheet_address(await brand(each)))).text for each in styles]
    assert len(set(looks)) == 2


async def test_an_expired_invitation_says_that_it_has_ended(
    database: str, client: httpx.AsyncClient, keys: Keyring
) -> None:
    late = Visitor(client, await invite(keys, SUPPORT, expires_at=clock.now() - timedelta(minutes=1)))
    for answer in (await late.look(), await late.send(**ALL_SIX)):
        assert answer.status_code == 410
        assert "This survey has ended" in answer.text
    assert await stored_response(late.token) == {}


async def test_answers_before_the_end_count(ada: Visitor) -> None:
    await ada.give(_page="csat", csat="2")
    with clock.travelled(clock.now() + timedelta(days=15)):
        ended = await ada.look()
        assert (await ada.send(csat="5")).status_code == 410
    assert ended.status_code == 410
    assert "<form" not in ended.text
    assert await stored_answers(ada.token) == {"csat": 2}


async def test_a_complete_survey_may_be_corrected_for_a_while(ada: Visitor) -> None:
    await ada.give(**ALL_SIX)
    page = (await ada.look()).text
    assert f"{ada.path}?_page=csat#csat" in page
    assert 'value="5" checked' in (await ada.look(_page="csat")).text
    assert "Thank you" in await ada.give(_page="csat", csat="3")
    with clock.travelled(clock.now() + timedelta(minutes=31)):
        final = await ada.look()
        assert "They can no longer be changed." in final.text
        assert "Change" not in final.text
        assert (await ada.send(csat="1")).status_code == 409
        assert (await ada.send(csat="3")).status_code == 303
    assert (await stored_answers(ada.token))["csat"] == 3


async def test_the_link_that_no_person_sees_is_counted(ada: Visitor) -> None:
    before = TRAPPED._value.get()
    assert f'href="{ada.path}/more"' in (await ada.look()).text
    trapped = await ada.browser.get(f"{ada.path}/more")
    assert (trapped.status_code, trapped.headers["location"]) == (303, ada.path)
    assert TRAPPED._value.get() == before + 1
    assert await stored_response(ada.token) == {}


async def test_a_customer_who_declined_can_answer_later(
    database: str, client: httpx.AsyncClient, keys: Keyring
) -> None:
    [token] = await invite_many(keys, SUPPORT, 1, disposition="refused")
    cleo = Visitor(client, token)
    page = (await cleo.look()).text
    assert "Answer after all" in page
    assert heading_of("solved") in (await cleo.look(_page="solved")).text
    await cleo.give(_page="solved", solved="yes")
    assert (await stored_response(token))["disposition"] == "partial"


async def test_after_not_me_no_question_is_shown(database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    cleo = Visitor(client, await invite(keys, SUPPORT, disposition="other"))
    page = (await cleo.look()).text
    assert "Thank you for telling us" in page
    assert "I do not want to answer" not in page
    assert (await cleo.send(**ALL_SIX)).status_code == 409
    assert await stored_response(cleo.token) == {}
