"""How the survey page travels: what is too much or no form at all, what is compressed, what a browser keeps."""

import gzip
import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Request

from tests.questionnaire.tiny import shipped
from tests.responses.invitation_rows import invite, stored_answers, stored_response
from tests.responses.visitor import FORM, Visitor
from vocapp.catalogue.brand_css import stylesheet_address
from vocapp.catalogue.published import brand
from vocapp.database import DB
from vocapp.http.problem_json import RequestError
from vocapp.responses.pages.form_body import read_form_body
from vocapp.responses.pages.survey_script import script_address
from vocapp.tokens import Keyring


@pytest.fixture
async def ada(database: str, client: httpx.AsyncClient, keys: Keyring) -> Visitor:
    """Ada is asked in English, about her support case, by Alderway."""
    return Visitor(client, await invite(keys, shipped("support")))


async def test_text_that_nothing_can_hold_is_refused(ada: Visitor) -> None:
    for body in (b"_page=improve&improve=a%00b", b"_page=improve&improve=a%ED%A0%80b", b"_page=improve&improve=\xff"):
        refused = await ada.browser.post(ada.path, content=body, headers=FORM)
        assert refused.status_code == 422, body
        assert 'role="alert"' in refused.text
    assert await stored_answers(ada.token) == {}


async def test_a_long_text_is_refused_and_a_huge_body_not_read(ada: Visitor) -> None:
    assert (await ada.send(_page="improve", improve="x" * 100_000)).status_code == 422
    assert (await ada.send(_page="improve", improve="x" * 300_000)).status_code == 413
    assert await stored_response(ada.token) == {}


async def test_bodies_that_are_no_form(ada: Visitor) -> None:
    assert (await ada.browser.post(ada.path, json={"csat": 5})).status_code == 415
    assert (await ada.browser.post(ada.path, content=b"a=1&" * 401, headers=FORM)).status_code == 400
    assert (await ada.browser.post(ada.path, content=b"csat&%&=&%zz=1", headers=FORM)).status_code == 303
    assert await stored_response(ada.token) == {}


async def test_the_look_is_kept_for_ever_under_its_own_name(ada: Visitor) -> None:
    for address in (script_address(), stylesheet_address(await brand(await _brand("alderway")))):
        assert address in (await ada.look()).text
        plain = await ada.browser.get(address, headers={"accept-encoding": "identity"})
        packed = await ada.browser.get(address, headers={"accept-encoding": "gzip"})
        assert "immutable" in plain.headers["cache-control"]
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.text == plain.text
        older = re.sub("[0-9a-f]{12}[.]", "000000000000.", address)
        assert "max-age=60" in (await ada.browser.get(older)).headers["cache-control"]
    for wrong in ("survey-1.css", "x-1.css", "survey-1.png", f"{'0' * 32}-1.css", "survey"):
        assert (await ada.browser.get(f"/look/{wrong}")).status_code == 404


async def _brand(slug: str) -> UUID:
    found: UUID = await DB.fetch_value("SELECT id FROM brand WHERE slug = $1 AND current", slug)
    return found


async def test_pages_are_compressed_where_the_browser_takes_it(ada: Visitor) -> None:
    plain = await ada.browser.get(ada.path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    async with ada.browser.stream("GET", ada.path, headers={"accept-encoding": "gzip"}) as packed:
        raw = b"".join([piece async for piece in packed.aiter_raw()])
    assert gzip.decompress(raw).decode() == plain.text


async def test_a_connection_that_breaks_off_is_no_form() -> None:
    pieces = [{"type": "http.request", "body": b"csat=5&impr", "more_body": True}, {"type": "http.disconnect"}]

    scope: Any = {"type": "http", "headers": []}

    async def receive() -> Any:
        return pieces.pop(0)

    with pytest.raises(RequestError, match="closed before"):
        await read_form_body(Request(scope, receive=receive))
