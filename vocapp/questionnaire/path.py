"""The path: which questions are asked, in which order.

It is computed from the answers each time; there is no cursor.
"""

from vocapp.questionnaire.conditions import holds
from vocapp.questionnaire.definition import Question, Questionnaire
from vocapp.questionnaire.values import NO_FACTS, Answers, Facts, Value


def path(questionnaire: Questionnaire, answers: Answers, facts: Facts = NO_FACTS) -> tuple[Question, ...]:
    """The questions that these answers lead to, answered or not, in the order of the survey."""
    return tuple(_walk(questionnaire, answers, facts)[0])


def on_path(questionnaire: Questionnaire, answers: Answers, facts: Facts = NO_FACTS) -> dict[str, Value]:
    """The answers that still count. Answers off the path, or to no question of this survey, are dropped."""
    return _walk(questionnaire, answers, facts)[1]


def unanswered(questionnaire: Questionnaire, answers: Answers, facts: Facts = NO_FACTS) -> tuple[Question, ...]:
    """The questions of the path that are neither answered nor skipped."""
    questions, kept = _walk(questionnaire, answers, facts)
    return tuple(question for question in questions if question.id not in kept)


def next_question(
    questionnaire: Questionnaire, answers: Answers, facts: Facts = NO_FACTS, limit: int | None = None
) -> Question | None:
    """The next question to ask, or None at the end.

    `limit` is how many questions the channel may ask in total. The answers so far count towards it. The rest goes to
    the most essential of the open questions, asked in the order of the survey.
    """
    questions, kept = _walk(questionnaire, answers, facts)
    still_open = [question for question in questions if question.id not in kept]
    if limit is not None:
        remaining = max(0, limit - len(kept))
        chosen = {question.id for question in sorted(still_open, key=lambda question: question.essential)[:remaining]}
        still_open = [question for question in still_open if question.id in chosen]
    return still_open[0] if still_open else None


def _walk(questionnaire: Questionnaire, answers: Answers, facts: Facts) -> tuple[list[Question], dict[str, Value]]:
    """The questions of the path and their answers.

    One pass is enough, because conditions only look at earlier questions.
    """
    questions: list[Question] = []
    kept: dict[str, Value] = {}
    for question in questionnaire.questions:
        if question.when is not None and not holds(question.when, kept, facts):
            continue
        questions.append(question)
        if question.id in answers:
            kept[question.id] = answers[question.id]
    return questions, kept
