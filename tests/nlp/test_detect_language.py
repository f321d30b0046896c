"""A text has a supported language or none; a short text has that of the survey page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.nlp.language.detect_language import base_language, detect_language, narrow_languages
from vocapp.nlp.pipeline import Pipeline
from vocapp.nlp.sentiment.sentiment_model import SENTIMENT_LANGUAGES
from vocapp.nlp.types import CommentInput

SIX = ("en", "de", "fr", "es", "pt", "nl")
LONG = {
    "en": "I waited forty minutes and then the line went dead, nobody rang back.",
    "de": "Ich habe vierzig Minuten gewartet, dann war die Leitung tot, niemand rief zurück.",
    "fr": "J'ai attendu quarante minutes puis la ligne a coupé, personne n'a rappelé.",
    "es": "Esperé cuarenta minutos y se cortó la llamada, nadie me devolvió la llamada.",
    "pt": "Esperei quarenta minutos e a chamada caiu, ninguém me ligou de volta.",
    "nl": "Ik heb veertig minuten gewacht en toen viel de lijn weg, niemand belde terug.",
}
STRANGE = (
    "Czekałem czterdzieści minut, a potem połączenie zostało przerwane.",
    "Ho aspettato quaranta minuti e poi è caduta la linea, nessuno ha richiamato.",
    "Ждал сорок минут, потом связь оборвалась.",
    "四十分待ちましたが、電話が切れました。",
    "انتظرت أربعين دقيقة ثم انقطع الخط",
    "отлично",
)


@pytest.mark.parametrize("language", LONG)
@pytest.mark.parametrize("survey", [None, "en", "de-AT", "pt_BR"])
def test_a_sentence_is_identified_whatever_the_survey_language(language: str, survey: str | None) -> None:
    assert detect_language(LONG[language], SIX, survey) == language


@pytest.mark.parametrize("text", STRANGE)
def test_an_unsupported_language_is_refused(text: str) -> None:
    assert detect_language(text, SIX, "en") is None
    assert detect_language(text, SIX) is None


def test_only_supported_languages_are_returned() -> None:
    assert detect_language(LONG["nl"], ("en", "de"), "de") is None
    assert detect_language(LONG["nl"], ("en", "nl"), "en") == "nl"
    assert detect_language("انتظرت أربعين دقيقة ثم انقطع الخط", ("en", "ar"), "en") == "ar"


@pytest.mark.parametrize("text", ["ok", "Wartezeit", "super!", "10/10", "👍", ""])
def test_a_short_text_has_the_survey_language(text: str) -> None:
    assert detect_language(text, SIX, "de-CH") == "de"
    assert detect_language(text, SIX, "pl") is None


def test_a_short_text_without_survey_language() -> None:
    assert detect_language("None.", SIX) == "en"
    assert detect_language("muchas gracias", SIX) == "es"
    assert detect_language("5", SIX) == "en"


def test_base_language_of_a_tag() -> None:
    assert [
        base_language("de-AT"),
        base_language("pt_BR"),
        base_language("EN"),
        base_language(None),
        base_language(""),
    ] == ["de", "pt", "en", None, None]


@given(st.text(max_size=300), st.sampled_from([None, "en", "fr", "xx"]))
def test_any_text_has_a_supported_language_or_none(text: str, survey: str | None) -> None:
    assert detect_language(text, SIX, survey) in {*SIX, None}


def test_a_company_narrows_the_languages() -> None:
    assert narrow_languages(SIX, ("de-AT", "en", "pl")) == ("en", "de")
    assert narrow_languages(SIX, ()) == SIX
    assert narrow_languages(SIX, ("pl",)) == ()


@pytest.mark.parametrize("text", ["Sehr gut og fin", "Er war nett", "ok", "5"])
def test_a_short_text_in_an_unused_survey_language_is_refused(text: str) -> None:
    (anywhere, here, elsewhere) = Pipeline().analyse(
        [CommentInput(text), CommentInput(text, languages=("en", "de")), CommentInput(text, languages=("pl",))]
    )
    assert anywhere.language in SENTIMENT_LANGUAGES
    assert here.language in ("en", "de")
    assert elsewhere.language is None
