"""One question of each kind, and typical replies to it."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from tests.questionnaire.tiny import only, tiny
from vocapp.questionnaire.parse_answer import AnswerError, parse
from vocapp.questionnaire.values import PREFER_NOT_TO_SAY, SKIPPED, Value
from vocapp.questionnaire.wording import explain

KINDS = ["nps", "csat", "ces", "rating", "choice", "choices", "number", "any_number", "text", "yes_no", "date"]


@pytest.mark.parametrize(
    ("survey", "raw", "value"),
    [
        ("nps", "0", 0),
        ("nps", "10", 10),
        ("nps", " ten ", 10),
        ("nps", "9/10", 9),
        ("csat", "٤", 4),
        ("csat", ["4"], 4),
        ("csat", ["2", "4"], 4),
        ("ces", "７", 7),
        ("rating", "3", 3),
        ("choice", "invoice", "invoice"),
        ("choice", "AN INVOICE!", "invoice"),
        ("choice", "2", "delivery"),
        ("choice", "two", "delivery"),
        ("choice", "terms and conditions", "terms"),
        ("choices", ["terms", "invoice"], ["invoice", "terms"]),
        ("choices", ["invoice", "invoice"], ["invoice"]),
        ("choices", "1, 3", ["invoice", "terms"]),
        ("choices", "3 1", ["invoice", "terms"]),
        ("choices", "1+2", ["invoice", "delivery"]),
        ("choices", "1 and 2", ["invoice", "delivery"]),
        ("choices", "١، ٢", ["invoice", "delivery"]),
        ("choices", "Terms, and conditions", ["terms"]),
        ("choices", "a delivery; terms, and conditions", ["delivery", "terms"]),
        ("choices", "a delivery and an invoice", ["invoice", "delivery"]),
        ("number", "7,5", 7.5),
        ("any_number", "-1,000", -1000),
        ("text", "  two\r\nlines \n", "two\nlines"),
        ("text", "It's ☕ time", "It's ☕ time"),
        ("yes_no", "yes", True),
        ("yes_no", "Nö.", False),
        ("yes_no", "1", True),
        ("yes_no", "2", False),
        ("yes_no", "👍🏽", True),
        ("yes_no", "¡Sí!", True),
        ("yes_no", "نعم", True),
        ("yes_no", "لا", False),
        ("date", "3 May 2026", "2026-05-03"),
        ("contact_me", "no", {"wish": False}),
        ("contact_me", "yes", {"wish": True}),
        ("contact_me", "Yes, after 5 pm", {"wish": True, "how": "after 5 pm"}),
        ("contact_me", "1 after 5 pm", {"wish": True, "how": "after 5 pm"}),
        ("contact_me", "no thanks", {"wish": False}),
        ("contact_me", ["yes", "by\u00a0phone"], {"wish": True, "how": "by\u00a0phone"}),
        ("contact_me", ["yes", ""], {"wish": True}),
        ("contact_me", ["no", "ever"], {"wish": False}),
    ],
)
def test_answers_are_parsed_in_every_usual_form(survey: str, raw: str | Sequence[str], value: Value) -> None:
    assert parse(only(survey), raw, "en") == value
    assert type(parse(only(survey), raw, "en")) is type(value)


@pytest.mark.parametrize(
    ("survey", "raw", "sentence"),
    [
        ("nps", "11", "Please answer with a number from 0 to 10."),
        ("nps", "-1", "Please answer with a number from 0 to 10."),
        ("nps", "7.5", "Please answer with a number from 0 to 10."),
        ("nps", "9" * 5000, "Please answer with a number from 0 to 10."),
        ("csat", "4/10", "Please answer with a number from 1 to 5."),
        ("choice", "4", "Please choose one of the answers."),
        ("choice", "invoices", "Please choose one of the answers."),
        ("choice", "x" * 9999, "Please choose one of the answers."),
        ("choices", "1, 4", "Please choose one or more of the answers."),
        ("choices", ["invoice", "<script>"], "Please choose one or more of the answers."),
        ("choices", "1 " * 9999, "Please choose one or more of the answers."),
        ("choices", "1 " * 99, "Please choose one or more of the answers."),
        ("choices", ";", "Please choose one or more of the answers."),
        ("number", "some", "Please enter a number, for example 12."),
        ("number", "100", "Please enter a number from 0 to 99.5."),
        ("text", "x" * 21, "Your text has 21 characters. Please shorten it to 20."),
        ("text", "a\0b", "Some characters in your text could not be read. Please type it again."),
        ("text", "a\ud83d", "Some characters in your text could not be read. Please type it again."),
        ("yes_no", "perhaps", "Please answer with yes or no."),
        ("yes_no", "no problem", "Please answer with yes or no."),
        ("yes_no", "\0", "Please answer with yes or no."),
        ("date", "3/5/2026", "Please enter a date, for example 2026-05-03."),
        ("contact_me", "+49 30 1234", "Please answer with yes or no."),
        ("contact_me", ["", "by phone"], "Please answer with yes or no."),
        ("contact_me", ["yes", "x" * 31], "Your text has 31 characters. Please shorten it to 30."),
    ],
)
def test_an_invalid_answer_is_refused_with_the_remedy(survey: str, raw: str | Sequence[str], sentence: str) -> None:
    with pytest.raises(AnswerError) as caught:
        parse(only(survey), raw, "en")
    assert caught.value.question_id == only(survey).id
    assert explain(caught.value, "en") == sentence


@pytest.mark.parametrize("survey", [*KINDS, "contact_me"])
@pytest.mark.parametrize("raw", ["", "  \n", [], [""], ["", " "], "skip", "Überspringen", "passer", "saltar", "تخطي"])
def test_nothing_and_the_skip_word_leave_a_question_out(survey: str, raw: str | Sequence[str]) -> None:
    assert parse(only(survey), raw, "en") == SKIPPED


@pytest.mark.parametrize("survey", [*KINDS, "contact_me"])
def test_a_required_question_is_not_left_out(survey: str) -> None:
    question = replace(only(survey), required=True)
    with pytest.raises(AnswerError):
        parse(question, "", "en")


def test_the_skip_word_is_text_in_a_text_question() -> None:
    assert parse(only("required"), "skip", "en") == "skip"


def test_a_required_question_accepts_prefer_not_to_say() -> None:
    assert parse(only("prefer_not_to_say"), "prefer not to say", "en") == PREFER_NOT_TO_SAY
    assert parse(only("prefer_not_to_say"), "", "en") == PREFER_NOT_TO_SAY


def test_a_label_of_another_language_is_understood() -> None:
    (question,) = tiny("languages").questions
    assert parse(question, "a delivery", "de") == parse(question, "eine lieferung", "en") == "delivery"


def test_errors_come_in_the_language_of_the_respondent() -> None:
    error = AnswerError("paid", "number_range", lo=0, hi=99.5)
    assert explain(error, "de") == "Bitte geben Sie eine Zahl von 0 bis 99,5 ein."
    assert explain(error, "ar") == "يرجى إدخال رقم من 0 إلى 99.5."
