"""Ann the analyst reads what customers wrote and says what it says; Eve the executive sees groups, without names."""

from uuid import UUID

import httpx
import pytest

from tests.comments.stories import say, scored
from tests.staff_people import COMMAND, Person, SignIn
from vocapp.database import DB
from vocapp.database.jobs import enqueue
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.staff import units
from vocapp.staff.units import UnitIn
from vocapp.tokens import Keyring

RUDE = "Ada Example here: rude staff, terrible delays."
KIND = "Wonderful, the friendliest help I ever had!"


@pytest.fixture
async def said(database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring) -> list[UUID]:
    """The verbatims of an unhappy and of a happy Ada."""
    responses = [(await say(client, keys, text))[0] for text in (RUDE, KIND)]
    return [(await scored(registry, response))["id"] for response in responses]


@pytest.fixture
async def ann(said: list[UUID], signed_in: SignIn) -> Person:
    return await signed_in("Ann Analyst", Role.ANALYST)


async def labels() -> list[tuple[str | None, list[str] | None]]:
    rows = await DB.fetch("SELECT label, themes FROM verbatim_label ORDER BY at")
    return [(row["label"], row["themes"]) for row in rows]


async def test_before_anything_was_written_the_page_says_what_will_come(database: str, signed_in: SignIn) -> None:
    ann = await signed_in("Ann Analyst", Role.ANALYST)
    assert "No comments yet" in await ann.see("/app/comments")
    assert "Nothing is urgent" in await ann.see("/app/comments?tab=urgent")
    assert "Everything has been read" in await ann.see("/app/comments/unread")
    assert "No comments have been read" in await ann.see("/app/comments/coverage")
    assert "Nobody has corrected anything yet" in await ann.see("/app/comments/coders")


async def test_words_stand_with_what_speaks_in_them(ann: Person) -> None:
    page = await ann.see("/app/comments")
    assert '<mark class="against" title="speaks against us">terrible</mark>' in page
    assert "against the score" in page
    assert "2 comments" in page
    assert (
        '<a class="nowrap" href="/app/comments?label=negative"><span aria-hidden="true">▼</span> 1 negative</a>' in page
    )
    page = await ann.see("/app/comments?q=delay")
    assert "Wonderful" not in page
    assert "No comment fits these filters" in await ann.see("/app/comments?tab=conflict&label=neutral")


async def test_a_filter_that_cannot_be_read_does_not_narrow(ann: Person) -> None:
    assert "2 comments" in await ann.see("/app/comments?label=angry&since=yesterday&unit=7&coded=me&after=x&tab=none")


async def test_days_are_meant_as_the_company_counts_them(ann: Person) -> None:
    assert "2 comments" in await ann.see("/app/comments?since=2020-01-01&until=9999-12-31")
    assert "No comment fits" in await ann.see("/app/comments?until=2020-01-01")


async def test_a_key_says_what_a_text_says_and_the_next_one_takes_it_back(ann: Person, said: list[UUID]) -> None:
    sent = await ann.submit(f"/app/comments/{said[0]}/correct", label="neutral", back="/app/comments?q=delay")
    assert (sent.status_code, sent.headers["location"]) == (303, "/app/comments?q=delay")
    page = await ann.see("/app/comments")
    assert 'aria-pressed="true"' in page
    assert "Corrected." in page
    undo = page.split('action="/app/comments/')[1].split('"')[0].replace("&amp;", "&")
    await ann.submit(f"/app/comments/{said[0]}/correct", label="negative")
    assert await labels() == [("negative", None)]
    await ann.submit(f"/app/comments/{undo}")
    assert await labels() == []


async def test_themes_and_tone_are_said_apart(ann: Person, said: list[UUID]) -> None:
    path = f"/app/comments/{said[0]}/correct"
    await ann.submit(path, label="negative")
    await ann.submit(path, themes="1", theme=["staff_attitude", "delay"])
    assert await labels() == [("negative", ["staff_attitude", "delay"])]
    undo = (await ann.see("/app/comments")).split('action="/app/comments/')[1].split('"')[0].replace("&amp;", "&")
    await ann.submit(path, label="")
    assert await labels() == [(None, ["staff_attitude", "delay"])]
    await ann.submit(path, themes="1")
    assert await labels() == [(None, [])], "no theme at all is something to say, too"
    await ann.submit(f"/app/comments/{undo}")
    assert await labels() == [("negative", None)]


