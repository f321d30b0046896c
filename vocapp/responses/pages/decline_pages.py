"""The ways out of a survey: "this was not me" and "I do not want to answer". A GET asks, a POST does."""

from typing import Any

from litestar import Request, get, post
from litestar.response.base import ASGIResponse

from vocapp.database import DB
from vocapp.http.access import TOKEN
from vocapp.invitations import lifecycle
from vocapp.responses.pages import respondent_pages
from vocapp.responses.pages.form_body import form_of
from vocapp.responses.pages.form_parser import read
from vocapp.responses.pages.raw_response import html
from vocapp.responses.pages.survey_page import AnswerLink

AnyRequest = Request[Any, Any, Any]


def routes(link: AnswerLink) -> list[Any]:
    """The handlers of the two ways out."""

    @get("/s/{token:str}/not-me", opt=TOKEN.opt)
    async def ask_not_me(request: AnyRequest) -> ASGIResponse:
        sheet = await link.sheet(request.path_params["token"], read(request.scope["query_string"]))
        return html(request, respondent_pages.not_me_page(sheet))

    @post("/s/{token:str}/not-me", opt=TOKEN.opt)
    async def say_not_me(request: AnyRequest) -> ASGIResponse:
        sheet = await link.sheet(request.path_params["token"], await form_of(request))
        await link.not_meant(sheet.asked)
        return html(request, respondent_pages.not_me_done_page(sheet))

    @get("/s/{token:str}/decline", opt=TOKEN.opt)
    async def ask_decline(request: AnyRequest) -> ASGIResponse:
        sheet = await link.sheet(request.path_params["token"], read(request.scope["query_string"]))
        return html(request, respondent_pages.decline_page(sheet))

    @post("/s/{token:str}/decline", opt=TOKEN.opt)
    async def say_decline(request: AnyRequest) -> ASGIResponse:
        sheet = await link.sheet(request.path_params["token"], await form_of(request))
        async with DB.transaction():
            await lifecycle.declined(sheet.asked.id)
        return html(request, respondent_pages.declined_page(sheet))

    return [ask_not_me, say_not_me, ask_decline, say_decline]
