"""Corrections as training data, and training with comparison."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.comments.comment_fixtures import answer_survey, score_response, write_comments
from tests.staff_people import make_user
from vocapp import clock
from vocapp.comments import corrections as labelling
from vocapp.comments.corrections import Correction
from vocapp.comments.job_status import JobStatus, load_job_status
from vocapp.comments.models import learn_stage, model_versions
from vocapp.comments.models.training_data import count_corrections, load_lessons
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role
from vocapp.nlp.training.examples import MIN_COMPARED, TrainingExample, majority_label, split_examples
from vocapp.nlp.training.training_worker import (
    MIN_LABELLED,
    MIN_SCORED,
    TooFewExamples,
    TrainedModel,
    TrainingError,
    TrainingRequest,
    train_and_compare,
    train_in_process,
)
from vocapp.nlp.types import LABELS, Analysis, CommentInput, Label
from vocapp.tokens import Keyring


def lesson(number: int, label: Label | None = "negative", score: float | None = None) -> TrainingExample:
    return TrainingExample(CommentInput(f"comment {number}", score=score, scale=(1, 5) if score else None), label)


@given(st.lists(st.sampled_from([*LABELS, None]), max_size=120))
def test_the_comparison_uses_the_newest_fifth_and_at_most_half(labels: list[Label | None]) -> None:
    given_ = [lesson(number, label) for number, label in enumerate(labels)]
    older, newest = split_examples(given_)
    labelled = [one for one in given_ if one.label is not None]
    assert newest == labelled[len(labelled) - len(newest) :]
    assert [one for one in given_ if one not in newest] == older
    assert len(newest) <= len(labelled) / 2
    if len(labelled) >= 2 * MIN_COMPARED:
        assert len(newest) == max(MIN_COMPARED, round(len(labelled) / 5))


def test_contradicting_corrections_give_no_label() -> None:
    assert majority_label([]) is None
    assert majority_label(["negative", "positive"]) is None
    assert majority_label(["negative", "positive", "negative"]) == "negative"


class Parrot:
    """A model that gives every comment the same tone."""

    embedding_use = None
    calibrations = ()

    def __init__(self, content: bytes | None) -> None:
        self.label: Label = LABELS[content[0]] if content else "neutral"
        self.model = f"parrot-{self.label}"

    def analyse(self, comments: Sequence[CommentInput]) -> list[Analysis]:
        return [Analysis("en", 0.0, self.label, 0.9, False, False, (), (), "", self.model) for _ in comments]


def learn(given_: Sequence[TrainingExample]) -> bytes:
    """Trains a model of the most frequent tone."""
    return bytes([LABELS.index(majority_label([one.label for one in given_ if one.label]) or "neutral")])


def test_too_few_examples_train_nothing() -> None:
    assert train_and_compare(TrainingRequest([lesson(1)] * (MIN_LABELLED - 1)), learn, Parrot) == TooFewExamples(
        MIN_LABELLED - 1, 0
    )


def test_scores_alone_train_a_model_without_a_comparison() -> None:
    found = train_and_compare(TrainingRequest([lesson(n, None, 2.0) for n in range(MIN_SCORED)]), learn, Parrot)
    assert found == TrainedModel("parrot-neutral", b"\x01", None)


def test_a_model_is_compared_on_unseen_comments() -> None:
    found = train_and_compare(TrainingRequest([lesson(n) for n in range(40)]), learn, Parrot)
    assert isinstance(found, TrainedModel)
    assert (found.name, found.content) == ("parrot-negative", b"\x00")
    assert found.comparison is not None
    assert (found.comparison.comments, found.comparison.gained, found.comparison.verdict) == (10, 10, "better")
    assert found.comparison.incumbent.model == "parrot-neutral"


@pytest.fixture
async def two_coders(
    database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring
) -> tuple[list[UUID], list[Actor]]:
    """Three comments and two coders."""
    comments = [
        (await score_response(registry, (await answer_survey(client, keys, f"Comment {n}"))[0]))["id"] for n in range(3)
    ]
    people = [await make_user(name, Role.ANALYST) for name in ("Ann Analyst", "Ben Analyst")]
    return comments, [Actor("user", person, role=Role.ANALYST) for person in people]


async def test_examples_have_the_labels_on_which_people_agree(two_coders: tuple[list[UUID], list[Actor]]) -> None:
    (first, second, _), (ann, ben) = two_coders
    await labelling.save_correction(ann, first, Correction("negative", ("delay",)))
    await labelling.save_correction(ben, first, Correction("negative"))
    await labelling.save_correction(ann, second, Correction("negative"))
    await labelling.save_correction(ben, second, Correction("positive", ()))
    found = {one.comment.text: (one.label, one.themes, one.comment.score) for one in await load_lessons()}
    assert found == {
        "Comment 0": ("negative", ("delay",), 5),
        "Comment 1": (None, (), 5),
        "Comment 2": (None, None, 5),
    }
    assert (await count_corrections())[:2] == (2, 2)


async def test_corrections_of_an_earlier_text_are_not_used(two_coders: tuple[list[UUID], list[Actor]]) -> None:
    (first, *_), (ann, _) = two_coders
    await labelling.save_correction(ann, first, Correction("negative"))
    await DB.execute("UPDATE verbatim SET text_digest = 'other words' WHERE id = $1", first)
    assert (await count_corrections())[0] == 0
    assert {one.label for one in await load_lessons()} == {None}


THREE = datetime(2030, 1, 1, 3, tzinfo=UTC)


async def night_after(days: float) -> learn_stage.LearningRequest | None:
    """Runs the periodic job `days` days after THREE, and returns the last request."""
    with clock.travelled(THREE + timedelta(days=days)):
        await learn_stage.request_nightly()
    return await learn_stage.last_request()


async def correct(by: Actor, comment: UUID, days: float) -> None:
    with clock.travelled(THREE + timedelta(days=days)):
        await labelling.save_correction(by, comment, Correction("negative"))


async def test_a_nightly_training_needs_new_corrections(
    two_coders: tuple[list[UUID], list[Actor]],
) -> None:
    (first, second, _), (ann, _) = two_coders
    assert await night_after(0) is None, "nothing was corrected"
    await correct(ann, first, 0.2)
    assert await night_after(0.4) is None, "by day nobody asks for it"
    asked = await night_after(1)
    assert asked is not None
    assert asked.actor == "vocapp"
    assert await night_after(2) == asked, "nothing new was corrected"
    await correct(ann, second, 2.5)
    assert await night_after(3) != asked
    assert await load_job_status(learn_stage.LEARN, learn_stage.LEARNING_ID) == JobStatus(False, None, False)


async def test_a_better_nightly_model_becomes_active(database: str, registry: Registry, keys: Keyring) -> None:
    """Only this company uses "amber" and "teal" with a meaning."""
    words: list[tuple[str, Label]] = [("amber", "negative"), ("teal", "positive")]
    texts = [f"The lamp was {words[number % 2][0]} on day {number}" for number in range(100)]
    responses = await write_comments(keys, registry, texts, [3] * len(texts))
    ann = Actor("user", await make_user("Ann Analyst", Role.ANALYST), role=Role.ANALYST)
    rows = await DB.fetch("SELECT id, response_id FROM verbatim")
    ids = {row["response_id"]: row["id"] for row in rows}
    for number, response in enumerate(responses):
        await labelling.save_correction(ann, ids[response], Correction(words[number % 2][1]))
    assert await night_after(1) is not None
    await learn_stage.learn_model(embeddings=False)
    [row] = await model_versions.list_models()
    assert (row.state, row.learner) == ("current", "vocapp")
    assert await model_versions.active_name() == row.name
    before = await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'model.promoted'")
    await learn_stage.learn_model(embeddings=False)
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'model.promoted'") == before


async def test_too_few_corrections_train_no_model(two_coders: tuple[list[UUID], list[Actor]]) -> None:
    await learn_stage.request_learning(two_coders[1][0])
    await learn_stage.learn_model(embeddings=False)
    assert await model_versions.list_models() == []


def test_a_slow_training_is_ended() -> None:
    with pytest.raises(TrainingError, match="ended with"):
        train_in_process(TrainingRequest([lesson(1)]), seconds=0.01)
