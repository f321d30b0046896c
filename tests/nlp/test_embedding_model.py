"""The second opinion by embeddings: training, pooling, packing, and the analysis where the embedder is missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.comments.letter_embedder import NAME, Letters, beyond_words, lessons
from vocapp.comments.models.active_model import names_of_active
from vocapp.nlp.analysis_worker import ModelSelection
from vocapp.nlp.pipeline import Pipeline, load_engine
from vocapp.nlp.sentiment.company_model import load_company_model
from vocapp.nlp.sentiment.embedding_model import OpinionPool
from vocapp.nlp.sentiment.embeddings import MIN_CORRECTIONS, WORDS_ONLY_SUFFIX, CachingEmbedder
from vocapp.nlp.training.train import NothingToLearnError, TooFewLabelsError, train_model
from vocapp.nlp.training.train_embedding_model import fit_pool
from vocapp.nlp.training.training_worker import TrainedModel, TrainingRequest, choose_trainer, train_and_compare
from vocapp.nlp.types import CommentInput

DEPOT = CommentInput("Mine is at the depot now", "en")
CHANCES = st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3).filter(lambda row: sum(row) > 0.1)


def chances(row: list[float]) -> list[float]:
    return [one / sum(row) for one in row]


def test_embeddings_change_the_probability_and_words_stay_the_evidence() -> None:
    whole, words = load_engine(beyond_words(), None, Letters()), load_engine(beyond_words())
    [both], [alone] = whole.analyse([DEPOT]), words.analyse([DEPOT])
    assert whole.embedding_use is not None
    assert (whole.embedding_use.embedder, whole.missing_embedder, words.missing_embedder) == (NAME, None, NAME)
    assert 0 < whole.embedding_use.share < 1
    assert 0 <= whole.embedding_use.moved < 1
    assert both.label == "negative"
    assert both.sentiment != alone.sentiment
    assert both.evidence == alone.evidence
    assert both.model + WORDS_ONLY_SUFFIX == alone.model == words.model


def test_another_embedder_is_not_used() -> None:
    other = Letters()
    other.name = "letters 2"
    engine = load_engine(beyond_words(), None, other)
    [reading] = engine.analyse([DEPOT])
    assert (engine.missing_embedder, other.asked) == (NAME, [])
    assert reading.model.endswith(WORDS_ONLY_SUFFIX)


def test_the_word_weights_are_the_same_as_without_embeddings() -> None:
    plain = train_model(lessons())
    engine = load_engine(plain, None, Letters())
    assert (engine.embedding_use, engine.missing_embedder) == (None, None)
    assert engine.model.count("-") == load_engine(beyond_words(), None, Letters()).model.count("-")
    [before], [after] = engine.analyse([DEPOT]), load_engine(beyond_words()).analyse([DEPOT])
    assert (before.sentiment, before.evidence) == (after.sentiment, after.evidence)


def test_a_batch_is_embedded_in_one_call_with_the_results_of_single_texts() -> None:
    texts = [
        CommentInput("At the door now", "en"),
        CommentInput("n/a", "en"),
        CommentInput("Jetzt an der Tür, das war gut", "de"),
        DEPOT,
        CommentInput("Left at the depot", "en", score=1, scale=(1, 5)),
    ]
    embedder = Letters()
    engine = Pipeline(beyond_words(), embedder=embedder)
    together = engine.analyse(texts)
    assert sorted(embedder.asked[0]) == sorted(one.text for one in texts if one.text != "n/a")
    assert len(embedder.asked) == 1
    assert together == [reading for one in texts for reading in engine.analyse([one])]
    assert engine.analyse([CommentInput("n/a", "en")])[0].state == "nothing"


def test_the_model_survives_packing() -> None:
    company = load_company_model(beyond_words())
    assert company.meaning is not None
    again = load_company_model(company.packed()).meaning
    assert again is not None
    assert again.weights.tobytes() == company.meaning.weights.tobytes()
    assert (again.plain, again.scored, again.embedding_use) == (
        company.meaning.plain, company.meaning.scored, company.meaning.embedding_use,
    )  # fmt: skip
    assert train_model(lessons(), embedder=Letters()) == beyond_words()


def test_few_corrections_are_refused() -> None:
    with pytest.raises(
        TooFewLabelsError, match=f"at least {MIN_CORRECTIONS} comments with a label, and 99 can be read"
    ):
        train_model(lessons(MIN_CORRECTIONS - 1), embedder=Letters())
    with pytest.raises(NothingToLearnError, match="good ones and bad ones"):
        train_model(lessons(1), embedder=Letters())


def test_the_final_model_is_trained_as_the_compared_one() -> None:
    """Eighty examples before the comparison are too few for embeddings; the final model does not use them, either."""
    for size, is_beyond in ((MIN_CORRECTIONS, False), (2 * MIN_CORRECTIONS, True)):
        embedder = CachingEmbedder(Letters())
        found = train_and_compare(
            TrainingRequest(lessons(size), embeddings=True), choose_trainer(embedder), load_engine
        )
        assert isinstance(found, TrainedModel)
        assert (found.embedding_use is not None) == is_beyond


def test_each_text_is_embedded_once() -> None:
    letters = Letters()
    embedder = CachingEmbedder(letters)
    first = embedder.vectors(["a text", "another", "a text"])
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(embedder.vectors(["another"])[0], first[1])
    assert (letters.asked, embedder.name) == ([["a text", "another"]], NAME)


def test_a_model_without_its_embedder_has_another_name_than_the_shipped_one() -> None:
    used = [f"m1{WORDS_ONLY_SUFFIX}", "shipped-2", "m1"]
    assert names_of_active(used, ModelSelection(), ["m1"]) == ["shipped-2"]
    assert names_of_active(used, ModelSelection("m1"), ["m1"]) == ["m1"]


def drawn(sure: list[float], labels: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Probabilities of an opinion that finds the class as often as its probability says."""
    told = np.where(draw.random(len(labels)) < sure[0], labels, draw.integers(-1, 2, len(labels)))
    found = np.full((len(labels), 3), (1 - sure[1]) / 2)
    found[np.arange(len(labels)), told + 1] = sure[1]
    return found


