"""Cases 20, 22 and 70: links that scanners open and mail programs touch, and Latin names on Arabic pages."""

import httpx
import pytest

from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite, row_counts, stored_response
from tests.responses.test_page import heading_of
from tests.responses.visitor import Visitor, stop_token
from vocapp.database import DB
from vocapp.questionnaire.isolate_text import CLOSE, OPEN
from vocapp.tokens import Keyring

SUPPORT = shipped("support")
TABLES = ("response", "answer", "due", "permission", "delivery_report", "event")


@pytest.fixture
async def ada(database: str, client: httpx.AsyncClient, keys: Keyring) -> Visitor:
    return Visitor(client, await invite(keys, SUPPORT))


@pytest.mark.parametrize("method", ["HEAD", "GET"])
@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Barracuda Sentinel (EE))",
        "BitlyBot/3.0 (+http://bit.ly/)",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Safelinks",
        "python-requests/2.31",
        "",
    ],
)
async def test_case_20_a_scanner_changes_nothing(ada: Visitor, keys: Keyring, method: str, agent: str) -> None:
    before = await row_counts(TABLES)
    stop = f"/o/{await stop_token(keys, ada.token)}"
    headers = {"User-Agent": agent, "Purpose": "prefetch"}
    for path in (ada.path, f"{ada.path}?solved=no", f"{ada.path}?csat=1", f"{ada.path}?solved=no&_page=csat", stop):
        for _ in range(3):
            assert (await ada.browser.request(method, path, headers=headers)).status_code == 200, path
    assert await row_counts(TABLES) == before
    assert await stored_response(ada.token) == {}
    assert await DB.fetch_value("SELECT disposition FROM invitation") == "unknown"


@pytest.mark.parametrize(
    "extra",
    [
        "?solved=yes&amp;utm_source=mail",
        "?utm_source=newsletter&utm_medium=email&fbclid=abc",
        "?mc_cid=1&mc_eid=2&gclid=x",
        "/",
        "//",
        ".",
        ",",
        ";",
        ">",
        "%3E",
        ")",
        "]",
        '"',
        "'",
        "%20",
        "%20%20",
        "%0D%0A",
        "%E2%80%8B",
        "%C2%A0",
        "%E2%80%9D",
        ").",
        ">.",
        "*",
        "=",
        "?",
        "#top",
        "&utm_source=x",
    ],
)
async def test_case_22_a_link_that_a_mail_program_touched_opens_the_survey(ada: Visitor, extra: str) -> None:
    page = await ada.browser.get(ada.path + extra, follow_redirects=True)
    assert page.status_code == 200, extra
    assert heading_of("solved") in page.text


async def test_case_22_capital_letters_and_a_line_break_in_the_token(ada: Visitor) -> None:
    for path in (f"/s/{ada.token.upper()}", f"/s/{ada.token[:10]}=%0D%0A{ada.token[10:]}", f"/S/{ada.token}"):
        page = await ada.browser.get(path, follow_redirects=True)
        assert (page.status_code, heading_of("solved") in page.text) == (200, True), path


@pytest.mark.parametrize("count", [101, 500, 5000])
async def test_case_22_very_many_parameters_are_no_failure(ada: Visitor, count: int) -> None:
    page = await ada.browser.get(ada.path + "?" + "&".join(f"a{number}=1" for number in range(count)))
    assert page.status_code in (200, 400, 414)
    assert "Something went wrong on our side" not in page.text


@pytest.mark.parametrize(
    "name", ["O'Neill (Team 3)", "#RMA-42/7 (B)", "Ann Miller.", "Team-3 [B]", "a.miller@alderway"]
)
async def test_case_70_a_latin_name_is_isolated_on_an_arabic_page(
    database: str, client: httpx.AsyncClient, keys: Keyring, name: str
) -> None:
    facts = {"agent": name, "issue": name}
    page = (await Visitor(client, await invite(keys, SUPPORT, language="ar", facts=facts)).look()).text
    assert 'dir="rtl"' in page
    assert f"{OPEN}Alderway{CLOSE}" in page
    assert page.count(OPEN) == page.count(CLOSE)
