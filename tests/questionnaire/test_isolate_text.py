"""Case 70: Latin names in Arabic sentences, and Arabic names in Latin ones."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.questionnaire.tiny import only, shipped
from vocapp.questionnaire.isolate_text import CLOSE, OPEN, isolate
from vocapp.questionnaire.page_view import view
from vocapp.questionnaire.wording import fill, text_for


@pytest.mark.parametrize(
    ("name", "language", "isolated"),
    [
        ("O'Neill (Team 3)", "ar", True),
        ("#RMA-42/7 (B)", "ar", True),
        ("Alderway", "ar", True),
        ("42/7 (2)", "ar", True),
        ("أحمد الأمين (Team 3)", "ar", True),
        ("أحمد الأمين", "ar", False),
        ("3 مايو", "ar", False),
        ("شركة النور", "en", True),
        ("Nour شركة", "de", True),
        ("חברה (2)", "fr", True),
        ("O'Neill (Team 3)", "en", False),
        ("42/7", "es", False),
        ("", "ar", False),
    ],
)
def test_a_name_that_runs_the_other_way_is_isolated(name: str, language: str, isolated: bool) -> None:
    assert isolate(name, language) == (f"{OPEN}{name}{CLOSE}" if isolated else name)


def test_controls_in_a_name_turn_nothing_round() -> None:
    assert isolate("\u202eAnn\u2069", "en") == "Ann"
    assert isolate("\u202eAnn\u2069", "ar") == f"{OPEN}Ann{CLOSE}"


@given(st.text(), st.sampled_from(["ar", "en", "de"]))
def test_isolates_are_balanced(name: str, language: str) -> None:
    found = isolate(name, language)
    assert found.count(OPEN) == found.count(CLOSE) <= 1
    depth = [unicodedata.bidirectional(letter) for letter in found]
    assert not {"RLO", "LRO", "RLE", "LRE", "PDF"}.intersection(depth)


def test_every_pipe_of_an_arabic_page_is_isolated() -> None:
    facts = {"agent": "O'Neill (Team 3)", "brand": "Alderway", "issue": "#RMA-42/7 (B)"}
    template = "هل ساعدك {agent|زميلنا} من {brand|شركتنا} في {issue|طلبك}؟"
    parts = (f"{OPEN}{value}{CLOSE}" for value in facts.values())
    assert fill(template, facts, "ar") == "هل ساعدك {} من {} في {}؟".format(*parts)
    assert fill(template, {}, "ar") == "هل ساعدك زميلنا من شركتنا في طلبك؟"
    assert fill(template, facts) == "هل ساعدك O'Neill (Team 3) من Alderway في #RMA-42/7 (B)؟"


@pytest.mark.parametrize("name", ["support", "delivery", "sales_won"])
def test_the_shipped_surveys_isolate_on_every_page(name: str) -> None:
    survey = shipped(name)
    facts = {"agent": "O'Neill (Team 3)", "brand": "Alderway (UK)", "issue": "#42 (B)"}
    for question in survey.questions:
        text = text_for(question, "ar", facts=facts)
        for value in facts.values():
            assert value not in text.replace(f"{OPEN}{value}{CLOSE}", ""), question.id
    shown = view(survey, {}, facts, "ar")
    assert shown.direction == "rtl"
    for text in (shown.title, shown.intro, *(question.text for question in shown.questions)):
        assert "Alderway" not in text.replace(f"{OPEN}Alderway (UK){CLOSE}", "")


def test_words_that_are_spoken_have_no_controls() -> None:
    assert OPEN not in text_for(only("styles"), "en", "spoken", {"agent": "شركة"})