def test_a_random_opinion_gets_little_weight_and_an_overconfident_one_is_tempered() -> None:
    draw = np.random.default_rng(7)
    labels = draw.integers(-1, 2, 1500)
    good, blind = drawn([0.7, 0.8], labels, draw), drawn([0.0, 0.8], labels, draw)
    pool = fit_pool(good, blind, labels)
    assert pool.whole < 0.15 < 0.5 < pool.words
    too_sure = drawn([0.4, 0.98], labels, draw)
    pool = fit_pool(too_sure, too_sure, labels)
    said = np.array([pool.of(row, row) for row in too_sure.tolist()])
    right = (said.argmax(1) - 1 == labels).mean()
    assert said.max(1).mean() == pytest.approx(right, abs=0.03)


def test_without_evidence_both_opinions_have_equal_weight() -> None:
    even = np.full((3, 3), 1 / 3)
    pool = fit_pool(even, even, np.array([-1, 0, 1]))
    assert (pool.words, pool.whole) == pytest.approx((0.5, 0.5), abs=0.01)
    assert pool.added == pytest.approx((0, 0, 0), abs=0.01)


@given(words=CHANCES, whole=CHANCES, trust=st.floats(0, 3))
def test_pooled_probabilities_lie_between_both_opinions(words: list[float], whole: list[float], trust: float) -> None:
    one, other = chances(words), chances(whole)
    found = OpinionPool(trust, 1.0, (0.1, 0.0, -0.1)).of(one, other)
    assert sum(found) == pytest.approx(1.0)
    assert all(0 < chance < 1 for chance in found)
    deaf = OpinionPool(0.0, 1.0, (0.0, 0.0, 0.0)).of(one, other)
    assert deaf == pytest.approx(other, abs=0.001)
    assert OpinionPool(0.5, 0.5, (0.0, 0.0, 0.0)).of(one, one) == pytest.approx(one, abs=0.001)


@given(words=CHANCES, whole=CHANCES, more=st.floats(0.0, 5.0))
def test_a_more_positive_opinion_never_makes_the_pool_less_positive(
    words: list[float], whole: list[float], more: float
) -> None:
    pool, one = OpinionPool(0.7, 0.4, (0.1, 0.0, -0.1)), chances(words)
    raised = chances([whole[0], whole[1], whole[2] + more])
    assert pool.of(one, raised)[2] >= pool.of(one, chances(whole))[2] - 1e-9
