"""The respondent's own score: the one score of a response with which its comments are compared."""

from typing import Final, Literal, NamedTuple

from vocapp.questionnaire.definition import Metric, Question, Questionnaire
from vocapp.questionnaire.values import Answers

# Questions about the contact as a whole come before questions about a part of it.
_METRICS: Final = ("csat", "nps", "expectation", "ces", None, "resolution")
NPS_LOW, NPS_HIGH = 6, 9
LOW, HIGH = 0.5, 0.75


class OwnScore(NamedTuple):
    """A score: `given` for `metric` (None: a rating). `value` is the same, turned so that higher is better."""

    metric: Metric | None
    given: float
    value: float
    low: float
    high: float


def own_score(survey: Questionnaire, answers: Answers) -> OwnScore | None:
    """The most general score: CSAT, then NPS, expectation, CES, a rating, resolution; None without a score."""
    scored = [found for question in survey.questions if (found := _score(question, answers))]
    return next((found for metric in _METRICS for found in scored if found.metric == metric), None)


def score_side(score: OwnScore | None) -> Literal["low", "high"] | None:
    """Whether a score is low or high; None in between, and without a score.

    NPS: 0 to 6 is low, 9 to 10 high. Other scales: below the middle is low, the upper quarter high.
    """
    if score is None:
        return None
    if score.metric == "nps":
        return "low" if score.value <= NPS_LOW else "high" if score.value >= NPS_HIGH else None
    share = (score.value - score.low) / (score.high - score.low)
    return "low" if share < LOW else "high" if share >= HIGH else None


def _score(question: Question, answers: Answers) -> OwnScore | None:
    value = answers.get(question.id)
    if question.kind == "yes_no" and question.metric == "resolution" and isinstance(value, bool):
        return OwnScore("resolution", float(value), float(value), 0.0, 1.0)
    if not question.steps or isinstance(value, bool) or not isinstance(value, int):
        return None
    low, high = float(question.steps[0]), float(question.steps[-1])
    turned = low + high - value if question.direction == "lower_is_better" else value
    return OwnScore(question.metric, float(value), float(turned), low, high)
