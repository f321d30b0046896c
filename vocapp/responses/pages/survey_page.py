"""The answer link: `/s/{token}`. A GET shows and never records; a POST hears and sends the browser on."""

from typing import Any, Final

from litestar import Request, get, post
from litestar.response.base import ASGIResponse

from vocapp import clock
from vocapp.catalogue.published import brand, survey_version
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import TOKEN
from vocapp.http.problem_json import not_found
from vocapp.invitations import lifecycle
from vocapp.responses.apply_form import FormResult, language_of, stands, time_left
from vocapp.responses.click_metrics import TRAPPED, UNCONFIRMED
from vocapp.responses.close_stage import set_aside
from vocapp.responses.invitation_status import MAY_ANSWER, InvitationStatus
from vocapp.responses.load_invitation import SurveyInvitation
from vocapp.responses.pages import respondent_pages
from vocapp.responses.pages.form_body import form_of
from vocapp.responses.pages.form_parser import BACK, LANGUAGE, PAGE, SAVE, Fields, last, read
from vocapp.responses.pages.page_context import PageContext
from vocapp.responses.pages.raw_response import go, html, nothing
from vocapp.responses.submit import FormSubmitter
from vocapp.tokens import TokenPurpose

AnyRequest = Request[Any, Any, Any]
REFUSED: Final = {InvitationStatus.EXPIRED: 410, InvitationStatus.FINAL: 409, InvitationStatus.NOT_ME: 409}


class AnswerLink:
    """What `/s/{token}` does, for one house."""

    def __init__(self, registry: Registry, hearing: FormSubmitter) -> None:
        self._house = registry
        self._hearing = hearing

    async def show(self, request: AnyRequest, token: str) -> ASGIResponse:
        """The page that the ask stands at."""
        fields = read(request.scope["query_string"])
        sheet = await self.sheet(token, fields)
        found = stands(sheet.asked, sheet.survey, clock.now())
        if found in MAY_ANSWER and (found is InvitationStatus.OPEN or PAGE in fields):
            if fields.keys() & sheet.survey.by_id.keys():
                UNCONFIRMED.inc()
            return html(request, respondent_pages.question_page(sheet, fields))
        return html(request, _closed(sheet, found), 410 if found is InvitationStatus.EXPIRED else 200)

    async def hear(self, request: AnyRequest, token: str) -> ASGIResponse:
        """Take a form, and send the browser to the next page; 422 with the same page where something is refused."""
        fields = await form_of(request)
        heard = await self._hearing.hear(token, fields)
        if heard is None:
            raise not_found()
        asked, taken = heard
        if taken.submission is None:
            sheet = await self._sheet_of(token, asked, taken.language)
            return html(request, _closed(sheet, taken.standing), REFUSED[taken.standing])
        if SAVE in fields:
            return nothing()
        if taken.submission.errors and BACK not in fields:
            sheet = await self._sheet_of(token, asked, taken.language)
            return html(request, respondent_pages.question_page(sheet, fields, taken.submission), 422)
        return go(_next(token, asked, taken, fields))

    async def not_meant(self, asked: SurveyInvitation) -> None:
        """Whoever holds the link is not the customer: no more is asked of him, and his answers count for nobody."""
        async with DB.transaction():
            await lifecycle.not_me(asked.id)
            await set_aside(self._house, asked.id)

    async def sheet(self, token: str, fields: Fields) -> PageContext:
        """What is needed to show anything of this ask; 404 for a token that nobody was given."""
        asked = await self._hearing.asked(token)
        if asked is None:
            raise not_found()
        survey = await survey_version(asked.survey_version_id)
        return await self._sheet_of(token, asked, language_of(asked, survey, fields))

    async def _sheet_of(self, token: str, asked: SurveyInvitation, language: str) -> PageContext:
        stop = self._house.keys.token(TokenPurpose.OPT_OUT, asked.id, asked.generation, asked.key_id)
        return PageContext(
            asked=asked,
            survey=await survey_version(asked.survey_version_id),
            look=await brand(asked.brand_id),
            language=language,
            address=f"/s/{token}",
            stop_address=f"/o/{stop}",
        )


def routes(link: AnswerLink) -> list[Any]:
    """The handlers of the answer link."""

    @get("/s/{token:str}", opt=TOKEN.opt)
    async def show_survey(request: AnyRequest) -> ASGIResponse:
        return await link.show(request, request.path_params["token"])

    @post("/s/{token:str}", opt=TOKEN.opt)
    async def hear_answers(request: AnyRequest) -> ASGIResponse:
        return await link.hear(request, request.path_params["token"])

    @get("/s/{token:str}/more", opt=TOKEN.opt)
    async def trap_scanner(request: AnyRequest) -> ASGIResponse:
        TRAPPED.inc()
        return go(f"/s/{request.path_params['token']}")

    return [show_survey, hear_answers, trap_scanner]


def _next(token: str, asked: SurveyInvitation, taken: FormResult, fields: Fields) -> str:
    kept = taken.language if taken.write else asked.spoken or asked.language
    query = [] if kept == taken.language else [f"{LANGUAGE}={taken.language}"]
    back = last(fields, BACK)
    if back and back.isascii() and back.isidentifier():
        query.append(f"{PAGE}={back}")
    return f"/s/{token}" + ("?" + "&".join(query) if query else "")


def _closed(sheet: PageContext, found: InvitationStatus) -> bytes:
    match found:
        case InvitationStatus.COMPLETE | InvitationStatus.FINAL:
            return respondent_pages.thanks_page(sheet, time_left(sheet.asked, sheet.survey, clock.now()))
        case InvitationStatus.EXPIRED:
            return respondent_pages.ended_page(sheet)
        case InvitationStatus.DECLINED:
            return respondent_pages.declined_page(sheet)
    return respondent_pages.not_me_done_page(sheet)
