"""The survey as a conversation, by text message, chat or phone: one question, one reply.

The caller keeps the answers, and how many replies in a row were not understood; nothing else. Stop words are checked
before a reply gets here.
"""

from typing import Final, Literal, NamedTuple

from msgspec import Struct

from vocapp.questionnaire.answer_words import DECLINE
from vocapp.questionnaire.definition import SCALE_KINDS, Question, Questionnaire, Style
from vocapp.questionnaire.engine_texts import engine_text
from vocapp.questionnaire.normalise_text import LONGEST_SHORT_ANSWER, plain
from vocapp.questionnaire.parse_answer import AnswerError, parse, refusal
from vocapp.questionnaire.parse_number import leading_number
from vocapp.questionnaire.parse_yes_no import yes_or_no_and_more
from vocapp.questionnaire.path import next_question, on_path, path, unanswered
from vocapp.questionnaire.prompts import ReplyChoice, choices_offered, prompt
from vocapp.questionnaire.values import Answers, Facts, Value
from vocapp.questionnaire.wording import choose_language, explain, text_for, thanks_for

State = Literal["asking", "unclear", "partial", "done", "declined"]
"""asking: a question is open; unclear: the same question is asked once more; partial: not understood twice; done: the
end is reached; declined: the respondent does not want to answer. The last three close the conversation."""

RE_ASKS: Final = 1
_REMARK_WORDS: Final = 2  # "5 thanks" is a five; "5 great agent" is a five and a comment


class Limits(Struct, frozen=True):
    """The capabilities of a channel that decide how questions are put."""

    style: Style = "short"
    max_questions: int | None = None  # None: all of them
    max_choices: int = 0  # longer lists are answered by a typed number; 0: the channel has no buttons
    max_label: int = 20  # characters on a button


TEXT_MESSAGE: Final = Limits()


class ConversationTurn(Struct, frozen=True, kw_only=True):
    answers: dict[str, Value]  # all that count
    state: State
    texts: tuple[str, ...] = ()  # what to say, in this order
    question_id: str | None = None  # the open question
    choices: tuple[ReplyChoice, ...] = ()  # buttons; pressing one replies with its value
    changed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    remark: str = ""  # words beside the answer that no text question took
    more: int = 0  # at the end: open questions that this channel does not ask; offer them by link


def open_conversation(
    questionnaire: Questionnaire, answers: Answers, facts: Facts, language: str, limits: Limits = TEXT_MESSAGE
) -> ConversationTurn:
    """The first turn: the intro (unless the respondent has already begun elsewhere) and the question to ask."""
    talk = _Talk(questionnaire, facts, choose_language(questionnaire, language), limits)
    kept = on_path(questionnaire, answers, facts)
    intro = text_for(questionnaire.intro, talk.language, limits.style, facts)
    return talk.ask(kept, kept, said=() if kept else (intro,))


def reply(
    questionnaire: Questionnaire,
    answers: Answers,
    facts: Facts,
    raw: str,
    language: str,
    limits: Limits = TEXT_MESSAGE,
    unclear_before: int = 0,
) -> ConversationTurn:
    """The turn after a reply to the open question.

    `unclear_before`: how many replies to this question were not understood. After one more the conversation is partial.
    """
    talk = _Talk(questionnaire, facts, choose_language(questionnaire, language), limits)
    kept = on_path(questionnaire, answers, facts)
    question = next_question(questionnaire, kept, facts, limits.max_questions)
    if question is None:
        return talk.ask(kept, kept)
    if _declines(question, raw):
        return ConversationTurn(answers=kept, state="declined", texts=(engine_text("declined", talk.language),))
    try:
        value, remark = _understood(question, raw, language)
    except AnswerError as error:
        return talk.ask_again(question, kept, error, unclear_before)
    after = on_path(questionnaire, kept | {question.id: value}, facts)
    if len(remark.split()) >= _REMARK_WORDS:
        after, remark = _with_remark(questionnaire, after, facts, remark, language)
    return talk.ask(kept, after, remark=remark)


