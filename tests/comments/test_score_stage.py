"""Ada answers in her own words. They are read once, by another process, and what follows from them is owed."""

import os
import signal
from dataclasses import replace
from uuid import UUID

import httpx
import pytest

from tests.comments.stories import BAD, kept, owed, response_of, say, scored
from vocapp import clock
from vocapp.comments.load_comments import load_texts
from vocapp.comments.save_analyses import AnalysedText, save_analyses
from vocapp.comments.score_stage import SCORE, ScoreStage
from vocapp.database import DB
from vocapp.database.jobs import Stage, run_jobs
from vocapp.feature import Feature, Registry
from vocapp.nlp.analysis_pool import ANALYSIS_POOL
from vocapp.tokens import Keyring


@pytest.fixture
def whole(registry: Registry) -> Registry:
    """A house that follows up and counts, whoever does that."""

    async def nothing(_: UUID) -> None: ...

    names = {stage.name for stage in registry.stages}
    stages = tuple(Stage(name=name, work=nothing) for name in ("triage", "count") if name not in names)
    return replace(registry, features=(*registry.features, Feature(name="to the right", stages=stages)))


async def test_what_ada_says_is_read_and_kept_with_its_evidence(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys)
    assert await kept(response) == {}, "not yet: no row"
    found = await scored(whole, response)
    assert (found["state"], found["label"], found["question"]) == ("scored", "negative", "improve")
    assert found["sentiment"] < 0
    assert found["is_test"] is False
    assert {BAD[slice(*weight["span"])].strip(".,") for weight in found["evidence"]} >= {"rude", "terrible"}
    assert set(await owed(response)) >= {"triage", "count"}


async def test_the_same_words_are_read_once(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys)
    first, before = await scored(whole, response), await owed(response)
    assert await scored(whole, response) == first
    assert await owed(response) == before, "nothing new, nothing owed"


async def test_corrected_words_are_read_again_and_withdrawn_ones_forgotten(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, ada = await say(client, keys)
    first = await scored(whole, response)
    await ada.send(improve="Everything was great, I love it")
    second = await scored(whole, response)
    assert (second["id"], second["label"]) == (first["id"], "positive")
    before = await owed(response)
    await ada.send(_page="improve", **{"improve.skip": "1"})
    assert await scored(whole, response) == {}
    assert (await owed(response))["count"] > before["count"]


async def test_another_language_is_refused_and_not_guessed(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys, "Pracownik był bardzo nieuprzejmy i nikt mi nie pomógł")
    found = await scored(whole, response)
    assert (found["state"], found["sentiment"], found["label"]) == ("refused", None, None)


async def test_a_text_is_in_a_language_that_the_company_speaks(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys, "Sehr gut og fin")
    [gathered] = await load_texts([response])
    assert {"en", "de"} <= set(gathered.said[0].comment.languages)
    assert "da" not in gathered.said[0].comment.languages
    assert (await scored(whole, response))["language"] in ("en", "de")


async def test_a_test_response_is_marked(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys, is_test=True)
    assert (await scored(whole, response))["is_test"] is True


async def test_whom_the_contact_names_nobody_reads_in_the_redacted_text(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys, "Ask Ada Example, she waited and waited. Terrible!")
    assert "Ada Example" not in (await scored(whole, response))["redacted"]


async def test_a_text_that_cannot_be_read_is_listed_and_shows_nobody_a_word(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await say(client, keys)
    [gathered] = await load_texts([response])
    await save_analyses(
        response, False, [AnalysedText(said, None) for said in gathered.said], ["improve"], ["count"], "m"
    )
    found = await kept(response)
    assert (found["state"], found["label"], found["redacted"], found["model"]) == ("failed", None, "", "m")


async def test_a_response_that_is_gone_owes_nothing(database: str, whole: Registry) -> None:
    await ScoreStage(whole)(UUID(int=1))
    assert await DB.fetch_value("SELECT count(*) FROM due") == 0


@pytest.mark.committed
async def test_a_killed_reader_is_replaced_and_no_text_is_lost(
    own_database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    responses = [(await say(client, keys))[0] for _ in range(3)]
    [stage] = [stage for stage in whole.stages if stage.name == SCORE]
    for pid in ANALYSIS_POOL.pids:
        os.kill(pid, signal.SIGKILL)
    assert await run_jobs(stage) == 3
    assert [(await kept(response))["label"] for response in responses] == ["negative"] * 3
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE stage = 'score'") == 0


@pytest.mark.committed
async def test_closing_the_response_is_what_owes_the_reading(
    own_database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    _, ada = await say(client, keys)
    assert SCORE in await owed(await response_of(ada.token))
    assert clock.now() >= await DB.fetch_value("SELECT not_before FROM due WHERE stage = 'score'")
