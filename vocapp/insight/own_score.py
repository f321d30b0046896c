"""How did the respondent answer in numbers? The one score that his words are held against."""

from typing import Final, NamedTuple

from vocapp.questionnaire.definition import Question, Questionnaire
from vocapp.questionnaire.values import Answers

# What is asked about the contact as a whole comes before what is asked about a part of it.
_METRICS: Final = ("csat", "nps", "expectation", "ces", None, "resolution")


class OwnScore(NamedTuple):
    """A value on its scale, turned so that higher is better."""

    value: float
    low: float
    high: float


def own_score(survey: Questionnaire, answers: Answers) -> OwnScore | None:
    """The most general score of the answers: CSAT, then NPS, effort, a rating, "solved?"; None where there is none."""
    scored = [(question, found) for question in survey.questions if (found := _score(question, answers))]
    for metric in _METRICS:
        for question, found in scored:
            if question.metric == metric:
                return found
    return None


def _score(question: Question, answers: Answers) -> OwnScore | None:
    value = answers.get(question.id)
    if question.kind == "yes_no" and question.metric == "resolution" and isinstance(value, bool):
        return OwnScore(float(value), 0.0, 1.0)
    if not question.steps or isinstance(value, bool) or not isinstance(value, int):
        return None
    low, high = float(question.steps[0]), float(question.steps[-1])
    return OwnScore(low + high - value if question.direction == "lower_is_better" else float(value), low, high)