class _Talk(NamedTuple):
    questionnaire: Questionnaire
    facts: Facts
    language: str
    limits: Limits

    def ask(
        self, before: dict[str, Value], after: dict[str, Value], said: tuple[str, ...] = (), remark: str = ""
    ) -> ConversationTurn:
        """The turn with the next question, or with the thanks."""
        question = next_question(self.questionnaire, after, self.facts, self.limits.max_questions)
        choices = self._choices(question) if question else ()
        return ConversationTurn(
            answers=after,
            state="asking" if question else "done",
            texts=(*said, self._prompt(question, choices) if question else self._thanks(after)),
            question_id=question.id if question else None,
            choices=choices,
            changed=tuple(name for name, value in after.items() if before.get(name) != value),
            dropped=tuple(name for name in before if name not in after),
            remark=remark,
            more=0 if question else len(unanswered(self.questionnaire, after, self.facts)),
        )

    def ask_again(
        self, question: Question, answers: dict[str, Value], error: AnswerError, unclear_before: int
    ) -> ConversationTurn:
        if unclear_before >= RE_ASKS:
            return ConversationTurn(answers=answers, state="partial", texts=(engine_text("partial", self.language),))
        choices = self._choices(question)
        return ConversationTurn(
            answers=answers,
            state="unclear",
            texts=(explain(error, self.language), self._prompt(question, choices)),
            question_id=question.id,
            choices=choices,
        )

    def _choices(self, question: Question) -> tuple[ReplyChoice, ...]:
        return choices_offered(question, self.language, self.limits.max_choices, self.limits.max_label)

    def _prompt(self, question: Question, choices: tuple[ReplyChoice, ...]) -> str:
        return prompt(question, self.language, self.limits.style, self.facts, choices)

    def _thanks(self, answers: dict[str, Value]) -> str:
        thanks = thanks_for(self.questionnaire, answers, self.facts)
        return text_for(thanks, self.language, self.limits.style, self.facts)


def _declines(question: Question, raw: str) -> bool:
    """Whether the reply ends the survey.

    "No thanks" does, except as an answer to "may we contact you?" or to a text question.
    """
    if question.kind in ("text", "contact_me") or len(raw) > LONGEST_SHORT_ANSWER:
        return False
    return plain(raw) in DECLINE


def _understood(question: Question, raw: str, locale: str) -> tuple[Value, str]:
    """The answer, and the words beside it: (9, "great agent") for "9 great agent". An empty reply is not understood."""
    if not raw.strip():
        raise refusal(question)
    try:
        return parse(question, raw, locale), ""
    except AnswerError:
        head, remark = _head(question, raw)
        if not head:
            raise
        return parse(question, head, locale), remark


def _head(question: Question, raw: str) -> tuple[str, str]:
    if question.kind in SCALE_KINDS:
        return leading_number(raw) or ("", "")
    found = yes_or_no_and_more(raw) if question.kind == "yes_no" else None
    if found is None or not found[2]:  # "no problem" is neither; "no, it still fails" is a no
        return "", ""
    return ("yes" if found[0] else "no"), found[1]


def _with_remark(
    questionnaire: Questionnaire, answers: dict[str, Value], facts: Facts, remark: str, locale: str
) -> tuple[dict[str, Value], str]:
    """The answers with the words that came beside an answer.

    They become the answer to the first open text question, which is then not asked. A second remark is appended. A
    question that asks for praise takes no remark.
    """
    for question in path(questionnaire, answers, facts):
        if question.kind == "text" and question.asks != "praise":
            before = answers.get(question.id)
            words = f"{before}\n{remark}" if isinstance(before, str) else remark
            try:
                return answers | {question.id: parse(question, words, locale)}, ""
            except AnswerError:
                break
    return answers, remark
