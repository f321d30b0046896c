"""Old addresses of staff pages lead to the new ones, whatever the method, with their ids and their query."""

import re

import httpx
import pytest
from litestar import Litestar
from litestar.plugins import ReceiveRoutePlugin

from tests.test_policy import routes
from vocapp.http.openapi_policies import PolicyPlugin
from vocapp.ui.moved_pages import MOVED, Moves, moved_pages, new_path

MOVES: Moves = (
    ("/app/old/lists/{number}/rename", "/app/new/{number}/title"),
    ("/app/old/lists", "/app/new"),
    ("/app/old", "/app/newer"),
    ("/app/kept/{number}/word", "/app/kept/{number}/comment"),
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/app/old", "/app/newer"),
        ("/app/old/a/b.csv", "/app/newer/a/b.csv"),
        ("/app/old/lists", "/app/new"),
        ("/app/old/lists/7", "/app/new/7"),
        ("/app/old/lists/7/rename", "/app/new/7/title"),
        ("/app/old/lists/%2e%2e/rename", "/app/new/%2e%2e/title"),
        ("/app/kept/7/word", "/app/kept/7/comment"),
        ("/app/older", None),
        ("/app/kept/7", None),
    ],
)
def test_the_first_line_that_matches_decides(old: str, new: str | None) -> None:
    assert new_path(old, MOVES) == new


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_browser_is_sent_on_with_its_query(method: str) -> None:
    plugins: list[ReceiveRoutePlugin] = [PolicyPlugin()]
    app = Litestar(moved_pages(MOVES), plugins=plugins, openapi_config=None)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="https://feedback.example") as browser:
        answer = await browser.request(method, "/app/old/lists/7/rename?q=a%26b&page=2")
        assert answer.status_code == 308
        assert answer.headers["location"] == "/app/new/7/title?q=a%26b&page=2"
        assert (await browser.request(method, "/app/old/x%0d%0aset-cookie:%20a=b")).headers["location"] == (
            "/app/newer/x%0d%0aset-cookie:%20a=b"
        )
        assert (await browser.request(method, "/app/kept/7/word")).headers["location"] == "/app/kept/7/comment"


def filled(pattern: str) -> str:
    """`pattern` with a value in each of its places."""
    return re.sub(r"\{\w+\}", "7", pattern)


async def test_every_old_address_answers_with_its_new_one(database: str, client: httpx.AsyncClient) -> None:
    for old, new in MOVED:
        for method in ("GET", "POST"):
            for below in ("", "/deeper/still"):
                answer = await client.request(method, f"{filled(old)}{below}?q=1")
                assert answer.status_code == 308, (method, old)
                assert answer.headers["location"] == f"{filled(new)}{below}?q=1", old


def test_every_new_address_is_a_page_and_no_old_one_still_is(app: Litestar) -> None:
    pages = [re.sub(r"\{[^}]*\}", "[^/]+", path) for _, path, policy in routes(app) if policy.kind != "public"]
    for old, new in MOVED:
        assert any(re.fullmatch(page, filled(new)) or page.startswith(f"{filled(new)}/") for page in pages), new
        assert not any(re.fullmatch(page, filled(old)) for page in pages), old


def test_longer_paths_stand_above_shorter_ones() -> None:
    for at, (old, _) in enumerate(MOVED):
        assert new_path(filled(old)) == filled(MOVED[at][1]), f"{old}: a line above it takes it"
