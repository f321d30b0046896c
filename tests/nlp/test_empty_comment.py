"""An empty answer is not scored; "nothing" is an answer where the question was what to improve."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.nlp.sentiment.empty_comment import classify_answer, is_empty_answer


@pytest.mark.parametrize(
    "text",
    [
        "n/a",
        "N.A.",
        "-",
        "...",
        "?",
        "",
        "   ",
        "ok",
        "OK.",
        "No comment",
        "don't know",
        "xxxx",
        "5",
        "🤷",
        "🙈🙈",
        "aaaa",
        "Keine Angabe",
        "k.A.",
        "weiß nicht",
        "Sans avis",
        "R.A.S.",
        "je ne sais pas",
        "sin comentarios",
        "No sé",
        "Não sei",
        "n.v.t.",
        "weet ik niet",
        "Geen idee",
        "thank you",
        "Merci !",
        "siehe oben",
        "yes",
        "\u200b",
        "_____",
        "لا شيء",
    ],
)
def test_comments_without_content(text: str) -> None:
    assert classify_answer(text) == "nothing"
    assert is_empty_answer(text, "improvement")


@pytest.mark.parametrize(
    "text",
    [
        "Nothing",
        "nothing at all!",
        "None.",
        "Nothing really, thank you",
        "can't think of anything",
        "Nichts, danke",
        "gar nichts",
        "Weiter so!",
        "Rien à améliorer",
        "rien du tout, merci",
        "Nada que mejorar",
        "nada, gracias",
        "Não há nada a melhorar",
        "Niets, ga zo door",
        "niks",
        "no",
        "Nein",
        "Nee",
        "não",
    ],
)
def test_comments_that_mean_nothing_to_improve(text: str) -> None:
    assert classify_answer(text) in ("none", "something")
    assert classify_answer(text) == "none" or "ga zo door" in text
    assert not is_empty_answer(text, "improvement")
    assert not is_empty_answer(text, "praise")


def test_nothing_is_empty_as_an_answer_to_an_open_question() -> None:
    assert is_empty_answer("Nothing", "open")
    assert not is_empty_answer("Everything", "open")


@pytest.mark.parametrize("text", ["everything", "Alles!", "tout", "absolutamente todo", "tudo", "gewoon alles"])
def test_comments_that_mean_everything(text: str) -> None:
    assert classify_answer(text) == "everything"


@pytest.mark.parametrize(
    "text",
    [
        "waiting times",
        "Wartezeit",
        "Nothing worked and nobody called",
        "no staff",
        "👍",
        "😡😡",
        ":(",
        "10/10",
        "100 %",
        "okay but slow",
        "good",
        "rien ne marche",
        "nada funciona",
        "no hay atención",
        "Bon",
        "test results were late",
        "😀" * 200,
        "nothing " * 40,
    ],
)
def test_answers_with_content(text: str) -> None:
    assert classify_answer(text) == "something"


@given(st.text(max_size=200))
def test_any_text_is_classified(text: str) -> None:
    assert classify_answer(text) in ("something", "nothing", "none", "everything")
