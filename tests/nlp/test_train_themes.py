"""A company's own themes: trained from corrections, returned as a closed set, packed as plain data."""

import pytest

from vocapp.nlp.pipeline import load_engine
from vocapp.nlp.sentiment.lexicon import load_lexicon
from vocapp.nlp.sentiment.model_file import pack_model, unpack_model
from vocapp.nlp.themes.learned_themes import LearnedThemes, unpack_themes
from vocapp.nlp.themes.theme_features import prepare_text, theme_terms, tone_features
from vocapp.nlp.training.examples import TrainingExample
from vocapp.nlp.training.train import train_model
from vocapp.nlp.training.train_themes import collect_theme_examples, train_themes
from vocapp.nlp.types import CommentInput, Label

THINGS = {
    "harbour": ("the pier", "our mooring", "the jetty", "berth nine"),
    "engine room": ("the boiler", "the gearbox", "the propeller", "the bilge pump"),
    "galley": ("the stew", "breakfast", "the cook", "the porridge"),
}
TONES: dict[Label, tuple[str, ...]] = {
    "positive": ("was wonderful", "is excellent", "made us happy"),
    "negative": ("was awful", "is a disgrace", "ruined the day"),
    "neutral": ("was there", "is on the left", "came at noon"),
}


def theme_examples(numbers: range) -> list[TrainingExample]:
    """Sentences about two things, each used twice: once for each of its themes with its label."""
    lessons = []
    for number in numbers:
        (one, things), (other, others) = (list(THINGS.items())[(number + step) % 3] for step in (0, 1))
        tone, contrary = (list(TONES)[(number // step) % 3] for step in (1, 3))
        first = f"{things[number % 4]} {TONES[tone][number % 3]}"
        last = f"{others[number % 4]} {TONES[contrary][number // 2 % 3]}"
        comment = CommentInput(f"{first}, but {last} on day {number}.", "en")
        lessons += [TrainingExample(comment, tone, (one,)), TrainingExample(comment, contrary, (other,))]
    return lessons


@pytest.fixture(scope="module")
def learned() -> LearnedThemes:
    themes = train_themes(theme_examples(range(240)))
    assert themes is not None
    return themes


def flat(_: tuple[int, int]) -> float:
    return 0.25


def test_the_learned_themes_are_a_closed_set(learned: LearnedThemes) -> None:
    assert learned.names == ("engine room", "galley", "harbour")
    found = learned.detect("The gearbox was awful, but the porridge was wonderful.", "en", flat)
    tones = {one.theme: one.sentiment or 0.0 for one in found}
    assert tones["engine room"] < 0 < tones["galley"]
    assert set(tones) <= set(learned.names)
    assert min(map(abs, (tones["engine room"], tones["galley"]))) >= 1 / 3
    neither = {one.theme: one.sentiment or 0.0 for one in learned.detect("berth nine is on the left", "en", flat)}
    assert abs(neither["harbour"]) < 0.1
    assert learned.detect("", "en", flat) == ()


def test_most_held_out_sentences_are_right(learned: LearnedThemes) -> None:
    right = asked = 0
    for one in collect_theme_examples(theme_examples(range(300, 360))):
        text = " ".join(one.text.raw)
        found = {theme.theme: theme.sentiment or 0.0 for theme in learned.detect(text, "en", flat)}
        for theme, label in one.tones.items():
            asked += 1
            side = (found.get(theme, 0.0) > 0.2) - (found.get(theme, 0.0) < -0.2)
            right += theme in found and side == {"positive": 1, "neutral": 0, "negative": -1}[label]
    assert right / asked > 0.9


def test_the_span_is_the_word_that_names_the_theme(learned: LearnedThemes) -> None:
    text = "All fine, the porridge was there"
    [found] = [one for one in learned.detect(text, "en", flat) if one.theme == "galley"]
    assert text[slice(*found.span)] in ("the", "porridge")


def test_the_themes_survive_packing(learned: LearnedThemes) -> None:
    again = unpack_themes(unpack_model(pack_model(learned.packed())))
    for lesson in theme_examples(range(300, 330)):
        text = lesson.comment.text
        assert [(one.theme, one.span) for one in again.detect(text, "en", flat)] == [
            (one.theme, one.span) for one in learned.detect(text, "en", flat)
        ]


def test_without_enough_labels_the_span_sentiment_is_used() -> None:
    themes = train_themes(theme_examples(range(40)))
    assert themes is not None and themes.tone is None
    assert {one.sentiment for one in themes.detect("the boiler was awful", "en", flat)} == {0.25}


def test_shipped_phrases_are_used_where_they_find_a_theme_better() -> None:
    odd = (
        "courier",
        "parcel",
        "shipment",
        "delivered",
        "undelivered",
        "tracking",
        "dispatched",
        "dhl",
        "fedex",
        "postman",
    )
    calm = ("sun", "moon", "tree", "rose", "lake", "hill", "cloud", "river", "stone", "field")
    lessons = [
        TrainingExample(CommentInput(f"{word} {number}", "en"), None, ("post",)) for number, word in enumerate(odd * 4)
    ]
    lessons += [
        TrainingExample(CommentInput(f"{word} {number}", "en"), None, ()) for number, word in enumerate(calm * 4)
    ]
    themes = train_themes(lessons)
    assert themes is not None
    phrases = LearnedThemes(**{**{f: getattr(themes, f) for f in LearnedThemes.__struct_fields__},
                               "shipped": {"post": ("delivery",)}})  # fmt: skip
    assert [one.theme for one in phrases.detect("the deliveries came", "en", flat)] == ["post"]
    assert phrases.detect("the river came", "en", flat) == ()
    assert unpack_themes(unpack_model(pack_model(phrases.packed()))).shipped == {"post": ("delivery",)}


def test_few_examples_train_no_themes() -> None:
    assert train_themes(theme_examples(range(10))) is None
    assert (
        train_themes([TrainingExample(CommentInput("Bardzo dobra obsługa, dziękuję bardzo", "pl"), None, ("a",))] * 50)
        is None
    )


def test_a_model_of_themes_alone_keeps_the_shipped_sentiment() -> None:
    lessons = [TrainingExample(one.comment, None, one.themes) for one in theme_examples(range(60))]
    engine = load_engine(train_model(lessons))
    comments = [
        CommentInput("The gearbox was awful, the worst ever."),
        CommentInput("I loved the porridge, wonderful!"),
    ]
    plain = load_engine(None).analyse(comments)
    for own, shipped in zip(engine.analyse(comments), plain, strict=True):
        assert own.sentiment == pytest.approx(shipped.sentiment, abs=0.001)
        assert {one.theme for one in own.themes} <= set(THINGS)


def test_near_words_count_more() -> None:
    text = prepare_text("Awful pier, but lovely stew", "en")
    known = tone_features(text, "galley", {"galley": [4], "harbour": [1]}, load_lexicon("en"))
    assert known["c:lovely"] > known["c:awful"]
    assert known["=good"] > known["=bad"]
    assert "§food" in theme_terms(prepare_text("the soup", "en"))
