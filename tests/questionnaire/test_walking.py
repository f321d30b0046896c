"""A respondent answers by page and by text, back and forth, in any order; every state is checked."""

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.hypothesis_profiles import examples
from tests.questionnaire.strategies import ANYTHING, values
from tests.questionnaire.tiny import tiny
from vocapp.questionnaire.conversation import reply
from vocapp.questionnaire.engine_texts import LANGUAGES
from vocapp.questionnaire.pages import next_page, save, submit, view
from vocapp.questionnaire.path import next_question, on_path, path, unanswered
from vocapp.questionnaire.values import SKIPPED, Answers, Facts, Value
from vocapp.questionnaire.wording import render

SURVEY = tiny("every_kind")
FACTS: Facts = {"customer.tier": "silver"}
IDS = st.sampled_from([question.id for question in SURVEY.questions])


class Respondent(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.answers: Answers = {}
        self.given: dict[str, Value] = {}  # by the clerk's own reckoning: what was last answered to each question

    @rule(data=st.data(), name=IDS, language=st.sampled_from(LANGUAGES))
    def fills_in_a_page(self, data: st.DataObject, name: str, language: str) -> None:
        question = SURVEY.by_id[name]
        value = data.draw(values(question))
        sent = submit(SURVEY, self.answers, FACTS, {name: [render(question, value, language)]}, language, name)
        assert sent.errors == {}
        if question in path(SURVEY, self.answers, FACTS):
            self.given[name] = value
        self._goes_on(sent.answers)

    @rule(name=IDS)
    def leaves_a_page_blank(self, name: str) -> None:
        sent = submit(SURVEY, self.answers, FACTS, {}, "en", name)
        question = SURVEY.by_id[name]
        blank = name not in self.answers or question.kind == "choices"
        if question in path(SURVEY, self.answers, FACTS) and blank and name not in sent.errors:
            self.given[name] = sent.answers[name]
        self._goes_on(sent.answers)

    @rule(data=st.data(), language=st.sampled_from(LANGUAGES))
    def replies_to_the_question_that_waits(self, data: st.DataObject, language: str) -> None:
        question = next_question(SURVEY, self.answers, FACTS)
        if question is not None:
            value = data.draw(values(question))
            self.given[question.id] = value
            self._goes_on(reply(SURVEY, self.answers, FACTS, render(question, value, language), language).answers)

    @rule(name=IDS, raw=ANYTHING)
    def types_something_and_leaves(self, name: str, raw: str) -> None:
        saved = save(SURVEY, self.answers, FACTS, {name: [raw]}, "en")
        for changed in saved.changed:
            self.given[changed] = saved.answers[changed]
        self._goes_on(saved.answers)

    def _goes_on(self, answers: Answers) -> None:
        self.answers = json.loads(json.dumps(answers))  # as a row in between does
        self.given = {name: value for name, value in self.given.items() if name in answers}

    @invariant()
    def answers_equal_the_record(self) -> None:
        assert self.answers == self.given

    @invariant()
    def every_answer_counts(self) -> None:
        assert self.answers == on_path(SURVEY, self.answers, FACTS)

    @invariant()
    def the_next_question_is_the_first_open_one(self) -> None:
        still_open = unanswered(SURVEY, self.answers, FACTS)
        waiting = next_question(SURVEY, self.answers, FACTS)
        assert waiting == (still_open[0] if still_open else None)
        assert next_page(SURVEY, self.answers, FACTS) == (waiting.id if waiting else None)

    @invariant()
    def every_page_can_be_shown(self) -> None:
        page = view(SURVEY, self.answers, FACTS, "ar")
        assert page.questions and 0 < page.position <= page.total

    @invariant()
    def what_must_be_answered_is_not_skipped(self) -> None:
        assert self.answers.get("satisfied") != SKIPPED


TestRespondent = Respondent.TestCase
TestRespondent.settings = settings(examples(40), stateful_step_count=25)
