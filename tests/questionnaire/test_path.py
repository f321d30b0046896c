from tests.questionnaire.tiny import tiny
from vocapp.questionnaire.path import next_question, on_path, path, unanswered
from vocapp.questionnaire.values import SKIPPED, Answers, Facts


def ids(name: str, answers: Answers, facts: Facts | None = None) -> list[str]:
    return [question.id for question in path(tiny(name), answers, facts or {})]


def next_id(name: str, answers: Answers, limit: int | None = None) -> str | None:
    question = next_question(tiny(name), answers, {}, limit)
    return question.id if question else None


def test_a_low_score_leads_to_the_question_why() -> None:
    assert ids("low_score_why", {}) == ["satisfied", "contact"]
    assert ids("low_score_why", {"satisfied": 2}) == ["satisfied", "why", "contact"]
    assert ids("low_score_why", {"satisfied": 3}) == ["satisfied", "contact"]


def test_a_skipped_question_is_not_repeated() -> None:
    assert next_id("low_score_why", {"satisfied": SKIPPED}) == "contact"
    assert next_id("low_score_why", {"satisfied": SKIPPED, "contact": {"wish": False}}) is None


def test_a_changed_answer_drops_the_whole_chain_behind_it() -> None:
    answers: Answers = {"bought": True, "delivered": False, "damage": "the box"}
    assert on_path(tiny("chain"), answers) == answers
    assert on_path(tiny("chain"), {**answers, "bought": False}) == {"bought": False}
    assert ids("chain", {**answers, "bought": False}) == ["bought", "browsed"]


def test_answers_to_no_question_of_the_survey_are_dropped() -> None:
    assert on_path(tiny("chain"), {"bought": True, "colour": "red"}) == {"bought": True}


def test_what_is_known_opens_questions_before_any_answer() -> None:
    assert ids("by_fact", {}) == ["solved", "recommend"]
    voice: Facts = {"contact.channel": "voice", "contact.wait_seconds": 300, "programme.nps": False}
    assert ids("by_fact", {}, voice) == ["solved", "queue"]
    assert ids("by_fact", {}, {"customer.tier": "gold"}) == ["solved", "loyal", "recommend"]
    assert ids("by_fact", {}, {"customer.loyalty_id": 77}) == ["solved", "loyal", "recommend"]


def test_a_short_channel_has_the_most_essential_questions_in_survey_order() -> None:
    assert next_id("essential", {}, limit=1) == "solved"
    assert next_id("essential", {}, limit=2) == "easy"
    assert next_id("essential", {"easy": 5}, limit=2) == "solved"
    assert next_id("essential", {"easy": 5, "solved": True}, limit=2) is None


def test_a_question_that_opens_late_takes_a_free_place_by_its_rank() -> None:
    assert next_id("essential", {"solved": False}, limit=2) == "why_not"
    assert next_id("essential", {"solved": False, "why_not": "all"}, limit=2) is None
    assert next_id("essential", {"solved": True}, limit=2) == "easy"


def test_answers_over_the_limit_are_kept_and_no_question_follows() -> None:
    answers: Answers = {"weather": "fine", "easy": 7, "solved": True}
    assert next_id("essential", answers, limit=1) is None
    assert on_path(tiny("essential"), answers) == answers
    assert next_id("essential", {"weather": "fine"}, limit=0) is None


def test_without_a_limit_every_question_is_on_the_path() -> None:
    assert [question.id for question in unanswered(tiny("essential"), {"easy": 1})] == ["weather", "solved"]
    assert next_id("essential", {}) == "weather"
