"""What each published survey measures, and when its series breaks."""

from msgspec.structs import replace

from tests.questionnaire.tiny import shipped
from vocapp.questionnaire.definition import Questionnaire
from vocapp.rollups.survey_measures import SurveyMeasure, list_measures

SUPPORT = shipped("support")


def series(survey: Questionnaire) -> dict[tuple[str, str], SurveyMeasure]:
    return {(one.question, one.measure.metric): one for one in list_measures(survey)}


def test_every_metric_with_its_scale_direction_object_and_occasion() -> None:
    keys = {one.measure.key for one in list_measures(SUPPORT)}
    assert keys == {
        "resolution:0-1:higher_is_better:contact:post_contact",
        "had_to_repeat:0-1:lower_is_better:contact:post_contact",
        "csat:1-5:higher_is_better:agent:post_contact",
        "ces:1-7:higher_is_better:contact:post_contact",
        "sentiment:-100-100:higher_is_better:contact:post_contact",
        "scored:0-1:higher_is_better:contact:post_contact",
    }
    expected = series(shipped("delivery"))["expected", "expectation"]
    assert (expected.measure.low, expected.measure.high, expected.options[0]) == (1, 3, "better")


def test_a_new_question_before_another_begins_its_series_anew_and_one_after_it_does_not() -> None:
    before = series(SUPPORT)
    fewer = series(replace(SUPPORT, questions=SUPPORT.questions[1:]))
    assert all(before[key].lead_in != fewer[key].lead_in for key in fewer)
    shorter = series(replace(SUPPORT, questions=SUPPORT.questions[:-1]))
    assert all(before[key] == shorter[key] for key in shorter)


def test_a_translation_breaks_nothing_and_another_wording_does() -> None:
    first, *others = SUPPORT.questions
    translated = replace(first, text={**first.text, "de": "Ist es erledigt?"})
    reworded = replace(first, text={**first.text, "en": "Is it done?"})
    before = series(SUPPORT)["solved", "resolution"].lead_in
    assert series(replace(SUPPORT, questions=(translated, *others)))["solved", "resolution"].lead_in == before
    assert series(replace(SUPPORT, questions=(reworded, *others)))["solved", "resolution"].lead_in != before


def test_a_survey_without_metrics_has_only_its_comments() -> None:
    [comment] = [question for question in SUPPORT.questions if question.id == "improve"]
    assert {one.measure.metric for one in list_measures(replace(SUPPORT, questions=(comment,)))} == {
        "sentiment",
        "scored",
    }
