"""Sentiment of comments by their words, the question and the respondent's score."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.nlp.pipeline import Pipeline
from vocapp.nlp.sentiment.question_context import infer_intent
from vocapp.nlp.sentiment.sentiment_features import TextFeatures, extract_features
from vocapp.nlp.sentiment.sentiment_model import SENTIMENT_LANGUAGES, shipped_sentiment_model
from vocapp.nlp.sentiment.term_weights import TermWeights
from vocapp.nlp.text.ngrams import split_words
from vocapp.nlp.types import Analysis, CommentInput, QuestionIntent

ENGINE = Pipeline()


def read(text: str, **known: object) -> Analysis:
    (reading,) = ENGINE.analyse([CommentInput(text, **known)])  # type: ignore[arg-type]
    return reading


@pytest.mark.parametrize(
    ("language", "praise", "blame"),
    [
        ("en", "Friendly and quick, thank you", "Rude, and I waited two hours on hold"),
        ("de", "Sehr freundlich und schnell, vielen Dank", "Unfreundlich, und ich habe zwei Stunden gewartet"),
        ("fr", "Très aimable et rapide, je recommande", "Impoli, et deux heures d'attente, inadmissible"),
        ("es", "Muy amables y rápidos, lo recomiendo", "Maleducados, y dos horas de espera, una vergüenza"),
        ("pt", "Muito simpáticos e rápidos, recomendo", "Péssimo atendimento, duas horas de espera"),
        ("nl", "Heel vriendelijk en snel, bedankt", "Onbeleefd, en twee uur wachten, belachelijk"),
        ("tr", "Çok nazik ve hızlı, teşekkürler", "Çok kaba, iki saat bekledim, berbat"),
        ("sv", "Mycket trevligt och snabbt, tack", "Otrevligt, jag fick vänta två timmar, uselt"),
        ("da", "Meget venlig og hurtig, tak", "Uhøflig, og to timers ventetid, elendigt"),
        ("ar", "خدمة ممتازة وسريعة، شكرا", "خدمة سيئة جدا وانتظار طويل"),
    ],
)
def test_positive_and_negative_are_distinguished(language: str, praise: str, blame: str) -> None:
    good, bad = read(praise, language=language), read(blame, language=language)
    assert (good.language, good.label) == (language, "positive")
    assert (bad.language, bad.label) == (language, "negative")
    assert good.sentiment is not None and bad.sentiment is not None and good.sentiment > 0.3 and bad.sentiment < -0.3


def test_an_apostrophe_between_spaces() -> None:
    together, apart = (split_words(text) for text in ("It wasn't good, I'LL leave", "It wasn ' t good , I ’ LL leave"))

    assert apart.words == together.words == ["it", "wasn't", "good", "i'll", "leave"]
    assert apart.spans[1] == (3, 11)
    assert split_words("'Fine' said she").words == ["fine", "said", "she"]


def test_a_french_elision_is_a_word() -> None:
    assert split_words("J’adore l'hôtel, qu'il dise : aujourd'hui").words == [
        "j'", "adore", "l'", "hôtel", "qu'", "il", "dise", "aujourd'hui",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "balance"),
    [("fr", "Je ne suis pas content", -1), ("es", "No me parece nada bueno", -1), ("en", "Never not good", 1)],
)
def test_negative_concord(language: str, text: str, balance: int) -> None:
    found = extract_features(text, "open", language, ()).valence

    assert (found.good > found.bad) is (balance > 0)
    assert (found.good < found.bad) is (balance < 0)


def test_a_named_thing_is_a_complaint_after_a_question_for_improvement() -> None:
    assert read("Waiting times", asks="improvement").label == "negative"
    assert read("More appointments", question="What could we do better?").label == "negative"


def test_nothing_is_positive_or_negative_by_its_question() -> None:
    assert read("Nothing", asks="improvement").label == "positive"
    assert read("Nothing at all", asks="praise").label == "negative"
    assert (read("Nothing").state, read("Nothing").label) == ("nothing", None)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What could we do better?", "improvement"),
        ("Was können wir verbessern?", "improvement"),
        ("What was good?", "praise"),
        ("Was hat Ihnen gefallen?", "praise"),
        ("What were you satisfied or dissatisfied with?", "open"),
        (None, "open"),
    ],
)
def test_the_intent_is_inferred_from_the_question(question: str | None, asks: QuestionIntent) -> None:
    assert infer_intent(question) == asks


def test_a_comment_that_contradicts_the_score_is_a_conflict() -> None:
    angry = "Slow, rude, never again"
    assert read(angry, score=5, scale=(1, 5)).conflict
    assert not read(angry, score=1, scale=(1, 5)).conflict
    assert not read(angry).conflict
    turned = read(angry, score=5, scale=(5, 1))
    assert not turned.conflict


def test_the_score_decides_what_the_words_leave_open() -> None:
    text = "Spoke to somebody about the delivery of the new router"
    low, high = (read(text, score=score, scale=(0, 10)).sentiment or 0.0 for score in (0, 10))
    assert high - low > 0.3


def test_an_unsupported_language_is_refused() -> None:
    reading = read("Pracownik był bardzo nieuprzejmy i nikt mi nie pomógł")
    assert (reading.state, reading.label, reading.sentiment, reading.probability) == ("refused", None, None, None)


def test_an_analysis_names_its_model() -> None:
    assert read("Good").model == ENGINE.model
    assert ENGINE.model.startswith("vocapp-4-")


@given(text=st.text(max_size=300), asks=st.sampled_from(["open", "praise", "improvement"]))
def test_the_evidence_sums_to_the_log_odds(text: str, asks: QuestionIntent) -> None:
    (found,) = shipped_sentiment_model("en").analyse([(text, asks, None)])
    assert math.isclose(found.base + sum(w.weight for w in found.evidence), found.polar, abs_tol=0.0001 * 301)
    assert all(0 <= w.span[0] < w.span[1] <= len(text) for w in found.evidence)
    assert -1 <= found.verdict.sentiment <= 1 and 0 <= found.verdict.probability <= 1


@given(texts=st.lists(st.text(max_size=80), max_size=4))
def test_a_batch_gives_the_results_of_single_texts(texts: list[str]) -> None:
    comments = [CommentInput(text) for text in texts]
    assert ENGINE.analyse(comments) == [reading for one in comments for reading in ENGINE.analyse([one])]


def test_every_shipped_model_is_complete() -> None:
    for language in SENTIMENT_LANGUAGES:
        model = shipped_sentiment_model(language)
        assert model.language == language
        assert len(model.linear.terms) > 1000


SAID = st.lists(st.sampled_from(["the", "staff", "weren't", "not", "very", "helpful", "and", "!", "0"]), max_size=12)


def weigh_terms(known: TextFeatures, weights: dict[str, tuple[float, float, float]]) -> tuple[list[float], float]:
    """Weighs the terms as they are trained, to compare with the lookup by word."""
    found = [(weights[name], name, first, last) for name, first, last in known.terms if name in weights]
    times = Counter(name for _, name, _, _ in found)
    length = math.sqrt(sum((weights[name][0] * count) ** 2 for name, count in times.items())) or 1.0
    of_words = [0.0] * len(known.cut.words)
    for (rarity, polar, _), _, first, last in found:
        of_words[first] += rarity * polar / length / 2
        of_words[last] += rarity * polar / length / 2
    return of_words, sum(rarity * mute / length for (rarity, _, mute), _, _, _ in found)


@given(st.lists(SAID, max_size=4), st.sampled_from([(), (4,), (3, 5)]))
def test_lookup_by_word_finds_every_trained_term(texts: list[list[str]], stems: tuple[int, ...]) -> None:
    known = [extract_features(" ".join(words), "open", "en", stems) for words in texts]
    names = sorted({name for one in known for name, _, _ in one.terms})
    weights = {name: (1.0 + at, (-1) ** at * 0.5, 0.1) for at, name in enumerate(names) if at % 3}
    found = TermWeights(weights).of([(one.cut.words, one.stems, one.denied) for one in known])
    for one, (of_words, mute) in zip(known, found, strict=True):
        wanted_words, wanted_mute = weigh_terms(one, weights)
        assert of_words == pytest.approx(wanted_words)
        assert mute == pytest.approx(wanted_mute)
