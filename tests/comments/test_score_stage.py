"""The score stage: a comment is analysed once, in another process, and the next stages are enqueued."""

import os
import signal
from dataclasses import replace
from uuid import UUID

import httpx
import pytest

from tests.comments.comment_fixtures import (
    BAD,
    answer_survey,
    load_comment_row,
    queued_jobs,
    response_of,
    score_response,
)
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
    """A registry with stages `triage` and `count`."""

    async def nothing(_: UUID) -> None: ...

    names = {stage.name for stage in registry.stages}
    stages = tuple(Stage(name=name, work=nothing) for name in ("triage", "count") if name not in names)
    return replace(registry, features=(*registry.features, Feature(name="to the right", stages=stages)))


async def test_a_comment_is_analysed_and_stored_with_its_evidence(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await answer_survey(client, keys)
    assert await load_comment_row(response) == {}, "not yet: no row"
    found = await score_response(whole, response)
    assert (found["state"], found["label"], found["question"]) == ("scored", "negative", "improve")
    assert found["sentiment"] < 0
    assert found["is_test"] is False
    assert {BAD[slice(*weight["span"])].strip(".,") for weight in found["evidence"]} >= {"rude", "terrible"}
    assert set(await queued_jobs(response)) >= {"triage", "count"}


async def test_the_same_text_is_analysed_once(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await answer_survey(client, keys)
    first, before = await score_response(whole, response), await queued_jobs(response)
    assert await score_response(whole, response) == first
    assert await queued_jobs(response) == before, "without a new text, nothing is enqueued"


async def test_a_changed_text_is_analysed_again_and_a_withdrawn_one_deleted(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, ada = await answer_survey(client, keys)
    first = await score_response(whole, response)
    await ada.send(improve="Everything was great, I love it")
    second = await score_response(whole, response)
    assert (second["id"], second["label"]) == (first["id"], "positive")
    before = await queued_jobs(response)
    await ada.send(_page="improve", **{"improve.skip": "1"})
    assert await score_response(whole, response) == {}
    assert (await queued_jobs(response))["count"] > before["count"]


async def test_another_language_is_refused_and_not_guessed(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await answer_survey(client, keys, "Pracownik był bardzo nieuprzejmy i nikt mi nie pomógł")
    found = await score_response(whole, response)
    assert (found["state"], found["sentiment"], found["label"]) == ("refused", None, None)


async def test_a_text_is_in_a_language_of_the_company(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await answer_survey(client, keys, "Sehr gut og fin")
    [gathered] = await load_texts([response])
    assert {"en", "de"} <= set(gathered.answers[0].comment.languages)
    assert "da" not in gathered.answers[0].comment.languages
    assert (await score_response(whole, response))["language"] in ("en", "de")


async def test_a_test_response_is_marked(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await answer_survey(client, keys, is_test=True)
    assert (await score_response(whole, response))["is_test"] is True


async def test_known_names_are_redacted(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await answer_survey(client, keys, "Ask Ada Example, she waited and waited. Terrible!")
    assert "Ada Example" not in (await score_response(whole, response))["redacted"]


async def test_a_text_whose_analysis_failed_is_listed_without_words(
    database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await answer_survey(client, keys)
    [gathered] = await load_texts([response])
    await save_analyses(
        response, False, [AnalysedText(answer, None) for answer in gathered.answers], ["improve"], ["count"], "m"
    )
    found = await load_comment_row(response)
    assert (found["state"], found["label"], found["redacted"], found["model"]) == ("failed", None, "", "m")


async def test_a_deleted_response_enqueues_nothing(database: str, whole: Registry) -> None:
    await ScoreStage(whole)(UUID(int=1))
    assert await DB.fetch_value("SELECT count(*) FROM due") == 0


@pytest.mark.committed
async def test_a_killed_analysis_process_is_replaced_and_no_text_is_lost(
    own_database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    responses = [(await answer_survey(client, keys))[0] for _ in range(3)]
    [stage] = [stage for stage in whole.stages if stage.name == SCORE]
    for pid in ANALYSIS_POOL.pids:
        os.kill(pid, signal.SIGKILL)
    assert await run_jobs(stage) == 3
    assert [(await load_comment_row(response))["label"] for response in responses] == ["negative"] * 3
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE stage = 'score'") == 0


@pytest.mark.committed
async def test_closing_a_response_enqueues_the_score_stage(
    own_database: str, whole: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    _, ada = await answer_survey(client, keys)
    assert SCORE in await queued_jobs(await response_of(ada.token))
    assert clock.now() >= await DB.fetch_value("SELECT not_before FROM due WHERE stage = 'score'")
