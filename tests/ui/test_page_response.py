"""Static files, flashes, and ways out of this site that there are not."""

import re
from uuid import UUID, uuid4

import httpx
import pytest

from tests.staff_people import SignIn
from vocapp.http.access import Role
from vocapp.tokens import Keyring
from vocapp.ui import flash, static_files
from vocapp.ui.flash import FlashMessage
from vocapp.ui.page_response import own_path
from vocapp.ui.paging import make_page


async def test_a_style_is_kept_for_ever_under_the_name_of_its_content(client: httpx.AsyncClient) -> None:
    path = static_files.address("staff.css")
    assert re.fullmatch(r"/static/staff-[0-9a-f]{12}\.css", path)

    packed = await client.get(path)
    plain = await client.get(path, headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text == (static_files.FOLDER / "staff.css").read_text(encoding="utf-8")
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert packed.headers["content-type"] == "text/css; charset=utf-8"
    again = await client.get(path, headers={"if-none-match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["staff.css", "staff-000000000000.css", "..%2f..%2fpyproject.toml", "%2e%2e"])
async def test_no_other_file_is_served(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/static/{name}")).status_code == 404


def test_a_template_that_names_a_missing_file_fails() -> None:
    with pytest.raises(KeyError):
        static_files.address("nothing.css")


async def test_no_page_holds_a_script_or_a_style_of_its_own(database: str, signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    for path in ("/app/login", "/app/profile", "/app/settings/users", "/app/settings/users/new", "/app/nothing"):
        text = (await ada.browser.get(path)).text
        assert not re.search(r"<style|style=|<script(?! type=\"module\" src=\"/static/)|\son\w+=|https?://", text), path


class Request:
    """As much of a request as a flash looks at."""

    def __init__(self, cookie: str, session_id: UUID | None) -> None:
        from vocapp.http.access import Actor

        self.cookies = {flash.COOKIE: cookie}
        self.scope = {"actor": Actor(kind="user", session_id=session_id)}


def test_a_flash_is_read_by_the_session_it_was_written_for(keys: Keyring) -> None:
    session, other = uuid4(), uuid4()
    value = flash.flash_cookie(keys, session, FlashMessage("Omar was saved.", "/app/undo"), secure=True).value
    assert value

    def taken(cookie: str, session_id: UUID | None) -> FlashMessage | None:
        return flash.read_flash(Request(cookie, session_id), keys)  # type: ignore[arg-type]

    assert taken(value, session) == FlashMessage("Omar was saved.", "/app/undo")
    for cookie, session_id in (
        (value, other),
        (value, None),
        (value[:-1] + ("b" if value[-1] == "a" else "a"), session),
        ("x" + value, session),
    ):
        assert taken(cookie, session_id) is None
    for nonsense in ("", ".", "a.b", "ä.ö"):
        assert taken(nonsense, session) is None


def test_a_flash_is_never_too_long_for_a_cookie(keys: Keyring) -> None:
    session = uuid4()
    written = flash.flash_cookie(keys, session, FlashMessage("ä" * 5000, "/app/undo"), secure=False)
    assert written.value
    assert len(written.value) < 3000

    found = flash.read_flash(Request(written.value, session), keys)  # type: ignore[arg-type]
    assert found
    assert found.undo == "/app/undo"


@pytest.mark.parametrize("path", ["/app", "/app/contacts?q=a%20b&x=1", "/app/settings/users#top"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/s/x", "/application", "//evil", "https://evil/app", "javascript:alert(1)"),
        *("/app\\@evil", "/app\n", "/äpp", "http://[", "/app/\x00"),
    ],
)
def test_anything_else_is_not(path: str) -> None:
    assert own_path(path) == "/app"


def test_a_list_is_read_by_key_and_keeps_its_filters() -> None:
    rows = [{"id": UUID(int=n)} for n in range(3)]

    page = make_page(rows, "/app/list", {"q": "a b", "role": ""}, None, size=2)
    last = make_page(rows[:2], "/app/list", {}, UUID(int=9), size=2)

    assert (len(page.rows), page.next, page.first, page.is_first) == (
        2,
        f"?q=a+b&after={UUID(int=1)}",
        "/app/list?q=a+b",
        True,
    )
    assert (len(last.rows), last.next, last.first, last.is_first) == (2, "", "/app/list", False)
