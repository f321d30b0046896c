"""The comments page: an analyst corrects comments; an executive sees groups without names."""

from uuid import UUID

import httpx
import pytest

from tests.comments.comment_fixtures import answer_survey, score_response
from tests.rows import insert
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
async def comments(database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring) -> list[UUID]:
    """The ids of a negative and a positive comment."""
    responses = [(await answer_survey(client, keys, text))[0] for text in (RUDE, KIND)]
    return [(await score_response(registry, response))["id"] for response in responses]


@pytest.fixture
async def ann(comments: list[UUID], signed_in: SignIn) -> Person:
    return await signed_in("Ann Analyst", Role.ANALYST)


async def labels() -> list[tuple[str | None, list[str] | None]]:
    rows = await DB.fetch("SELECT label, themes FROM verbatim_label ORDER BY at")
    return [(row["label"], row["themes"]) for row in rows]


async def test_empty_pages_explain_what_will_appear(database: str, signed_in: SignIn) -> None:
    ann = await signed_in("Ann Analyst", Role.ANALYST)
    assert "No comments yet" in await ann.see("/app/comments")
    assert "No urgent comments" in await ann.see("/app/comments?tab=urgent")
    assert "Everything has been analysed" in await ann.see("/app/comments/unread")
    assert "No comments have been analysed" in await ann.see("/app/comments/coverage")
    assert "No corrections yet" in await ann.see("/app/comments/coders")


async def test_the_page_shows_texts_with_highlighted_words(ann: Person) -> None:
    page = await ann.see("/app/comments")
    assert '<mark class="against" title="counts as negative">terrible</mark>' in page
    assert "contradicts the score" in page
    assert "2 comments" in page
    assert (
        '<a class="nowrap" href="/app/comments?label=negative"><span aria-hidden="true">▼</span> 1 negative</a>' in page
    )
    page = await ann.see("/app/comments?q=delay")
    assert "Wonderful" not in page
    assert "No comment matches these filters" in await ann.see("/app/comments?tab=conflict&label=neutral")


async def test_invalid_filters_are_ignored(ann: Person) -> None:
    assert "2 comments" in await ann.see("/app/comments?label=angry&since=yesterday&unit=7&coded=me&after=x&tab=none")


async def test_days_are_in_the_time_zone_of_the_company(ann: Person) -> None:
    assert "2 comments" in await ann.see("/app/comments?since=2020-01-01&until=9999-12-31")
    assert "No comment matches" in await ann.see("/app/comments?until=2020-01-01")


async def test_a_tone_is_corrected_and_undone(ann: Person, comments: list[UUID]) -> None:
    sent = await ann.submit(f"/app/comments/{comments[0]}/correct", label="neutral", back="/app/comments?q=delay")
    assert (sent.status_code, sent.headers["location"]) == (303, "/app/comments?q=delay")
    page = await ann.see("/app/comments")
    assert 'aria-pressed="true"' in page
    assert "Correction saved." in page
    undo = page.split('action="/app/comments/')[1].split('"')[0].replace("&amp;", "&")
    await ann.submit(f"/app/comments/{comments[0]}/correct", label="negative")
    assert await labels() == [("negative", None)]
    await ann.submit(f"/app/comments/{undo}")
    assert await labels() == []


async def test_themes_and_tone_are_corrected_separately(ann: Person, comments: list[UUID]) -> None:
    path = f"/app/comments/{comments[0]}/correct"
    await ann.submit(path, label="negative")
    await ann.submit(path, themes="1", theme=["staff", "waiting"])
    assert await labels() == [("negative", ["staff", "waiting"])]
    undo = (await ann.see("/app/comments")).split('action="/app/comments/')[1].split('"')[0].replace("&amp;", "&")
    await ann.submit(path, label="")
    assert await labels() == [(None, ["staff", "waiting"])]
    await ann.submit(path, themes="1")
    assert await labels() == [(None, [])], "no theme at all is something to say, too"
    await ann.submit(f"/app/comments/{undo}")
    assert await labels() == [("negative", None)]


