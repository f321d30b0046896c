"""Forms as browsers send them, with and without JavaScript, and the page afterwards."""

from tests.questionnaire.tiny import shipped, tiny
from vocapp.questionnaire.pages import EVERYTHING, Form, Submission, next_page, save, submit, view
from vocapp.questionnaire.values import PREFER_NOT_TO_SAY, SKIPPED, Answers

ALL_SIX: Form = {
    "_csrf_token": ["abc"],
    "solved": ["no"],
    "csat": ["2"],
    "effort": ["3"],
    "nps": ["4"],
    "why": ["I waited forty minutes."],
    "contact": ["yes"],
    "contact.how": ["by phone after 5 pm"],
}


def send(name: str, answers: Answers, form: Form, page: str | None = None) -> Submission:
    return submit(tiny(name), answers, {}, form, "en", page)


def test_one_form_may_carry_the_whole_survey() -> None:
    sent = submit(shipped("post_contact"), {}, {"programme.nps": True}, ALL_SIX, "en")
    assert sent.answers == {
        "solved": False,
        "csat": 2,
        "effort": 3,
        "nps": 4,
        "why": "I waited forty minutes.",
        "contact": {"wish": True, "how": "by phone after 5 pm"},
    }
    assert sent.changed == tuple(sent.answers) and sent.errors == {} and sent.page is None


def test_a_question_that_is_not_on_the_path_is_not_answered() -> None:
    assert "nps" not in submit(shipped("post_contact"), {}, {}, ALL_SIX, "en").answers


def test_one_question_a_page_leads_to_the_end() -> None:
    sent = send("low_score_why", {}, {"satisfied": ["2"]}, "satisfied")
    assert (sent.changed, sent.page) == (("satisfied",), "why")
    sent = send("low_score_why", sent.answers, {"why": ["slow"]}, "why")
    assert (sent.changed, sent.page) == (("why",), "contact")
    sent = send("low_score_why", sent.answers, {"contact.how": [""]}, "contact")
    assert sent.answers == {"satisfied": 2, "why": "slow", "contact": SKIPPED}
    assert sent.page is None


def test_sending_twice_changes_nothing() -> None:
    once = send("low_score_why", {}, {"satisfied": ["2"]}, "satisfied")
    twice = send("low_score_why", once.answers, {"satisfied": ["2"]}, "satisfied")
    assert (twice.answers, twice.changed, twice.dropped) == (once.answers, (), ())


def test_a_changed_answer_drops_answers_off_the_path() -> None:
    answers: Answers = {"satisfied": 2, "why": "slow", "contact": {"wish": False}}
    sent = send("low_score_why", answers, {"satisfied": ["5"]}, "satisfied")
    assert sent.answers == {"satisfied": 5, "contact": {"wish": False}}
    assert (sent.changed, sent.dropped, sent.page) == (("satisfied",), ("why",), None)


def test_a_blank_page_is_a_skipped_question() -> None:
    assert send("low_score_why", {}, {}, "satisfied").answers == {"satisfied": SKIPPED}
    assert send("low_score_why", {"satisfied": 4}, {}, "satisfied").answers == {"satisfied": 4}


def test_a_blank_page_is_refused_where_an_answer_is_needed() -> None:
    sent = send("required", {}, {"why": [" "]}, "why")
    assert (sent.answers, sent.page, sent.errors["why"].code) == ({}, "why", "text")


def test_the_skip_button_wins_over_what_was_typed() -> None:
    assert send("text", {}, {"why": ["hm"], "why.skip": [""]}, "why").answers == {"why": SKIPPED}
    assert send("prefer_not_to_say", {}, {"age.skip": [""]}, "age").answers == {"age": PREFER_NOT_TO_SAY}
    assert send("required", {}, {"why.skip": [""]}, "why").errors.keys() == {"why"}


def test_boxes_that_are_all_cleared_are_a_skipped_question() -> None:
    assert send("choices", {"reasons": ["terms"]}, {}, "reasons").answers == {"reasons": SKIPPED}


def test_a_refused_answer_keeps_the_one_before_and_the_other_answers() -> None:
    sent = send("low_score_why", {"satisfied": 1, "why": "slow"}, {"satisfied": ["9"], "contact": ["no"]}, "satisfied")
    assert sent.answers == {"satisfied": 1, "why": "slow", "contact": {"wish": False}}
    assert (sent.page, sent.typed) == ("satisfied", {"satisfied": ("9",)})


def test_all_at_once_comes_back_for_a_question_that_an_answer_opens() -> None:
    sent = send("all_at_once", {}, {"satisfied": ["1"], "contact.how": [""]}, EVERYTHING)
    assert sent.answers == {"satisfied": 1, "contact": SKIPPED}
    assert sent.page == EVERYTHING
    sent = send("all_at_once", sent.answers, {"satisfied": ["1"], "why": [""], "contact": ["no"]}, EVERYTHING)
    assert sent.answers == {"satisfied": 1, "why": SKIPPED, "contact": {"wish": False}}
    assert sent.page is None


