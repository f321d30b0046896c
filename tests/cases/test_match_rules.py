"""Which answers need a person: the rules, without a database."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from vocapp.cases.match_rules import LONGEST_EXCERPT, CommentSignals, case_facts, excerpt, first_match, match_reply
from vocapp.catalogue.case_rule import CaseRule, PublishedRule
from vocapp.catalogue.definition_files import SURVEYS
from vocapp.questionnaire.conditions import AllOf, AnyOf, AtMost, Condition, OneOf
from vocapp.questionnaire.definition import Question, Questionnaire, Scale, Worded
from vocapp.questionnaire.survey_parser import read
from vocapp.questionnaire.values import SKIPPED, Answers, Fact

SURVEY = read((SURVEYS / "post_contact.toml").read_text(encoding="utf-8"), "post_contact.toml")


def rule(slug: str, when: Condition, priority: int = 3) -> PublishedRule:
    """A published rule."""
    return PublishedRule(id=UUID(int=1), version=1, rule=CaseRule(slug=slug, title=slug, when=when, priority=priority))


def facts(answers: Answers, *words: CommentSignals, **contact: str) -> dict[str, Fact]:
    """What rules read of a response."""
    known: dict[str, Fact] = {f"contact.{name}": value for name, value in contact.items()}
    return case_facts(SURVEY, answers, known, words, partial=False)


LOW = rule("low", AtMost("metric.csat", 2))


@given(st.integers(1, 5))
def test_a_threshold_holds_up_to_its_value(score: int) -> None:
    answers: Answers = {"csat": score}
    found = first_match([LOW], SURVEY, answers, case_facts(SURVEY, answers, {}, (), partial=False))
    assert (found is not None) == (score <= 2)


def test_the_first_rule_opens_and_the_others_are_named() -> None:
    answers: Answers = {"csat": 1, "solved": False}
    rules = [rule("first", OneOf("metric.resolution", (False,)), 1), LOW, rule("nps", AtMost("metric.nps", 6))]
    found = first_match(rules, SURVEY, answers, case_facts(SURVEY, answers, {}, (), partial=False))
    assert found is not None
    assert (found.rule.rule.slug, found.others) == ("first", ("low",))
    assert (found.score_metric, found.score) == ("resolution", 0)


def test_without_a_metric_in_the_rule_the_best_known_score_is_shown() -> None:
    answers: Answers = {"csat": 4, "contact": {"wish": True, "how": "at noon"}}
    wish = rule("wish", OneOf("answer.contact_me", (True,)))
    found = first_match([wish], SURVEY, answers, case_facts(SURVEY, answers, {}, (), partial=False))
    assert found is not None
    assert (found.score_metric, found.score, found.wants_contact) == ("csat", 4, True)
    assert "noon" not in found.excerpt


def test_a_rule_may_be_for_a_channel_and_a_line_only() -> None:
    narrow = rule(
        "calls", AllOf((AtMost("metric.csat", 3), AnyOf((OneOf("contact.channel", ("sms", "phone_in_house")),))))
    )
    answers = {"csat": 3}
    assert first_match([narrow], SURVEY, answers, facts(answers, channel="sms")) is not None
    assert first_match([narrow], SURVEY, answers, facts(answers, channel="letter")) is None


def test_a_rule_may_name_a_question() -> None:
    assert first_match([rule("why", AtMost("effort", 2))], SURVEY, {"effort": 2}, {}) is not None


def test_a_skipped_question_is_no_score() -> None:
    answers = {"csat": SKIPPED}
    known = case_facts(SURVEY, answers, {}, (), partial=True)
    assert "metric.csat" not in known
    assert known["answer.partial"] is True
    assert first_match([LOW], SURVEY, answers, known) is None


def test_of_several_analyses_the_lowest_sentiment_counts() -> None:
    known = facts({}, CommentSignals(0.5), CommentSignals(-0.7, ("legal",)), CommentSignals(None))
    assert known["comment.sentiment"] == -0.7
    assert known["comment.urgent"] is True
    assert known["comment.urgent.legal"] is True
    assert facts({})["comment.sentiment"] is None


def scale(id_: str, direction: str) -> Question:
    return Question(
        id=id_, kind="rating", metric="ces", scale=Scale(1, 7), direction=direction, object="contact",  # type: ignore[arg-type]
        occasion="post_contact",
    )  # fmt: skip


def test_of_several_questions_of_a_metric_the_worst_counts() -> None:
    for direction, expected in (("higher_is_better", 2), ("lower_is_better", 6)):
        survey = Questionnaire(
            id="x", languages=("en",), title={"en": "X"}, intro=Worded(), thanks=(),
            questions=(scale("a", direction), scale("b", direction)),
        )  # fmt: skip
        assert case_facts(survey, {"a": 2, "b": 6}, {}, (), partial=False)["metric.ces"] == expected


def test_the_excerpt_is_one_line_and_not_longer_than_a_list_shows() -> None:
    assert excerpt(SURVEY, {}) == ""
    assert excerpt(SURVEY, {"why": "one\n two"}) == "one two"
    long = excerpt(SURVEY, {"why": "word " * 200})
    assert len(long) <= LONGEST_EXCERPT
    assert long.endswith("word…")


class TestRepliesWithoutAnAnswer:
    WROTE = rule("wrote", OneOf("reply.written", (True,)), 2)
    GAS = rule("gas", OneOf("comment.urgent.safety", (True,)), 1)
    CONTACT = rule("contact", OneOf("answer.contact_me", (True,)), 1)

    def test_only_rules_about_replies_are_asked(self) -> None:
        everybody = rule("everybody", AnyOf((AtMost("metric.csat", 5), OneOf("contact.channel", ("email",)))), 1)
        found = match_reply([everybody, self.GAS, self.WROTE], {"contact.channel": "email"}, "Hello")
        assert found is not None
        assert (found.rule, found.excerpt, found.score) == (self.WROTE, "Hello", None)

    def test_urgent_words_come_first(self) -> None:
        found = match_reply([self.GAS, self.WROTE], {}, "Gas!", ("safety",))
        assert found is not None
        assert (found.rule, found.others) == (self.GAS, ("wrote",))

    def test_some_rule_is_always_found(self) -> None:
        for rules, expected in (([LOW, self.CONTACT], self.CONTACT), ([LOW], LOW)):
            found = match_reply(rules, {}, "Hello")
            assert found is not None
            assert found.rule == expected
        assert match_reply([], {}, "Hello") is None
