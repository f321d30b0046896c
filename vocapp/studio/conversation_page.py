"""`/app/surveys/{slug}/conversation`: a survey tried as text messages or on the phone. Nothing is stored.

The replies so far are in the address, so that back, reload and a link to a colleague work as expected.
"""

from typing import Final, NamedTuple

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.problem_json import not_found
from vocapp.questionnaire import conversation
from vocapp.questionnaire.conversation import ConversationTurn, Limits
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.values import Facts
from vocapp.questionnaire.wording import choose_language, reading_direction
from vocapp.responses.pages.page_context import language_name
from vocapp.responses.pages.survey_list import current_survey
from vocapp.ui.page_response import AnyRequest, staff_page

READERS: Final = staff(Role.LEAD, Role.ANALYST)
LONGEST, MOST = 500, 40
STYLES: Final = {
    "short": Limits(style="short", max_questions=3),
    "spoken": Limits(style="spoken", max_questions=3),
    "chat": Limits(style="short", max_choices=10),
}
FACTS: Final[Facts] = {"brand": "Alderway", "agent": "Sam", "contact.channel": "web_chat", "programme.nps": True}


class ChatBubble(NamedTuple):
    """One bubble: a text of ours or of the customer."""

    text: str
    is_ours: bool


def run_conversation(
    survey: Questionnaire, replies: list[str], language: str, limits: Limits
) -> tuple[list[ChatBubble], ConversationTurn]:
    """The whole conversation with these replies, and its last turn."""
    turn, unclear = conversation.open_conversation(survey, {}, FACTS, language, limits), 0
    said = [ChatBubble(text, is_ours=True) for text in turn.texts]
    for reply in replies:
        if turn.state not in ("asking", "unclear"):
            break
        said.append(ChatBubble(reply, is_ours=False))
        turn = conversation.reply(survey, turn.answers, FACTS, reply, language, limits, unclear)
        unclear = unclear + 1 if turn.state == "unclear" else 0
        said += [ChatBubble(text, is_ours=True) for text in turn.texts]
    return said, turn


@get("/app/surveys/{slug:str}/conversation", opt=READERS.opt)
async def conversation_page(
    request: AnyRequest, registry: NamedDependency[Registry], slug: FromPath[str]
) -> Response[str]:
    """The conversation so far, and the field for the next reply."""
    survey = await current_survey(slug)
    if survey is None:
        raise not_found()
    query = request.query_params
    language = choose_language(survey, query.get("lang", actor_of(request).language))
    style = query.get("style", "short")
    replies = [reply[:LONGEST] for reply in query.getall("say", [])][:MOST]
    said, turn = run_conversation(survey, replies, language, STYLES.get(style, STYLES["short"]))
    return staff_page(
        request,
        registry,
        "studio/conversation.html",
        survey=survey,
        replies=replies,
        said=said,
        turn=turn,
        spoken=language,
        reads=reading_direction(language),
        style=style if style in STYLES else "short",
        own_name=language_name,
        is_open=turn.state in ("asking", "unclear"),
    )
