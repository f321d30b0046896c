"""Who reads what Ada wrote: her agent's team all of it, an executive without names, another team nothing."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from tests.comments.stories import response_of, say, scored
from vocapp import clock
from vocapp.catalogue.published import survey_version
from vocapp.comments.comment_filters import Chosen
from vocapp.comments.comment_queries import verbatims
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
    [rude] = await verbatims(LENA, side="low")
    assert (rude.text, rude.label, rude.channel, rude.question) == (RUDE, "negative", "phone_in_house", "improve")
    assert rude.response_id == three[0]
    assert rude.score == OwnScore("csat", 5, 5, 1, 5)
    assert rude.conflict, "five of five, and such words"
    assert rude.evidence
    assert [one.response_id for one in await verbatims(LENA, side="high")] == [three[1]]


async def test_an_executive_reads_no_names(three: list[UUID]) -> None:
    for one in await verbatims(EVE):
        assert (one.text, one.customer_name) == (None, None)
        assert "Ada Example" not in one.redacted


async def test_a_key_reads_no_originals_and_no_live_rows_where_it_is_a_test_key(three: list[UUID]) -> None:
    assert {one.text for one in await verbatims(Actor("key"))} == {None}
    assert await verbatims(Actor("key", is_test=True)) == []


async def test_another_team_reads_nothing(three: list[UUID]) -> None:
    assert await verbatims(Actor("staff", UUID(int=3), "Sol", Role.AGENT, units=(new_id(),))) == []


@pytest.mark.parametrize(
    ("chosen", "which"),
    [
        (Chosen(words="delay"), [0]),
        (Chosen(words='"broken promises" -friendly'), [0]),
        (Chosen(words="Example"), []),
        (Chosen(words="nieuprzejmy"), [2]),
        (Chosen(label="positive"), [1]),
        (Chosen(state="refused"), [2]),
        (Chosen(language="en"), [0, 1]),
        (Chosen(conflict=True), [0]),
        (Chosen(channel="phone_in_house", touchpoint="billing"), [0, 1, 2]),
        (Chosen(channel="fax"), []),
        (Chosen(line=UUID(int=1)), []),
        (Chosen(unit=UUID(int=1)), []),
        (Chosen(survey="support", question="improve"), [0, 1, 2]),
        (Chosen(theme="waiting"), [0]),
        (Chosen(theme="nothing of the kind"), []),
        (Chosen(has_theme=False), [2]),
        (Chosen(urgent="safety"), []),
        (Chosen(abstain=False, label="negative"), [0]),
    ],
    ids=lambda value: (
        ",".join(f for f in value.__struct_fields__ if getattr(value, f)) if isinstance(value, Chosen) else ""
    ),
)
async def test_what_is_asked_for_is_found(three: list[UUID], chosen: Chosen, which: list[int]) -> None:
    found = [one.response_id for one in await verbatims(LENA, chosen=chosen)]
    assert sorted(found) == sorted(three[n] for n in which)


async def test_from_then_until_now_without_the_end(three: list[UUID]) -> None:
    now = clock.now()
    assert len(await verbatims(LENA, since=now - timedelta(hours=1), until=now + timedelta(seconds=1))) == 3
    assert await verbatims(LENA, since=now + timedelta(seconds=1)) == []
    assert await verbatims(LENA, until=now - timedelta(hours=1)) == []


async def test_page_after_page_the_newest_first(three: list[UUID]) -> None:
    whole = await verbatims(LENA)
    first = await verbatims(LENA, limit=2)
    rest = await verbatims(LENA, limit=2, after=first[-1].id)
    assert [one.id for one in [*first, *rest]] == [one.id for one in whole]
    assert [one.response_id for one in whole] == three[::-1]


async def test_words_that_have_just_changed_are_shown_without_the_old_evidence(
    database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    _, ada = await say(client, keys, RUDE)
    await scored(registry, await response_of(ada.token))
    await ada.send(improve="It was fine.")
    [one] = await verbatims(LENA)
    assert (one.text, one.evidence, one.label) == ("It was fine.", (), "negative")


async def test_tests_are_nobodys_words(
    database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys, RUDE, is_test=True)
    await scored(registry, response)
    assert await verbatims(LENA) == []
    version = await DB.fetch_value("SELECT survey_version_id FROM response WHERE id = $1", response)
    assert (await survey_version(version)).id == "support"
