"""Pages "this was not me" and "I do not want to answer". GET shows the question, POST records it."""

from typing import Any

from litestar import Request, get, post
from litestar.response.base import ASGIResponse

from vocapp.database import DB
from vocapp.http.access import TOKEN
from vocapp.invitations import lifecycle
from vocapp.responses.pages import respondent_pages
from vocapp.responses.pages.form_body import read_form_body
from vocapp.responses.pages.form_parser import parse_query
from vocapp.responses.pages.raw_response import html
from vocapp.responses.pages.survey_page import AnswerLink

AnyRequest = Request[Any, Any, Any]


def routes(link: AnswerLink) -> list[Any]:
    """The handlers of both pages."""

    @get("/s/{token:str}/not-me", opt=TOKEN.opt)
    async def ask_not_me(request: AnyRequest) -> ASGIResponse:
        context = await link.context(request.path_params["token"], parse_query(request.scope["query_string"]))
        return html(request, respondent_pages.not_me_page(context))

    @post("/s/{token:str}/not-me", opt=TOKEN.opt)
    async def say_not_me(request: AnyRequest) -> ASGIResponse:
        context = await link.context(request.path_params["token"], await read_form_body(request))
        await link.mark_not_me(context.invitation)
        return html(request, respondent_pages.not_me_done_page(context))

    @get("/s/{token:str}/decline", opt=TOKEN.opt)
    async def ask_decline(request: AnyRequest) -> ASGIResponse:
        context = await link.context(request.path_params["token"], parse_query(request.scope["query_string"]))
        return html(request, respondent_pages.decline_page(context))

    @post("/s/{token:str}/decline", opt=TOKEN.opt)
    async def say_decline(request: AnyRequest) -> ASGIResponse:
        context = await link.context(request.path_params["token"], await read_form_body(request))
        async with DB.transaction():
            await lifecycle.decline(context.invitation.id)
        return html(request, respondent_pages.declined_page(context))

    return [ask_not_me, say_not_me, ask_decline, say_decline]
