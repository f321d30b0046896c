"""Properties of every survey, every reply and every order of replies."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.questionnaire.strategies import ANYTHING, values
from tests.questionnaire.tiny import SHIPPED_NAMES, shipped, tiny
from vocapp.questionnaire.conversation import Limits, reply
from vocapp.questionnaire.definition import Question, Questionnaire
from vocapp.questionnaire.engine_texts import LANGUAGES
from vocapp.questionnaire.pages import submit, view
from vocapp.questionnaire.parse_answer import AnswerError, parse
from vocapp.questionnaire.parse_number import read_number
from vocapp.questionnaire.path import next_question, on_path, path
from vocapp.questionnaire.values import Answers, Facts, Value
from vocapp.questionnaire.wording import explain, render, show_number

EVERY_KIND = tiny("every_kind")
SURVEYS = [EVERY_KIND, tiny("chain"), tiny("low_score_why"), *(shipped(name) for name in SHIPPED_NAMES)]
LOCALES = st.sampled_from([*LANGUAGES, "en-US", "de-AT"])
FACTS = st.fixed_dictionaries(
    {}, optional={"customer.tier": st.sampled_from(["gold", None]), "programme.nps": st.booleans(), "agent": st.text()}
)


@given(st.sampled_from(EVERY_KIND.questions), ANYTHING, LOCALES)
def test_any_reply_is_a_storable_answer_or_an_error_with_a_sentence(question: Question, raw: str, locale: str) -> None:
    try:
        value = parse(question, raw, locale)
    except AnswerError as error:
        assert "{" not in explain(error, locale[:2])
        return
    stored = json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    assert json.loads(stored) == value
    assert "\\u0000" not in json.dumps(value)


@given(st.data(), st.sampled_from(EVERY_KIND.questions), st.sampled_from(LANGUAGES))
def test_an_answer_rendered_as_text_parses_to_the_same_answer(
    data: st.DataObject, question: Question, language: str
) -> None:
    value = data.draw(values(question))
    assert parse(question, render(question, value, language), language) == value


@given(st.decimals(-1e9, 1e9, places=3).map(float), LOCALES)
def test_a_number_shown_is_the_number_read(number: float, locale: str) -> None:
    assert read_number(show_number(number, locale), locale) == number


@st.composite
def answered(draw: st.DrawFn, survey: Questionnaire) -> dict[str, Value]:
    """Answers to some of the questions, whether they are on the path or not."""
    chosen = draw(st.lists(st.sampled_from(survey.questions), unique_by=lambda question: question.id))
    return {question.id: draw(values(question)) for question in chosen}


@pytest.mark.parametrize("survey", SURVEYS, ids=lambda survey: survey.id)
@given(st.data(), FACTS)
def test_the_path_depends_on_the_answers_that_are_on_it_and_on_nothing_else(
    survey: Questionnaire, data: st.DataObject, facts: Facts
) -> None:
    answers = data.draw(answered(survey))
    kept = on_path(survey, answers, facts)
    walked = path(survey, answers, facts)
    assert path(survey, dict(reversed(answers.items())), facts) == walked == path(survey, kept, facts)
    assert on_path(survey, kept, facts) == kept
    assert set(kept) == {question.id for question in walked} & set(answers)
    assert [question for question in survey.questions if question in walked] == list(walked)


@given(st.data(), FACTS, st.integers(0, 12))
def test_a_channel_never_has_more_questions_than_its_limit(data: st.DataObject, facts: Facts, limit: int) -> None:
    answers: dict[str, Value] = {}
    asked = 0
    while (question := next_question(EVERY_KIND, answers, facts, limit)) is not None:
        answers = on_path(EVERY_KIND, answers | {question.id: data.draw(values(question))}, facts)
        asked += 1
    assert asked <= limit
    assert len(answers) == min(limit, len(path(EVERY_KIND, answers, facts)))


@pytest.mark.parametrize("survey", [EVERY_KIND, shipped("post_contact"), shipped("delivery")], ids=lambda one: one.id)
@given(st.data(), FACTS, st.sampled_from(LANGUAGES))
def test_pages_and_conversations_come_to_the_same_answers(
    survey: Questionnaire, data: st.DataObject, facts: Facts, language: str
) -> None:
    by_turn: Answers = {}
    by_page: Answers = {}
    while (question := next_question(survey, by_turn, facts)) is not None:
        raw = render(question, data.draw(values(question)), language)
        turn = reply(survey, by_turn, facts, raw, language)
        sent = submit(survey, by_page, facts, {question.id: [raw]}, language, question.id)
        assert sent.page == (turn.question_id or None)
        by_turn, by_page = turn.answers, sent.answers
    assert by_turn == by_page == on_path(survey, by_turn, facts)


@given(
    st.lists(st.tuples(st.sampled_from([q.id for q in EVERY_KIND.questions]), ANYTHING), max_size=12), FACTS, LOCALES
)
def test_any_form_is_taken_without_a_crash_and_shown_again(
    fields: list[tuple[str, str]], facts: Facts, locale: str
) -> None:
    form: dict[str, list[str]] = {}
    for name, raw in fields:
        form.setdefault(name, []).append(raw)
    sent = submit(EVERY_KIND, {}, facts, form, locale, "recommend")
    shown = view(EVERY_KIND, sent.answers, facts, locale, sent.page, sent)
    assert dict(shown.errors).keys() <= sent.errors.keys()
    assert sent.answers == on_path(EVERY_KIND, sent.answers, facts)


@given(st.lists(ANYTHING, max_size=15), FACTS, LOCALES, st.builds(Limits, max_choices=st.integers(0, 12)))
def test_any_conversation_ends_without_a_crash(replies: list[str], facts: Facts, locale: str, limits: Limits) -> None:
    answers: Answers = {}
    unclear = 0
    for raw in replies:
        turn = reply(EVERY_KIND, answers, facts, raw, locale, limits, unclear)
        unclear = unclear + 1 if turn.state == "unclear" else 0
        assert turn.texts and all(turn.texts)
        assert set(turn.changed).isdisjoint(turn.dropped)
        answers = turn.answers
    assert answers == on_path(EVERY_KIND, answers, facts)