def test_saving_while_typing_skips_nothing_and_needs_nothing() -> None:
    saved = save(tiny("all_at_once"), {}, {}, {"satisfied": ["1"], "why": [""], "contact.how": [" "]}, "en")
    assert saved.answers == {"satisfied": 1}
    assert save(tiny("required"), {}, {}, {"why": [""]}, "en").errors == {}
    half = save(tiny("low_score_why"), {}, {}, {"contact.how": ["by phone"]}, "en")
    assert half.errors.keys() == {"contact"} and half.answers == {}


def test_the_page_to_resume_at_is_the_first_that_is_open() -> None:
    assert next_page(tiny("low_score_why"), {}) == "satisfied"
    assert next_page(tiny("low_score_why"), {"satisfied": 1}) == "why"
    assert next_page(tiny("all_at_once"), {"satisfied": 1}) == EVERYTHING
    assert next_page(tiny("yes_no"), {"solved": SKIPPED}) is None


def test_a_page_shows_the_question_its_answer_and_the_way() -> None:
    page = view(tiny("low_score_why"), {"satisfied": 2, "why": "slow"}, {}, "en-GB", "why")
    (question,) = page.questions
    assert (question.text, question.value, question.error) == ("What went wrong?", "slow", "")
    assert (question.skip, question.skip_field, question.optional) == ("Skip this question", "why.skip", "optional")
    assert (page.language, page.direction, page.progress, page.back) == ("en", "ltr", "2 of 3", "satisfied")
    assert (page.submit_label, page.position, page.total) == ("Continue", 2, 3)
    assert view(tiny("low_score_why"), {}, {}, "en", "contact").submit_label == "Send my answers"


def test_a_scale_shows_its_points_and_what_its_ends_mean() -> None:
    (question,) = view(tiny("nps"), {"recommend": 9}, {}, "en").questions
    assert [option.label for option in question.options] == [str(step) for step in range(11)]
    assert [option.value for option in question.options if option.selected] == ["9"]
    assert (question.low_label, question.high_label) == ("Not at all likely", "Extremely likely")


def test_every_kind_shows_the_answer_that_is_there() -> None:
    answers: Answers = {
        "recommend": 0,
        "satisfied": 2,
        "clear": PREFER_NOT_TO_SAY,
        "reason": "delivery",
        "faults": ["late", "wrong"],
        "calls": 7.5,
        "why": "<b>",
        "solved": False,
        "day": "2026-05-03",
        "contact": {"wish": True, "how": "by phone"},
    }
    survey = tiny("every_kind")
    shown = {name: view(survey, answers, {}, "de", name).questions[0] for name in answers}
    selected = {
        name: [option.value for option in question.options if option.selected] for name, question in shown.items()
    }
    assert {name: values for name, values in selected.items() if values} == {
        "recommend": ["0"],
        "satisfied": ["2"],
        "reason": ["delivery"],
        "faults": ["late", "wrong"],
        "solved": ["no"],
        "contact": ["yes"],
    }
    assert (shown["calls"].value, shown["why"].value, shown["day"].value) == ("7,5", "<b>", "2026-05-03")
    assert (shown["contact"].how, shown["contact"].how_field) == ("by phone", "contact.how")
    assert shown["clear"].skip == "Keine Angabe"
    assert shown["satisfied"].skip == ""


def test_what_was_refused_is_shown_as_typed_with_the_remedy() -> None:
    sent = send("text", {"why": "short"}, {"why": ["x" * 21]}, "why")
    page = view(tiny("text"), sent.answers, {}, "en", sent.page, sent)
    assert page.questions[0].value == "x" * 21
    assert page.errors == (("why", "Your text has 21 characters. Please shorten it to 20."),)
    assert page.problem == "There is a problem"


def test_a_refused_wish_keeps_both_of_its_fields() -> None:
    sent = send("contact_me", {}, {"contact": ["yes"], "contact.how": ["x" * 31]}, "contact")
    (question,) = view(tiny("contact_me"), sent.answers, {}, "en", sent.page, sent).questions
    assert [option.selected for option in question.options] == [True, False]
    assert question.how == "x" * 31


def test_a_page_that_is_not_there_shows_the_one_to_resume_at() -> None:
    assert view(tiny("low_score_why"), {"satisfied": 5}, {}, "en", "why").page == "contact"
    assert view(tiny("low_score_why"), {"satisfied": 5}, {}, "en", "nonsense").page == "contact"
    assert view(tiny("yes_no"), {"solved": True}, {}, "en").page == "solved"


def test_all_at_once_shows_everything_and_has_no_way_back() -> None:
    page = view(tiny("all_at_once"), {"satisfied": 1}, {}, "en", EVERYTHING)
    assert [question.id for question in page.questions] == ["satisfied", "why", "contact"]
    assert (page.page, page.back, page.submit_label) == (EVERYTHING, None, "Send my answers")


def test_the_page_is_wholly_in_the_language_of_the_respondent() -> None:
    page = view(shipped("post_contact"), {}, {"brand": "نور"}, "ar")
    assert (page.direction, page.language, page.progress) == ("rtl", "ar", "1 من 5")
    words = (page.title, page.intro, page.takes, page.submit_label, page.back_label, page.problem)
    assert not any("a" <= char <= "z" for word in words for char in word.casefold())


def test_a_plain_string_serves_as_the_value_of_a_field() -> None:
    assert send("choice", {}, {"reason": "delivery"}, "reason").answers == {"reason": "delivery"}
