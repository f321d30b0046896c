"""Which questions are asked, in which order? Computed from the answers each time; there is no cursor to lose."""

from vocapp.questionnaire.conditions import holds
from vocapp.questionnaire.definition import Question, Questionnaire
from vocapp.questionnaire.values import NO_FACTS, Answers, Facts, Value


def path(questionnaire: Questionnaire, answers: Answers, facts: Facts = NO_FACTS) -> tuple[Question, ...]:
    """The questions that these answers lead to, answered or not, in the order of the survey."""
    return tuple(_walk(questionnaire, answers, facts)[0])


def on_path(questionnaire: Questionnaire, answers: Answers, facts: Facts = NO_FACTS) -> dict[str, Value]:
    """The answers that still count: those off the path, or to no question of this survey, are dropped."""
    return _walk(questionnaire, answers, facts)[1]


def unanswered(questionnaire: Questionnaire, answers: Answers, facts: Facts = NO_FACTS) -> tuple[Question, ...]:
    """The questions of the path that hold neither an answer nor a mark that they were skipped."""
    questions, kept = _walk(questionnaire, answers, facts)
    return tuple(question for question in questions if question.id not in kept)


def next_question(
    questionnaire: Questionnaire, answers: Answers, facts: Facts = NO_FACTS, limit: int | None = None
) -> Question | None:
    """The next one to ask, or None at the end.

    `limit` is how many questions the channel may ask in all. The answers so far count towards it; what is left of it
    goes to the most essential of the open questions, asked in the order of the survey.
    """
    questions, kept = _walk(questionnaire, answers, facts)
    still_open = [question for question in questions if question.id not in kept]
    if limit is not None:
        room = max(0, limit - len(kept))
        chosen = {question.id for question in sorted(still_open, key=lambda question: question.essential)[:room]}
        still_open = [question for question in still_open if question.id in chosen]
    return still_open[0] if still_open else None


def _walk(questionnaire: Questionnaire, answers: Answers, facts: Facts) -> tuple[list[Question], dict[str, Value]]:
    """One pass is enough: a condition looks back only, and what it looks at is already known to be on the path."""
    questions: list[Question] = []
    kept: dict[str, Value] = {}
    for question in questionnaire.questions:
        if question.when is not None and not holds(question.when, kept, facts):
            continue
        questions.append(question)
        if question.id in answers:
            kept[question.id] = answers[question.id]
    return questions, kept