async def test_a_correction_takes_no_text_that_is_not_a_theme(ann: Person, comments: list[UUID]) -> None:
    path = f"/app/comments/{comments[0]}"
    await ann.submit(f"{path}/correct", themes="1", theme=["staff", "Ada Example lives here"])
    assert await labels() == [(None, ["staff"])]
    await ann.submit(f"{path}/undo?themes=1&theme=Ada+Example&theme=waiting")
    assert await labels() == [(None, ["waiting"])]


async def test_the_filter_by_corrections(ann: Person, comments: list[UUID]) -> None:
    await ann.submit(f"/app/comments/{comments[0]}/correct", label="negative")
    for coded, shown in (("mine", "rude"), ("any", "rude"), ("not_mine", "Wonderful"), ("none", "Wonderful")):
        page = await ann.see(f"/app/comments?coded={coded}")
        assert (RUDE.split(": ")[1][:4] in page, "Wonderful" in page) == (shown == "rude", shown == "Wonderful")


async def test_only_visible_comments_can_be_corrected(ann: Person, comments: list[UUID], signed_in: SignIn) -> None:
    seaside = await units.add(UnitIn("seaside", "Seaside", "site"), COMMAND)
    lena = await signed_in("Lena Lead", Role.LEAD, units=frozenset({seaside}))
    for path in (f"{comments[0]}/correct", f"{comments[0]}/undo", f"unread/{comments[0]}/retry"):
        assert (await lena.submit(f"/app/comments/{path}", label="negative")).status_code == 404
    assert (await ann.submit(f"/app/comments/{UUID(int=5)}/correct", label="negative")).status_code == 404
    eve = await signed_in("Eve Executive", Role.EXECUTIVE)
    assert (await eve.submit(f"/app/comments/{comments[0]}/correct", label="negative")).status_code == 403


async def test_an_executive_sees_no_small_groups_and_no_names(
    comments: list[UUID], registry: Registry, client: httpx.AsyncClient, keys: Keyring, signed_in: SignIn
) -> None:
    eve = await signed_in("Eve Executive", Role.EXECUTIVE)
    assert "Too few comments to show" in await eve.see("/app/comments")
    for _ in range(3):
        await score_response(registry, (await answer_survey(client, keys, RUDE))[0])
    page = await eve.see("/app/comments")
    assert "rude staff" in page
    assert "Ada" not in page
    assert "Too few" in await eve.see("/app/comments?label=positive")
    [people] = await DB.fetch("SELECT min(customer_id::text) AS one, max(customer_id::text) AS other FROM invitation")
    await DB.execute("UPDATE customer SET merged_into = $1 WHERE id = $2", UUID(people["one"]), UUID(people["other"]))
    assert "Too few" in await eve.see("/app/comments"), "two of the five are one person"


async def test_the_coders_page(ann: Person, comments: list[UUID], signed_in: SignIn) -> None:
    ben = await signed_in("Ben Analyst", Role.ANALYST)
    await ann.submit(f"/app/comments/{comments[0]}/correct", label="negative")
    await ben.submit(f"/app/comments/{comments[0]}/correct", label="positive")
    await ben.submit(f"/app/comments/{comments[1]}/correct", label="positive")
    page = await ann.see("/app/comments/coders")
    assert "Ben Analyst" in page
    assert "Two people have corrected 1 comment" in page
    assert "<strong>50%</strong>" in page


async def test_the_coverage_page(ann: Person, comments: list[UUID]) -> None:
    await insert("verbatim_theme", verbatim_id=comments[0], theme="staff_attitude", sentiment=-0.5)
    page = await ann.see("/app/comments/coverage")
    assert "staff attitude" in page
    assert "<strong>50%</strong>" in page
    assert "English" in page
    assert "staff attitude" in await ann.see("/app/comments?theme=staff_attitude")
    assert "rude" not in await ann.see("/app/comments?theme=none")


async def test_waiting_responses_are_listed_and_failed_ones_retried(
    ann: Person, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await answer_survey(client, keys, "Still to be read")
    await enqueue("score", response)
    assert "queued" in await ann.see("/app/comments/unread")
    await DB.execute("UPDATE due SET quarantined_at = now(), error = 'EngineError' WHERE subject_id = $1", response)
    page = await ann.see("/app/comments/unread")
    assert "failed</span>" in page
    assert "EngineError" in page
    await ann.submit(f"/app/comments/unread/{response}/retry")
    assert "failed</span>" not in await ann.see("/app/comments/unread")
