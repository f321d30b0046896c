import pytest

from tests.questionnaire.tiny import only, shipped, tiny
from vocapp.questionnaire.answer_words import DECLINE, NO, NUMBER_WORDS, SKIP, UNITS, YES
from vocapp.questionnaire.engine_texts import LANGUAGES, SENTENCES
from vocapp.questionnaire.normalise_text import plain
from vocapp.questionnaire.values import PREFER_NOT_TO_SAY, SKIPPED
from vocapp.questionnaire.wording import (
    choose_language,
    format_duration,
    labels_for,
    reading_direction,
    render,
    show_number,
    text_for,
    thanks_for,
)


def test_a_known_fact_is_inserted_and_an_unknown_one_has_a_substitute() -> None:
    question = only("piping")
    assert text_for(question, "en") == "Did our colleague of our company solve it?"
    assert text_for(question, "en", facts={"agent": "Ann", "brand": " "}) == "Did Ann of our company solve it?"
    assert text_for(question, "en", facts={"agent": None, "brand": 7}) == "Did our colleague of 7 solve it?"


@pytest.mark.parametrize("name", ["{brand|x}", "{{7*7}}", "{0}", "\\1", "<b>Ann</b>", "%s"])
def test_an_inserted_fact_is_escaped(name: str) -> None:
    assert text_for(only("piping"), "en", facts={"agent": name}) == f"Did {name} of our company solve it?"


def test_a_style_that_is_not_written_falls_back_to_the_page_text() -> None:
    assert text_for(only("styles"), "en", "short") == "Solved?"
    assert text_for(only("styles"), "en", "spoken") == "Did we solve your request?"
    assert text_for(only("yes_no"), "en", "spoken") == "Is it solved?"


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("de-AT", "de"), ("EN_us", "en"), ("en", "en"), ("fr", "de"), ("", "de"), (None, "de"), ("e", "de")],
)
def test_the_nearest_language_of_the_survey_serves(wanted: str | None, language: str) -> None:
    assert choose_language(tiny("languages"), wanted) == language


def test_the_ends_of_a_scale_always_have_labels() -> None:
    assert labels_for(only("nps"), "en") == ("Not at all likely", "Extremely likely")
    assert labels_for(only("rating"), "en") == ("Not clear", "Clear")
    assert labels_for(only("yes_no"), "en") == ("", "")


def test_the_first_thanks_that_fit_is_used() -> None:
    survey = tiny("thanks")
    assert thanks_for(survey, {"contact": {"wish": True}, "satisfied": 1}).text["en"] == "We will call you."
    assert thanks_for(survey, {"satisfied": 1}).text["en"] == "We are sorry."
    assert thanks_for(survey, {}).text["en"] == "Thank you."


def test_answers_are_rendered_as_text() -> None:
    assert render(only("choice"), "delivery", "en") == "A delivery"
    assert render(only("choices"), ["invoice", "delivery"], "en") == "An invoice; A delivery"
    assert render(only("yes_no"), False, "de") == "Nein"
    assert render(only("number"), 7.5, "fr") == "7,5"
    assert render(only("date"), "2026-05-03", "es") == "3 de mayo de 2026"
    assert render(only("contact_me"), {"wish": True, "how": "by phone"}, "en") == "Yes, by phone"
    assert render(only("text"), SKIPPED, "en") == "Skipped"
    assert render(only("text"), PREFER_NOT_TO_SAY, "fr") == "Je préfère ne pas répondre"


def test_numbers_are_shown_without_exponents() -> None:
    assert show_number(1e-7, "de") == "0,0000001"
    assert show_number(123456789012345, "en") == "123456789012345"


def test_arabic_is_read_from_the_right() -> None:
    assert [reading_direction(language) for language in LANGUAGES] == ["ltr", "ltr", "ltr", "ltr", "rtl"]


def test_the_time_needed_has_the_right_plural() -> None:
    assert format_duration(60, "en") == "Time needed: about 1 minute"
    assert format_duration(120, "ar") == "الوقت اللازم: دقيقتان تقريباً"
    assert format_duration(shipped("post_contact").seconds, "de") == "Zeitaufwand: etwa 40 Sekunden"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_engine_has_every_text_in_every_language(language: str) -> None:
    theirs, ours = SENTENCES[language], SENTENCES["en"]
    assert theirs.keys() == ours.keys()
    for name, sentence in ours.items():
        assert _fields(theirs[name]) == _fields(sentence), name


def test_reply_words_are_stored_normalised_and_are_unambiguous() -> None:
    for words in (YES, NO, SKIP, DECLINE, NUMBER_WORDS):
        assert {word for word in words if plain(word) != word} == set()
    assert YES.isdisjoint(NO) and SKIP.isdisjoint(YES | NO | DECLINE) and DECLINE.isdisjoint(YES | NO)
    assert UNITS.isdisjoint(NUMBER_WORDS)


def test_the_skip_word_that_is_offered_is_understood() -> None:
    for language in LANGUAGES:
        for name in ("hint_text", "hint_skip"):
            assert plain(SENTENCES[language][name].split('"')[1]) in SKIP


def _fields(sentence: str) -> set[str]:
    return {part.partition("}")[0] for part in sentence.split("{")[1:]}