async def test_what_is_coded_can_be_told_from_what_is_not(ann: Person, said: list[UUID]) -> None:
    await ann.submit(f"/app/comments/{said[0]}/correct", label="negative")
    for coded, shown in (("mine", "rude"), ("any", "rude"), ("not_mine", "Wonderful"), ("none", "Wonderful")):
        page = await ann.see(f"/app/comments?coded={coded}")
        assert (RUDE.split(": ")[1][:4] in page, "Wonderful" in page) == (shown == "rude", shown == "Wonderful")


async def test_what_nobody_may_see_nobody_corrects(ann: Person, said: list[UUID], signed_in: SignIn) -> None:
    seaside = await units.add(UnitIn("seaside", "Seaside", "site"), COMMAND)
    lena = await signed_in("Lena Lead", Role.LEAD, units=frozenset({seaside}))
    for path in (f"{said[0]}/correct", f"{said[0]}/undo", f"waiting/{said[0]}/retry"):
        assert (await lena.submit(f"/app/comments/{path}", label="negative")).status_code == 404
    assert (await ann.submit(f"/app/comments/{UUID(int=5)}/correct", label="negative")).status_code == 404
    eve = await signed_in("Eve Executive", Role.EXECUTIVE)
    assert (await eve.submit(f"/app/comments/{said[0]}/correct", label="negative")).status_code == 403


async def test_an_executive_sees_no_handful_and_no_names(
    said: list[UUID], registry: Registry, client: httpx.AsyncClient, keys: Keyring, signed_in: SignIn
) -> None:
    eve = await signed_in("Eve Executive", Role.EXECUTIVE)
    assert "Too few comments to show" in await eve.see("/app/comments")
    for _ in range(3):
        await scored(registry, (await say(client, keys, RUDE))[0])
    page = await eve.see("/app/comments")
    assert "rude staff" in page
    assert "Ada" not in page
    assert "Too few" in await eve.see("/app/comments?label=positive")


async def test_the_coders_and_the_machine(ann: Person, said: list[UUID], signed_in: SignIn) -> None:
    ben = await signed_in("Ben Analyst", Role.ANALYST)
    await ann.submit(f"/app/comments/{said[0]}/correct", label="negative")
    await ben.submit(f"/app/comments/{said[0]}/correct", label="positive")
    await ben.submit(f"/app/comments/{said[1]}/correct", label="positive")
    page = await ann.see("/app/comments/coders")
    assert "Ben Analyst" in page
    assert "1 comment has been read by two people" in page
    assert "<strong>50%</strong>" in page


async def test_what_they_write_about(ann: Person, said: list[UUID]) -> None:
    await DB.execute(
        "INSERT INTO verbatim_theme (id, verbatim_id, theme, sentiment, first, last) "
        "VALUES (gen_random_uuid(), $1, 'staff_attitude', -0.5, 0, 4)",
        said[0],
    )
    page = await ann.see("/app/comments/coverage")
    assert "staff attitude" in page
    assert "<strong>50%</strong>" in page
    assert "English" in page
    assert "staff attitude" in await ann.see("/app/comments?theme=staff_attitude")
    assert "rude" not in await ann.see("/app/comments?theme=none")


async def test_what_waits_is_listed_and_what_was_given_up_is_tried_again(
    ann: Person, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys, "Still to be read")
    await enqueue("score", response)
    assert "in line" in await ann.see("/app/comments/unread")
    await DB.execute("UPDATE due SET quarantined_at = now(), error = 'EngineError' WHERE subject_id = $1", response)
    page = await ann.see("/app/comments/unread")
    assert "given up" in page
    assert "EngineError" in page
    await ann.submit(f"/app/comments/unread/{response}/retry")
    assert "given up</span>" not in await ann.see("/app/comments/unread")
