"""The surveys that ship."""

import pytest

from tests.questionnaire.tiny import SHIPPED_NAMES, shipped
from vocapp.questionnaire.engine_texts import LANGUAGES
from vocapp.questionnaire.path import next_question, path
from vocapp.questionnaire.values import Value
from vocapp.questionnaire.wording import text_for

NEEDED = {"post_contact", "sales_won", "sales_lost", "billing", "delivery", "support", "cancellation"}


def test_the_default_and_the_templates_are_there() -> None:
    assert set(SHIPPED_NAMES) >= NEEDED


@pytest.mark.parametrize("name", SHIPPED_NAMES)
def test_each_is_sound_named_for_its_file_and_in_five_languages(name: str) -> None:
    survey = shipped(name)
    assert survey.id == name
    assert survey.languages == LANGUAGES


@pytest.mark.parametrize("name", SHIPPED_NAMES)
def test_each_survey_takes_a_minute_and_ends_with_contact_details(name: str) -> None:
    survey = shipped(name)
    assert survey.seconds <= 60
    assert survey.questions[-1].kind == "contact_me"
    assert {question.kind for question in survey.questions} >= {"csat", "text"}
    assert len({question.essential for question in survey.questions}) == len(survey.questions)


@pytest.mark.parametrize("name", SHIPPED_NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_message_stays_within_three_parts(name: str, language: str) -> None:
    survey = shipped(name)
    for said in (survey.intro, *survey.questions, *survey.thanks):
        assert len(text_for(said, language, "short")) <= 3 * 67


def test_the_default_survey_has_the_questions_of_the_design_in_order() -> None:
    survey = shipped("post_contact")
    assert [question.id for question in path(survey, {})] == ["solved", "csat", "effort", "why", "contact"]
    opted_in = path(survey, {}, {"programme.nps": True})
    assert [question.id for question in opted_in] == ["solved", "csat", "effort", "nps", "why", "contact"]
    assert survey.by_id["effort"].scale == survey.by_id["effort"].scale.__class__(1, 7)


@pytest.mark.parametrize("facts", [{}, {"programme.nps": True}])
def test_three_text_messages_cover_solved_satisfaction_and_why(facts: dict[str, bool]) -> None:
    survey = shipped("post_contact")
    answers: dict[str, Value] = {}
    while (question := next_question(survey, answers, facts, limit=3)) is not None:
        answers[question.id] = True if question.kind == "yes_no" else 5 if question.kind == "csat" else "kind"
    assert list(answers) == ["solved", "csat", "why"]
