"""Urgent comments (harm, a lawyer, a cancellation) are found, and calm ones raise no alarm."""

import tomllib
from pathlib import Path

import pytest

from vocapp.nlp.urgency.detect_urgency import detect_urgency, urgency_languages
from vocapp.nlp.urgency.urgency_model import URGENT_KINDS, shipped_urgency_model

SENTENCES = tomllib.loads((Path(__file__).parent / "urgent_sentences.toml").read_text(encoding="utf-8"))
WIDENED = tomllib.loads((Path(__file__).parent / "widened_urgent_sentences.toml").read_text(encoding="utf-8"))
STRANGERS = tomllib.loads((Path(__file__).parent / "strangers_urgent_sentences.toml").read_text(encoding="utf-8"))
SAID = [
    (kind, language, text) for kind in URGENT_KINDS for language, texts in SENTENCES[kind].items() for text in texts
]
CALM = [(language, text) for language, texts in SENTENCES["calm"].items() for text in texts]


def recall(said: list[tuple[str, str, str]]) -> float:
    return sum(bool(detect_urgency(text, language)) for _, language, text in said) / len(said)


def test_urgent_sentences_are_found() -> None:
    missed = [text for _, language, text in SAID if not detect_urgency(text, language)]
    assert recall(SAID) >= 0.9, missed


@pytest.mark.parametrize("language", WIDENED)
def test_sentences_found_before_are_still_found(language: str) -> None:
    missed = [text for text in WIDENED[language] if not detect_urgency(text, language)]
    assert len(missed) <= 2, missed


@pytest.mark.parametrize("kind", URGENT_KINDS)
def test_every_kind_of_personal_data_is_found(kind: str) -> None:
    of_kind = [one for one in SAID if one[0] == kind]
    assert recall(of_kind) >= 0.85
    assert sum(kind in detect_urgency(text, language) for _, language, text in of_kind) / len(of_kind) >= 0.85


@pytest.mark.parametrize("language", sorted(urgency_languages()))
def test_every_language_is_supported(language: str) -> None:
    assert recall([one for one in SAID if one[1] == language]) >= 0.85


@pytest.mark.parametrize(
    ("language", "least"), [("en", 0.9), ("de", 0.9), ("fr", 0.9), ("es", 0.9), ("pt", 0.9), ("nl", 0.8)]
)
def test_sentences_of_other_writers_are_found(language: str, least: float) -> None:
    said = [(kind, language, text) for kind in URGENT_KINDS for text in STRANGERS[kind][language]]
    assert recall(said) >= least, [text for _, _, text in said if not detect_urgency(text, language)]


@pytest.mark.parametrize("language", sorted(urgency_languages()))
def test_calm_sentences_of_other_writers_raise_few_alarms(language: str) -> None:
    alarms = [text for text in STRANGERS["none"][language] if detect_urgency(text, language)]
    assert len(alarms) / len(STRANGERS["none"][language]) <= 0.15, alarms  # a third of them are written to sound urgent


def test_the_upper_bound_is_never_below_the_score() -> None:
    model = shipped_urgency_model("en")
    assert model is not None
    for _, _, text in SAID:
        words = text.lower().split()
        assert model.is_urgent(words) == (model.score(words) > 0)


def test_sentences_that_only_sound_urgent_raise_no_alarm() -> None:
    alarms = [(text, detect_urgency(text, language)) for language, text in CALM if detect_urgency(text, language)]
    assert len(alarms) / len(CALM) <= 0.02, alarms


def test_a_negated_phrase_is_not_urgent() -> None:
    assert detect_urgency("Nobody was injured, luckily.", "en") == ()
    assert detect_urgency("I was injured, nobody helped.", "en") == ("harm",)


def test_several_kinds_are_returned_in_order() -> None:
    assert detect_urgency("Cancel my contract. My lawyer will write, I was injured.", "en") == (
        "harm",
        "legal",
        "cancelling",
    )


def test_a_language_without_phrases_has_no_urgency() -> None:
    assert detect_urgency("Uległem wypadkowi", "pl") == ()
    assert urgency_languages() == {"en", "de", "fr", "es", "pt", "nl"}
