"""How did the respondent answer in numbers? The one score that his words are held against."""

from typing import Final, Literal, NamedTuple

from vocapp.questionnaire.definition import Metric, Question, Questionnaire
from vocapp.questionnaire.values import Answers

# What is asked about the contact as a whole comes before what is asked about a part of it.
_METRICS: Final = ("csat", "nps", "expectation", "ces", None, "resolution")
NPS_LOW, NPS_HIGH = 6, 9
LOW, HIGH = 0.5, 0.75


class OwnScore(NamedTuple):
    """What was `given` to `metric` (None: a rating); `value` is the same, turned so that higher is better."""

    metric: Metric | None
    given: float
    value: float
    low: float
    high: float


def own_score(survey: Questionnaire, answers: Answers) -> OwnScore | None:
    """The most general score of the answers: CSAT, then NPS, effort, a rating, "solved?"; None where there is none."""
    scored = [found for question in survey.questions if (found := _score(question, answers))]
    return next((found for metric in _METRICS for found in scored if found.metric == metric), None)


def score_side(score: OwnScore | None) -> Literal["low", "high"] | None:
    """Whether somebody who gave it is unhappy or happy; None in between, and without a score.

    Of a recommendation (NPS) 0 to 6 and 9 to 10; else what lies under the middle, and the upper quarter.
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
