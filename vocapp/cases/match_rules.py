"""Which answers need a person? A response's answers and what was read out of its words, against the rules. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from vocapp.catalogue.case_rule import PublishedRule
from vocapp.questionnaire.conditions import Condition, leaves
from vocapp.questionnaire.conditions import holds as condition_holds
from vocapp.questionnaire.definition import Question, Questionnaire
from vocapp.questionnaire.values import Answers, Fact, Facts, is_given

LONGEST_EXCERPT: Final = 280
_FIRST_WORDS: Final = ("improvement", "open", "praise")
_FIRST_SCORES: Final = ("csat", "nps", "ces", "resolution")


class CommentSignals(Struct, frozen=True):
    """What was read out of one text answer, where anything could be."""

    sentiment: float | None = None  # None where the reading is not sure
    urgent: tuple[str, ...] = ()


class RuleMatch(Struct, frozen=True, kw_only=True):
    """A response that needs a person: by the first rule that holds, and by which `others`."""

    rule: PublishedRule
    others: tuple[str, ...]
    score: int | None
    score_metric: str | None
    excerpt: str
    wants_contact: bool


def case_facts(
    survey: Questionnaire, answers: Answers, asked: Facts, words: Iterable[CommentSignals], *, partial: bool
) -> dict[str, Fact]:
    """The facts that rules read: those of the ask, and metric.*, answer.* and comment.* of the response."""
    words = tuple(words)
    sentiments = [word.sentiment for word in words if word.sentiment is not None]
    urgent = {name for word in words for name in word.urgent}
    return {
        **asked,
        **{f"metric.{metric}": worst(questions, answers) for metric, questions in _by_metric(survey, answers).items()},
        "answer.contact_me": wants_contact(survey, answers),
        "answer.partial": partial,
        "comment.sentiment": min(sentiments, default=None),
        "comment.urgent": bool(urgent),
        **{f"comment.urgent.{name}": True for name in urgent},
    }


def first_match(
    rules: Sequence[PublishedRule], survey: Questionnaire, answers: Answers, facts: Facts
) -> RuleMatch | None:
    """What opens a case for the response; None where no rule holds. `rules` come by priority."""
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


def worst(questions: Sequence[Question], answers: Answers) -> Fact:
    """The worst value of several questions of one metric: which end is worse is the metric's direction."""
    values = [(question.direction, answers[question.id]) for question in questions]
    known = [(direction, value) for direction, value in values if isinstance(value, bool | int | float)]
    return min(known, key=lambda one: one[1] if one[0] == "higher_is_better" else -one[1])[1] if known else None


def wants_contact(survey: Questionnaire, answers: Answers) -> bool:
    """Whether the customer asks to be contacted."""
    wishes = (answers.get(question.id) for question in survey.questions if question.kind == "contact_me")
    return any(isinstance(wish, Mapping) and wish.get("wish") is True for wish in wishes)


def excerpt(survey: Questionnaire, answers: Answers) -> str:
    """The words that lists show: of the text answers the one that asks for improvement first, on one line, cut off."""
    texts = [
        question for question in survey.questions if question.kind == "text" and is_given(answers.get(question.id))
    ]
    ordered = sorted(texts, key=lambda question: _FIRST_WORDS.index(question.asks))
    said = next((" ".join(str(answers[question.id]).split()) for question in ordered), "")
    return said if len(said) <= LONGEST_EXCERPT else said[: LONGEST_EXCERPT - 1].rstrip() + "…"


def _by_metric(survey: Questionnaire, answers: Answers) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for question in survey.metrics:
        if question.metric and is_given(answers.get(question.id)):
            found.setdefault(question.metric, []).append(question)
    return found


def _score(when: Condition, answers: Answers, facts: Facts) -> tuple[str | None, int | None]:
    """The metric to show, and its value: one that made the rule hold, else the first of the best known."""
    for metric in (*_tested(when, answers, facts), *_FIRST_SCORES):
        value = facts.get(f"metric.{metric}")
        if isinstance(value, bool | int | float):
            return metric, int(value)
    return None, None


def _tested(when: Condition, answers: Answers, facts: Facts) -> Iterator[str]:
    for test in leaves(when):
        if test.of.startswith("metric.") and condition_holds(test, answers, facts):
            yield test.of.removeprefix("metric.")
