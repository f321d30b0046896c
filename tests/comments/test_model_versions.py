"""Model versions: promotion, rollback, and re-analysis of older comments on request."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.comments.comment_fixtures import answer_survey, load_comment_row, queued_jobs, score_response
from tests.staff_people import SignIn
from vocapp import clock
from vocapp.comments.models import model_versions, rescore_stage
from vocapp.comments.models.rescore_stage import RESCORE, RescoreStage
from vocapp.database import DB
from vocapp.database.jobs import run_jobs
from vocapp.feature import ERASED_TEXT, Registry
from vocapp.http.access import Actor, Role
from vocapp.nlp.analysis_pool import ANALYSIS_POOL
from vocapp.nlp.training.calibration_result import CalibrationResult
from vocapp.nlp.training.evaluate import compare_models
from vocapp.tokens import Keyring

ANN = Actor("user", UUID(int=1), "Ann", Role.ANALYST)


async def learned(*names: str, comparison: Any = None) -> list[UUID]:
    """Stored models with these names."""
    for name in names:
        await model_versions.add_candidate(ANN, name, b"plain data", comparison or {})
    rows = await DB.fetch("SELECT id FROM reading_model WHERE name = ANY($1) ORDER BY learned_at, name", list(names))
    return [row["id"] for row in rows]


async def test_without_a_trained_model_the_shipped_one_is_active(database: str) -> None:
    assert await model_versions.active_name() is None
    assert await model_versions.load_content("m1") is None
    assert await model_versions.roll_back(ANN) is None


async def test_the_last_promoted_model_is_active_and_rollback_restores_earlier_ones(database: str) -> None:
    one, two, three = await learned("m1", "m2", "m3")
    for model in (one, two, three):
        await model_versions.promote(ANN, model)
        clock.now()
    assert await model_versions.active_name() == "m3"
    assert await model_versions.load_content("m3") == b"plain data"
    assert await model_versions.roll_back(ANN) == "m2"
    assert await model_versions.roll_back(ANN) == "m1"
    assert await model_versions.roll_back(ANN) is None
    assert await model_versions.active_name() is None
    assert await model_versions.promote(ANN, two) == "m2"
    with pytest.raises(model_versions.NoSuchModelError):
        await model_versions.promote(ANN, UUID(int=9))
    actions = [row["action"] for row in await DB.fetch("SELECT action FROM event ORDER BY id")]
    assert actions[-2:] == ["model.rolled_back", "model.promoted"]


async def test_a_failed_promotion_leaves_the_active_model(database: str) -> None:
    [one] = await learned("m1")
    await model_versions.promote(ANN, one)
    with pytest.raises(model_versions.NoSuchModelError):
        await model_versions.promote(ANN, UUID(int=9))
    assert await model_versions.active_name() == "m1"


async def test_the_same_model_is_stored_once(database: str) -> None:
    assert await model_versions.add_candidate(ANN, "m1", b"a", {})
    assert not await model_versions.add_candidate(ANN, "m1", b"a", {})


@pytest.fixture
async def read_before(database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring) -> list[UUID]:
    """Three comments that an earlier model analysed as neutral."""
    responses = [(await answer_survey(client, keys))[0] for _ in range(3)]
    for response in responses:
        await score_response(registry, response)
    await DB.execute("UPDATE verbatim SET model = 'earlier', label = 'neutral'")
    return responses


async def test_a_run_re_analyses_every_comment_of_other_models(read_before: list[UUID], registry: Registry) -> None:
    name = await ANALYSIS_POOL.shipped()
    assert await model_versions.count_by_model() == {"earlier": 3}
    before = await queued_jobs(read_before[0])
    assert await rescore_stage.start(ANN, name)
    assert not await rescore_stage.start(ANN, name), "one run at a time"
    run = await rescore_stage.latest_run()
    assert run is not None
    assert (run.total, run.done, run.ended_at) == (3, 0, None)
    assert await RescoreStage(registry)(run.id) is None
    run = await rescore_stage.latest_run()
    assert run is not None
    assert (run.done, run.ended_at is None) == (3, False)
    assert await model_versions.count_by_model() == {name: 3}
    assert {(await load_comment_row(response))["label"] for response in read_before} == {"negative"}
    after = await queued_jobs(read_before[0])
    assert after.get("triage") == before.get("triage"), "no case is opened for what was read long ago"
    assert after["count"] > before["count"]


async def test_comments_of_an_erased_customer_are_not_re_analysed(read_before: list[UUID]) -> None:
    await DB.execute("UPDATE verbatim SET redacted = $2 WHERE response_id = $1", read_before[0], ERASED_TEXT)
    await rescore_stage.start(ANN, "another")
    run = await rescore_stage.latest_run()
    assert run is not None
    assert run.total == 2


async def test_a_stopped_run_does_not_continue(read_before: list[UUID], registry: Registry) -> None:
    await rescore_stage.start(ANN, "another")
    run = await rescore_stage.latest_run()
    assert run is not None
    assert await rescore_stage.stop(ANN, run.id)
    assert not await rescore_stage.stop(ANN, run.id)
    assert await RescoreStage(registry)(run.id) is None
    assert await model_versions.count_by_model() == {"earlier": 3}


async def test_an_analyst_promotes_rolls_back_and_re_analyses(read_before: list[UUID], signed_in: SignIn) -> None:
    ann = await signed_in("Ann Analyst", Role.ANALYST)
    page = await ann.see("/app/comments/model")
    assert "The shipped model" in page
    assert "No model has been trained yet" in page
    reading = await compared()
    [one] = await learned("m1", comparison=reading)
    page = await ann.see("/app/comments/model")
    assert "The new model is better: " in page
    assert "<svg" in page
    assert "This model has no such test" in page
    await ann.submit(f"/app/comments/model/{one}/promote")
    assert "m1 is active now" in await ann.see("/app/comments/model")
    await ann.submit("/app/comments/model/rollback")
    assert "The shipped model is active again" in await ann.see("/app/comments/model")
    await ann.submit("/app/comments/model/rescore")
    page = await ann.see("/app/comments/model")
    assert "Re-analysing: 0 of 3" in page
    await ann.submit("/app/comments/model/rescore")
    assert "already being re-analysed" in await ann.see("/app/comments/model")
    run = await rescore_stage.latest_run()
    assert run is not None
    await ann.submit(f"/app/comments/model/rescore/{run.id}/stop")
    assert "Stopped" in await ann.see("/app/comments/model")
    for path in (f"{UUID(int=3)}/promote", f"rescore/{UUID(int=3)}/stop"):
        assert (await ann.submit(f"/app/comments/model/{path}")).status_code == 404


async def test_a_lead_sees_the_models_without_deciding(read_before: list[UUID], signed_in: SignIn) -> None:
    [one] = await learned("m1")
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    page = await lena.see("/app/comments/model")
    assert "too few to compare" in page
    assert "Promote" not in page
    assert (await lena.submit(f"/app/comments/model/{one}/promote")).status_code == 403


async def compared() -> Any:
    """A comparison in which the candidate is better."""
    import msgspec

    from tests.nlp.test_evaluate import analysis_of

    truth = ["negative"] * 10 + ["positive"] * 10
    old = [analysis_of("positive", 0.6) for _ in truth]
    new = [analysis_of(label, 0.9) for label in truth]  # type: ignore[arg-type]
    return msgspec.to_builtins(compare_models(truth, old, new))  # type: ignore[arg-type]


@pytest.mark.committed
async def test_the_rescore_stage_works_a_run(
    own_database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    response, _ = await answer_survey(client, keys)
    await score_response(registry, response)
    await DB.execute("UPDATE verbatim SET model = 'earlier'")
    await rescore_stage.start(ANN, await ANALYSIS_POOL.shipped())
    [stage] = [stage for stage in registry.stages if stage.name == RESCORE]
    assert await run_jobs(stage) == 1
    assert await DB.fetch_value("SELECT count(*) FROM due WHERE stage = 'rescore'") == 0


async def test_the_page_shows_the_results_of_calibration(database: str, signed_in: SignIn) -> None:
    ann = await signed_in("Ann Analyst", Role.ANALYST, language="de")
    tried = [CalibrationResult(False, 250, 0.081, 0.0312, True), CalibrationResult(True, 212, 0.042, 0.051, False)]
    assert await model_versions.add_candidate(ANN, "m1", b"plain data", await compared(), tried=tried)
    page = await ann.see("/app/comments/model")
    assert "Kalibriert. Mit Worten allein lag" in page and "vorher bei 8,1 % und nachher bei 3,1 %" in page
    assert "Nicht kalibriert. Mit Worten und Bewertung" in page and "nachher bei 5,1 %" in page
