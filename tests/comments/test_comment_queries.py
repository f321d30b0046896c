"""Who reads what Ada wrote: her agent's team all of it, an executive without names, another team nothing."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from tests.comments.stories import response_of, say, scored
from vocapp import clock
from vocapp.catalogue.published import survey_version
from vocapp.comments.comment_filters import CommentFilter
from vocapp.comments.comment_queries import find_comments
from vocapp.comments.respondent_score import OwnScore
from vocapp.database import DB, new_id
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role
from vocapp.tokens import Keyring

LENA = Actor("staff", UUID(int=1), "Lena", Role.LEAD)
EVE = Actor("staff", UUID(int=2), "Eve", Role.EXECUTIVE)
RUDE = "Ada Example here: rude staff, terrible delays and broken promises."
POLISH = "Pracownik był bardzo nieuprzejmy i nikt mi nie pomógł"
KIND = "Wonderful, the friendliest help I ever had, thank you!"


@pytest.fixture
async def three(database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring) -> list[UUID]:
    """An unhappy Ada, a happy one, and one who writes Polish."""
    responses = [(await say(client, keys, text))[0] for text in (RUDE, KIND, POLISH)]
    for response in responses:
        await scored(registry, response)
    return responses


async def test_a_lead_reads_the_words_with_what_was_read_in_them(three: list[UUID]) -> None:
    [rude] = await find_comments(LENA, side="low")
    assert (rude.text, rude.label, rude.channel, rude.question) == (RUDE, "negative", "phone_in_house", "improve")
    assert rude.response_id == three[0]
    assert rude.score == OwnScore("csat", 5, 5, 1, 5)
    assert rude.conflict, "five of five, and such words"
    assert rude.evidence
    assert [one.response_id for one in await find_comments(LENA, side="high")] == [three[1]]


async def test_an_executive_reads_no_names(three: list[UUID]) -> None:
    for one in await find_comments(EVE):
        assert (one.text, one.customer_name) == (None, None)
        assert "Ada Example" not in one.redacted


async def test_a_key_reads_no_originals_and_no_live_rows_where_it_is_a_test_key(three: list[UUID]) -> None:
    assert {one.text for one in await find_comments(Actor("key"))} == {None}
    assert await find_comments(Actor("key", is_test=True)) == []


async def test_another_team_reads_nothing(three: list[UUID]) -> None:
    assert await find_comments(Actor("staff", UUID(int=3), "Sol", Role.AGENT, units=(new_id(),))) == []


@pytest.mark.parametrize(
    ("chosen", "which"),
    [
        (CommentFilter(words="delay"), [0]),
        (CommentFilter(words='"broken promises" -friendly'), [0]),
        (CommentFilter(words="Example"), []),
        (CommentFilter(words="nieuprzejmy"), [2]),
        (CommentFilter(label="positive"), [1]),
        (CommentFilter(state="refused"), [2]),
        (CommentFilter(language="en"), [0, 1]),
        (CommentFilter(conflict=True), [0]),
        (CommentFilter(channel="phone_in_house", touchpoint="billing"), [0, 1, 2]),
        (CommentFilter(channel="fax"), []),
        (CommentFilter(line=UUID(int=1)), []),
        (CommentFilter(unit=UUID(int=1)), []),
        (CommentFilter(survey="support", question="improve"), [0, 1, 2]),
        (CommentFilter(theme="waiting"), [0]),
        (CommentFilter(theme="nothing of the kind"), []),
        (CommentFilter(has_theme=False), [2]),
        (CommentFilter(urgent="safety"), []),
        (CommentFilter(abstain=False, label="negative"), [0]),
    ],
    ids=lambda value: (
        ",".join(f for f in value.__struct_fields__ if getattr(value, f)) if isinstance(value, CommentFilter) else ""
    ),
)
async def test_what_is_asked_for_is_found(three: list[UUID], chosen: CommentFilter, which: list[int]) -> None:
    found = [one.response_id for one in await find_comments(LENA, chosen=chosen)]
    assert sorted(found) == sorted(three[n] for n in which)


async def test_from_then_until_now_without_the_end(three: list[UUID]) -> None:
    now = clock.now()
    assert len(await find_comments(LENA, since=now - timedelta(hours=1), until=now + timedelta(seconds=1))) == 3
    assert await find_comments(LENA, since=now + timedelta(seconds=1)) == []
    assert await find_comments(LENA, until=now - timedelta(hours=1)) == []


async def test_page_after_page_the_newest_first(three: list[UUID]) -> None:
    whole = await find_comments(LENA)
    first = await find_comments(LENA, limit=2)
    rest = await find_comments(LENA, limit=2, after=first[-1].id)
    assert [one.id for one in [*first, *rest]] == [one.id for one in whole]
    assert [one.response_id for one in whole] == three[::-1]


async def test_words_that_have_just_changed_are_shown_without_the_old_evidence(
    database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    _, ada = await say(client, keys, RUDE)
    await scored(registry, await response_of(ada.token))
    await ada.send(improve="It was fine.")
    [one] = await find_comments(LENA)
    assert (one.text, one.evidence, one.label) == ("It was fine.", (), "negative")


async def test_tests_are_nobodys_words(
    database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys, RUDE, is_test=True)
    await scored(registry, response)
    assert await find_comments(LENA) == []
    version = await DB.fetch_value("SELECT survey_version_id FROM response WHERE id = $1", response)
    assert (await survey_version(version)).id == "support"
