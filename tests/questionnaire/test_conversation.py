"""Conversations by text message, chat and voice."""

import pytest

from tests.questionnaire.tiny import shipped, tiny
from vocapp.questionnaire.conversation import ConversationTurn, Limits, open_conversation, reply
from vocapp.questionnaire.values import PREFER_NOT_TO_SAY, SKIPPED, Answers, Facts, Value

THREE = Limits(max_questions=3)


def talk(
    name: str, *replies: str, limits: Limits = THREE, language: str = "en", facts: Facts | None = None
) -> ConversationTurn:
    """The last turn of a conversation, with the state that a caller keeps."""
    survey = shipped(name) if name == "post_contact" else tiny(name)
    turn, unclear = open_conversation(survey, {}, facts or {}, language, limits), 0
    for raw in replies:
        turn = reply(survey, turn.answers, facts or {}, raw, language, limits, unclear)
        unclear = unclear + 1 if turn.state == "unclear" else 0
    return turn


def test_the_first_turn_greets_and_shows_the_first_question() -> None:
    turn = talk("yes_no")
    assert turn.texts == ("Hello.", "Is it solved?\nReply 1 for yes, 2 for no.")
    assert (turn.state, turn.question_id, turn.answers) == ("asking", "solved", {})


def test_a_conversation_resumed_from_the_page_has_no_greeting() -> None:
    turn = open_conversation(tiny("low_score_why"), {"satisfied": 1}, {}, "en")
    assert turn.texts == ('What went wrong?\nReply in your own words, or "skip".',)


def test_a_conversation_ends_with_the_thanks_that_fit() -> None:
    turn = talk("thanks", "2", "1 tomorrow")
    assert (turn.state, turn.texts, turn.question_id) == ("done", ("We will call you.",), None)
    assert turn.answers == {"satisfied": 2, "contact": {"wish": True, "how": "tomorrow"}}


def test_a_reply_after_the_end_changes_nothing() -> None:
    turn = talk("yes_no", "1", "2")
    assert (turn.state, turn.answers, turn.changed) == ("done", {"solved": True}, ())


def test_the_rest_of_a_long_survey_is_offered_by_link() -> None:
    turn = talk("post_contact", "1", "5", "fast and kind")
    assert list(turn.answers) == ["solved", "csat", "why"]
    assert (turn.state, turn.more) == ("done", 2)


def test_an_unclear_reply_is_asked_once_more_and_then_the_conversation_is_partial() -> None:
    turn = talk("low_score_why", "so so")
    assert turn.state == "unclear"
    assert turn.texts[0] == "Please answer with a number from 1 to 5."
    assert turn.texts[1].startswith("How satisfied are you?")
    assert talk("low_score_why", "so so", "4").state == "asking"
    turn = talk("low_score_why", "1", "slow", "perhaps", "who knows")
    assert (turn.state, turn.answers) == ("partial", {"satisfied": 1, "why": "slow"})
    assert turn.texts == ("Thank you. We have kept the answers you gave.",)


@pytest.mark.parametrize("silence", ["", "  \n"])
def test_silence_is_not_an_answer(silence: str) -> None:
    assert talk("text", silence).state == "unclear"
    assert talk("contact_me", silence).state == "unclear"


@pytest.mark.parametrize("refusal", ["No thanks!", "nein danke", "non merci", "ahora no", "لا شكراً"])
def test_declining_ends_the_survey(refusal: str) -> None:
    turn = talk("low_score_why", refusal)
    assert (turn.state, turn.texts) == ("declined", ("That is fine. Thank you for your time.",))


def test_no_thanks_is_an_answer_where_it_can_be_one() -> None:
    assert talk("contact_me", "no thanks").answers == {"contact": {"wish": False}}
    assert talk("text", "no thanks").answers == {"why": "no thanks"}


def test_text_beside_a_score_is_the_comment() -> None:
    turn = talk("low_score_why", "2 terrible waiting")
    assert turn.answers == {"satisfied": 2, "why": "terrible waiting"}
    assert (turn.question_id, turn.changed, turn.remark) == ("contact", ("satisfied", "why"), "")


def test_a_second_remark_is_added_to_the_first() -> None:
    turn = talk("post_contact", "No, it still fails", "1 - nobody called back")
    assert turn.answers == {"solved": False, "csat": 1, "why": "it still fails\nnobody called back"}
    assert turn.changed == ("csat", "why")


