"""Ada reads who did what."""

import re
from uuid import uuid4

import asyncpg
import pytest

from tests.staff_people import COMMAND, Person, SignIn, make_user
from vocapp.audit.record import record
from vocapp.database import DB
from vocapp.http.access import ANYONE, Actor, Role

AUDIT = "/app/audit"


@pytest.fixture
async def ada(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Ada Admin", Role.ADMIN)


async def test_the_log_names_people_keys_and_commands(ada: Person) -> None:
    omar = await make_user("Omar Agent")
    await ada.submit(f"/app/settings/users/{omar}/disable")
    await record(ANYONE, "login.failed", "user")

    page = await ada.see(AUDIT)

    assert page.index(">login.failed<") < page.index(">user.disabled<") < page.index(">user.added<")
    assert "Ada Admin</a>" in page
    assert "command</a>" in page
    assert "role: agent" in page


async def test_the_log_is_filtered_by_what_who_and_to_what(ada: Person) -> None:
    omar = await make_user("Omar Agent")
    await ada.submit(f"/app/settings/users/{omar}/disable")
    await record(COMMAND, "unit.added", "unit", uuid4(), slugs=["north", "south"], count=2)

    async def shown(query: str) -> list[str]:
        return re.findall(r'href="\?action=[^"]+">([^<]+)<', await ada.see(f"{AUDIT}?{query}"))

    assert await shown("action=user.disabled") == ["user.disabled"]
    assert set(await shown("action=user.")) == {"user.disabled", "user.added"}
    assert await shown("actor=ada") == ["user.disabled"]
    assert await shown(f"actor=user:{ada.id}") == ["user.disabled"]
    assert await shown(f"subject={omar}") == ["user.disabled", "user.added"]
    assert "north south" in await ada.see(f"{AUDIT}?action=unit")
    assert "No entries" in await ada.see(f"{AUDIT}?action=nothing")
    assert "No entries" in await ada.see(f"{AUDIT}?actor=%25")


async def test_the_log_is_read_page_by_page(ada: Person) -> None:
    for number in range(60):
        await record(COMMAND, f"tick.{number:02}", "clock")

    first = await ada.see(f"{AUDIT}?action=tick.")
    following = re.search(r'href="(\?[^"]+)" rel="next"', first)
    assert following
    second = await ada.see(AUDIT + following[1].replace("&amp;", "&"))

    assert ("tick.59" in first, "tick.09" in first) == (True, False)
    assert ("tick.59" in second, "tick.09" in second, "First page" in second) == (False, True, True)


async def test_a_change_that_fails_leaves_no_line(database: str) -> None:
    with pytest.raises(asyncpg.PostgresError):
        async with DB.transaction():
            await record(Actor(kind="user", id=uuid4()), "user.changed", "user")
            await DB.execute("SELECT 1/0")

    assert await DB.fetch_value("SELECT count(*) FROM event") == 0
