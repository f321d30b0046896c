"""Who sees comments: the agent's team everything, an executive no names, another team nothing."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from tests.comments.comment_fixtures import answer_survey, response_of, score_response
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
    """Three comments: a negative one, a positive one, and one in Polish."""
    responses = [(await answer_survey(client, keys, text))[0] for text in (RUDE, KIND, POLISH)]
    for response in responses:
        await score_response(registry, response)
    return responses


async def test_a_lead_reads_the_original_with_its_analysis(three: list[UUID]) -> None:
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


async def test_an_api_key_reads_no_originals_and_a_test_key_no_live_rows(three: list[UUID]) -> None:
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
async def test_filters_find_the_right_comments(three: list[UUID], chosen: CommentFilter, which: list[int]) -> None:
    found = [one.response_id for one in await find_comments(LENA, chosen=chosen)]
    assert sorted(found) == sorted(three[n] for n in which)


async def test_since_is_included_and_until_excluded(three: list[UUID]) -> None:
    now = clock.now()
    assert len(await find_comments(LENA, since=now - timedelta(hours=1), until=now + timedelta(seconds=1))) == 3
    assert await find_comments(LENA, since=now + timedelta(seconds=1)) == []
    assert await find_comments(LENA, until=now - timedelta(hours=1)) == []


async def test_pages_follow_each_other_newest_first(three: list[UUID]) -> None:
    whole = await find_comments(LENA)
    first = await find_comments(LENA, limit=2)
    rest = await find_comments(LENA, limit=2, after=first[-1].id)
    assert [one.id for one in [*first, *rest]] == [one.id for one in whole]
    assert [one.response_id for one in whole] == three[::-1]


async def test_a_changed_text_is_shown_without_the_old_evidence(
    database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    _, ada = await answer_survey(client, keys, RUDE)
    await score_response(registry, await response_of(ada.token))
    await ada.send(improve="It was fine.")
    [one] = await find_comments(LENA)
    assert (one.text, one.evidence, one.label) == ("It was fine.", (), "negative")


async def test_comments_of_test_responses_are_hidden(
    database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await answer_survey(client, keys, RUDE, is_test=True)
    await score_response(registry, response)
    assert await find_comments(LENA) == []
    version = await DB.fetch_value("SELECT survey_version_id FROM response WHERE id = $1", response)
    assert (await survey_version(version)).id == "support"