def test_a_remark_without_a_question_is_handed_on() -> None:
    assert talk("nps", "9 great agent").remark == "great agent"
    assert talk("low_score_why", "4 great agent").remark == "great agent"  # a high score is not asked why
    assert talk("low_score_why", "2 thanks").answers == {"satisfied": 2}


def test_a_remark_that_is_too_long_is_handed_on() -> None:
    words = "waiting " * 300
    turn = talk("low_score_why", f"1 {words}")
    assert turn.answers == {"satisfied": 1}
    assert turn.remark == words.strip()


@pytest.mark.parametrize("raw", ["5 days of waiting", "no problem", "yes and no"])
def test_an_ambiguous_reply_is_repeated(raw: str) -> None:
    assert talk("csat" if raw[0] == "5" else "yes_no", raw).state == "unclear"


@pytest.mark.parametrize(
    ("survey", "raw", "value"),
    [
        ("nps", "9 great agent", 9),
        ("yes_no", "yes, but late", True),
        ("choice", "2", "delivery"),
        ("choices", "1 3", ["invoice", "terms"]),
        ("prefer_not_to_say", "skip", PREFER_NOT_TO_SAY),
        ("text", "skip", SKIPPED),
    ],
)
def test_one_reply_to_each_kind(survey: str, raw: str, value: Value) -> None:
    assert list(talk(survey, raw).answers.values()) == [value]


def test_options_are_listed_with_their_numbers() -> None:
    assert talk("choice").texts[-1].split("\n") == [
        "Why did you call?",
        "1 An invoice",
        "2 A delivery",
        "3 Terms and conditions",
        "Reply with the number of your answer.",
    ]
    assert talk("prefer_not_to_say").texts[-1].endswith('Reply with the number of your answer. Or reply "skip".')


def test_buttons_are_offered_where_they_fit() -> None:
    turn = talk("yes_no", limits=Limits(max_choices=3))
    assert [(choice.value, choice.label) for choice in turn.choices] == [("yes", "Yes"), ("no", "No")]
    assert turn.texts[-1] == "Is it solved?"
    turn = talk("csat", limits=Limits(max_choices=10))
    assert turn.texts[-1] == "How satisfied are you?\n1 = Very dissatisfied, 5 = Very satisfied"
    assert [choice.value for choice in turn.choices] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("survey", "limits"), [("nps", Limits(max_choices=10)), ("choice", Limits(max_choices=3, max_label=19))]
)
def test_where_buttons_do_not_fit_a_number_is_typed(survey: str, limits: Limits) -> None:
    turn = talk(survey, limits=limits)  # eleven points in a list of ten; a label of 20 characters
    assert turn.choices == ()
    assert "number" in turn.texts[-1]


def test_several_answers_are_never_buttons() -> None:
    assert talk("choices", limits=Limits(max_choices=10, max_label=99)).choices == ()


def test_the_voice_channel_explains_choices_and_scales() -> None:
    voice = Limits(style="spoken")
    assert talk("styles", limits=voice).texts[-1] == "Did we solve your request?\n1 for yes, 2 for no."
    assert (
        talk("choice", limits=voice)
        .texts[-1]
        .endswith("For An invoice: 1. For A delivery: 2. For Terms and conditions: 3.")
    )
    assert talk("nps", limits=voice).texts[-1].endswith("from 0, Not at all likely, to 10, Extremely likely.")
    assert talk("text", limits=voice).texts[-1] == "Why?\nPlease answer in your own words."
    assert talk("number", limits=voice).texts[-1] == "How often did you call?"


@pytest.mark.parametrize(
    ("survey", "hint"),
    [
        ("number", "Reply with a number."),
        ("date", "Reply with a date, for example 2026-05-03."),
        ("required", "Reply in your own words."),
        ("choices", "Reply with one or more numbers, for example 1, 2."),
        ("contact_me", 'Reply 1 for yes, 2 for no. You can add how and when, for example "1 by phone after 5 pm".'),
    ],
)
def test_each_kind_of_question_explains_how_to_reply(survey: str, hint: str) -> None:
    assert talk(survey).texts[-1].split("\n")[-1] == hint


def test_a_change_may_drop_an_answer() -> None:
    begun: Answers = {"browsed": "shoes"}
    turn = reply(tiny("chain"), begun, {}, "yes", "en")
    assert (turn.answers, turn.dropped) == ({"bought": True, "browsed": "shoes"}, ())
    turn = reply(tiny("chain"), turn.answers, {}, "no", "en")
    assert (turn.question_id, turn.dropped) == ("damage", ("browsed",))
