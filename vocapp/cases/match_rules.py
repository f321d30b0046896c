"""Matches a response, with the analysis of its comments, against the case rules. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from vocapp.catalogue.case_rule import PublishedRule
from vocapp.questionnaire.conditions import Condition, leaves
from vocapp.questionnaire.conditions import holds as condition_holds
from vocapp.questionnaire.definition import Question, Questionnaire
from vocapp.questionnaire.values import Answers, Fact, Facts, is_given

LONGEST_EXCERPT: Final = 280
_FIRST_WORDS: Final = ("improvement", "open", "praise")
_OF_REPLIES: Final = ("reply.", "comment.urgent")
_FIRST_SCORES: Final = ("csat", "nps", "ces", "resolution")


class CommentSignals(Struct, frozen=True):
    """The analysis of one comment, as far as rules read it."""

    sentiment: float | None = None  # None where the analysis is not sure
    urgent: tuple[str, ...] = ()


class RuleMatch(Struct, frozen=True, kw_only=True):
    """A response that needs a follow-up: the first rule that holds, and the slugs of the `others` that hold too."""

    rule: PublishedRule
    others: tuple[str, ...]
    score: int | None
    score_metric: str | None
    excerpt: str
    wants_contact: bool


def case_facts(
    survey: Questionnaire, answers: Answers, invitation: Facts, comments: Iterable[CommentSignals], *, partial: bool
) -> dict[str, Fact]:
    """The facts that rules read: those of the invitation, and metric.*, answer.* and comment.* of the response."""
    comments = tuple(comments)
    sentiments = [comment.sentiment for comment in comments if comment.sentiment is not None]
    urgent = {name for comment in comments for name in comment.urgent}
    return {
        **invitation,
        **{f"metric.{metric}": worst(questions, answers) for metric, questions in _by_metric(survey, answers).items()},
        "answer.contact_me": wants_contact(survey, answers),
        "answer.partial": partial,
        "comment.sentiment": min(sentiments, default=None),
        **_urgent_facts(urgent),
    }


def first_match(
    rules: Sequence[PublishedRule], survey: Questionnaire, answers: Answers, facts: Facts
) -> RuleMatch | None:
    """The match that opens a case; None where no rule holds. `rules` are ordered by priority."""
    holding = [published for published in rules if condition_holds(published.rule.when, answers, facts)]
    if not holding:
        return None
    metric, score = _score(holding[0].rule.when, answers, facts)
    return RuleMatch(
        rule=holding[0],
        others=tuple(published.rule.slug for published in holding[1:]),
        score=score,
        score_metric=metric,
        excerpt=excerpt(survey, answers),
        wants_contact=wants_contact(survey, answers),
    )


def match_reply(
    rules: Sequence[PublishedRule], invitation: Facts, words: str, urgent: Collection[str] = ()
) -> RuleMatch | None:
    """The match of a mail that a customer wrote instead of answering; None where no rule is published.

    Of the rules that read `reply.written` or urgent words the first that holds; where there is none, a rule for who
    asks to be contacted, or any: what a customer writes always reaches a person.
    """
    facts: dict[str, Fact] = {**invitation, "reply.written": True, **_urgent_facts(urgent)}
    holding = [rule for rule in rules if _reads(rule, *_OF_REPLIES) and condition_holds(rule.rule.when, {}, facts)]
    chosen = holding or [rule for rule in rules if _reads(rule, "answer.contact_me")] or list(rules)
    if not chosen:
        return None
    return RuleMatch(
        rule=chosen[0],
        others=tuple(published.rule.slug for published in holding[1:]),
        score=None,
        score_metric=None,
        excerpt=shorten(words),
        wants_contact=False,
    )


def worst(questions: Sequence[Question], answers: Answers) -> Fact:
    """The worst value of several questions of one metric; the direction of a question says which end is worse."""
    values = [(question.direction, answers[question.id]) for question in questions]
    known = [(direction, value) for direction, value in values if isinstance(value, bool | int | float)]
    return min(known, key=lambda one: one[1] if one[0] == "higher_is_better" else -one[1])[1] if known else None


def wants_contact(survey: Questionnaire, answers: Answers) -> bool:
    """Whether the customer requests contact."""
    wishes = (answers.get(question.id) for question in survey.questions if question.kind == "contact_me")
    return any(isinstance(wish, Mapping) and wish.get("wish") is True for wish in wishes)


def excerpt(survey: Questionnaire, answers: Answers) -> str:
    """The comment that lists show, on one line and cut off: improvements first, then open comments, then praise."""
    texts = [
        question for question in survey.questions if question.kind == "text" and is_given(answers.get(question.id))
    ]
    ordered = sorted(texts, key=lambda question: _FIRST_WORDS.index(question.asks))
    return shorten(next((str(answers[question.id]) for question in ordered), ""))


def shorten(text: str) -> str:
    """A text on one line, cut off after LONGEST_EXCERPT characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_EXCERPT else line[: LONGEST_EXCERPT - 1].rstrip() + "…"


def _urgent_facts(kinds: Collection[str]) -> dict[str, Fact]:
    return {"comment.urgent": bool(kinds), **{f"comment.urgent.{kind}": True for kind in kinds}}


def _reads(published: PublishedRule, *facts: str) -> bool:
    return any(test.of.startswith(facts) for test in leaves(published.rule.when))


def _by_metric(survey: Questionnaire, answers: Answers) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for question in survey.metrics:
        if question.metric and is_given(answers.get(question.id)):
            found.setdefault(question.metric, []).append(question)
    return found


def _score(when: Condition, answers: Answers, facts: Facts) -> tuple[str | None, int | None]:
    """The metric to show, and its value: one that made the rule hold, or the first of _FIRST_SCORES."""
    for metric in (*_tested(when, answers, facts), *_FIRST_SCORES):
        value = facts.get(f"metric.{metric}")
        if isinstance(value, bool | int | float):
            return metric, int(value)
    return None, None


def _tested(when: Condition, answers: Answers, facts: Facts) -> Iterator[str]:
    for test in leaves(when):
        if test.of.startswith("metric.") and condition_holds(test, answers, facts):
            yield test.of.removeprefix("metric.")
