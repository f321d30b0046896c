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
    assert "No comments yet" in await ann.see("/app/verbatims")
    assert "Nothing is urgent" in await ann.see("/app/verbatims?tab=urgent")
    assert "Everything has been read" in await ann.see("/app/verbatims/waiting")
    assert "No comments have been read" in await ann.see("/app/verbatims/coverage")
    assert "Nobody has corrected anything yet" in await ann.see("/app/verbatims/coders")


async def test_words_stand_with_what_speaks_in_them(ann: Person) -> None:
    page = await ann.see("/app/verbatims")
    assert '<mark class="against" title="speaks against us">terrible</mark>' in page
    assert "against the score" in page
    assert "2 comments" in page
    assert (
        '<a class="nowrap" href="/app/verbatims?label=negative"><span aria-hidden="true">▼</span> 1 negative</a>'
        in page
    )
    page = await ann.see("/app/verbatims?q=delay")
    assert "Wonderful" not in page
    assert "No comment fits these filters" in await ann.see("/app/verbatims?tab=conflict&label=neutral")


async def test_a_filter_that_cannot_be_read_does_not_narrow(ann: Person) -> None:
    assert "2 comments" in await ann.see("/app/verbatims?label=angry&since=yesterday&unit=7&coded=me&after=x&tab=none")


async def test_days_are_meant_as_the_company_counts_them(ann: Person) -> None:
    assert "2 comments" in await ann.see("/app/verbatims?since=2020-01-01&until=9999-12-31")
    assert "No comment fits" in await ann.see("/app/verbatims?until=2020-01-01")


async def test_a_key_says_what_a_text_says_and_the_next_one_takes_it_back(ann: Person, said: list[UUID]) -> None:
    sent = await ann.submit(f"/app/verbatims/{said[0]}/say", label="neutral", back="/app/verbatims?q=delay")
    assert (sent.status_code, sent.headers["location"]) == (303, "/app/verbatims?q=delay")
    page = await ann.see("/app/verbatims")
    assert 'aria-pressed="true"' in page
    assert "Corrected." in page
    undo = page.split('action="/app/verbatims/')[1].split('"')[0].replace("&amp;", "&")
    await ann.submit(f"/app/verbatims/{said[0]}/say", label="negative")
    assert await labels() == [("negative", None)]
    await ann.submit(f"/app/verbatims/{undo}")
    assert await labels() == []


async def test_themes_and_tone_are_said_apart(ann: Person, said: list[UUID]) -> None:
    path = f"/app/verbatims/{said[0]}/say"
    await ann.submit(path, label="negative")
    await ann.submit(path, themes="1", theme=["staff_attitude", "delay"])
    assert await labels() == [("negative", ["staff_attitude", "delay"])]
    undo = (await ann.see("/app/verbatims")).split('action="/app/verbatims/')[1].split('"')[0].replace("&amp;", "&")
    await ann.submit(path, label="")
    assert await labels() == [(None, ["staff_attitude", "delay"])]
    await ann.submit(path, themes="1")
    assert await labels() == [(None, [])], "no theme at all is something to say, too"
    await ann.submit(f"/app/verbatims/{undo}")
    assert await labels() == [("negative", None)]


async def test_what_is_coded_can_be_told_from_what_is_not(ann: Person, said: list[UUID]) -> None:
    await ann.submit(f"/app/verbatims/{said[0]}/say", label="negative")
    for coded, shown in (("mine", "rude"), ("any", "rude"), ("not_mine", "Wonderful"), ("none", "Wonderful")):
        page = await ann.see(f"/app/verbatims?coded={coded}")
        assert (RUDE.split(": ")[1][:4] in page, "Wonderful" in page) == (shown == "rude", shown == "Wonderful")


async def test_what_nobody_may_see_nobody_corrects(ann: Person, said: list[UUID], signed_in: SignIn) -> None:
    seaside = await units.add(UnitIn("seaside", "Seaside", "site"), COMMAND)
    lena = await signed_in("Lena Lead", Role.LEAD, units=frozenset({seaside}))
    for path in (f"{said[0]}/say", f"{said[0]}/unsay", f"waiting/{said[0]}/again"):
        assert (await lena.submit(f"/app/verbatims/{path}", label="negative")).status_code == 404
    assert (await ann.submit(f"/app/verbatims/{UUID(int=5)}/say", label="negative")).status_code == 404
    eve = await signed_in("Eve Executive", Role.EXECUTIVE)
    assert (await eve.submit(f"/app/verbatims/{said[0]}/say", label="negative")).status_code == 403


async def test_an_executive_sees_no_handful_and_no_names(
    said: list[UUID], registry: Registry, client: httpx.AsyncClient, keys: Keyring, signed_in: SignIn
) -> None:
    eve = await signed_in("Eve Executive", Role.EXECUTIVE)
    assert "Too few comments to show" in await eve.see("/app/verbatims")
    for _ in range(3):
        await scored(registry, (await say(client, keys, RUDE))[0])
    page = await eve.see("/app/verbatims")
    assert "rude staff" in page
    assert "Ada" not in page
    assert "Too few" in await eve.see("/app/verbatims?label=positive")


async def test_the_coders_and_the_machine(ann: Person, said: list[UUID], signed_in: SignIn) -> None:
    ben = await signed_in("Ben Analyst", Role.ANALYST)
    await ann.submit(f"/app/verbatims/{said[0]}/say", label="negative")
    await ben.submit(f"/app/verbatims/{said[0]}/say", label="positive")
    await ben.submit(f"/app/verbatims/{said[1]}/say", label="positive")
    page = await ann.see("/app/verbatims/coders")
    assert "Ben Analyst" in page
    assert "1 comment has been read by two people" in page
    assert "<strong>50%</strong>" in page


async def test_what_they_write_about(ann: Person, said: list[UUID]) -> None:
    await DB.execute(
        "INSERT INTO verbatim_theme (id, verbatim_id, theme, sentiment, first, last) "
        "VALUES (gen_random_uuid(), $1, 'staff_attitude', -0.5, 0, 4)",
        said[0],
    )
    page = await ann.see("/app/verbatims/coverage")
    assert "staff attitude" in page
    assert "<strong>50%</strong>" in page
    assert "English" in page
    assert "staff attitude" in await ann.see("/app/verbatims?theme=staff_attitude")
    assert "rude" not in await ann.see("/app/verbatims?theme=none")


async def test_what_waits_is_listed_and_what_was_given_up_is_tried_again(
    ann: Person, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys, "Still to be read")
    await enqueue("score", response)
    assert "in line" in await ann.see("/app/verbatims/waiting")
    await DB.execute("UPDATE due SET quarantined_at = now(), error = 'EngineError' WHERE subject_id = $1", response)
    page = await ann.see("/app/verbatims/waiting")
    assert "given up" in page
    assert "EngineError" in page
    await ann.submit(f"/app/verbatims/waiting/{response}/again")
    assert "given up</span>" not in await ann.see("/app/verbatims/waiting")
