"""Answer link `/s/{token}`: GET shows and never records; POST submits and redirects."""

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
from vocapp.responses.apply_form import FormResult, correction_time_left, language_of, status_of
from vocapp.responses.click_metrics import TRAPPED, UNCONFIRMED
from vocapp.responses.close_stage import exclude_response
from vocapp.responses.invitation_status import MAY_ANSWER, InvitationStatus
from vocapp.responses.load_invitation import SurveyInvitation
from vocapp.responses.pages import respondent_pages
from vocapp.responses.pages.form_body import read_form_body
from vocapp.responses.pages.form_parser import BACK, LANGUAGE, PAGE, SAVE, Fields, last_value, parse_query
from vocapp.responses.pages.page_context import PageContext
from vocapp.responses.pages.raw_response import html, no_content, redirect
from vocapp.responses.submit import FormSubmitter
from vocapp.tokens import TokenPurpose

AnyRequest = Request[Any, Any, Any]
REFUSED: Final = {InvitationStatus.EXPIRED: 410, InvitationStatus.FINAL: 409, InvitationStatus.NOT_ME: 409}


class AnswerLink:
    """The handlers of `/s/{token}`."""

    def __init__(self, registry: Registry, submitter: FormSubmitter) -> None:
        self._registry = registry
        self._submitter = submitter

    async def show(self, request: AnyRequest, token: str) -> ASGIResponse:
        """The current page of the invitation."""
        fields = parse_query(request.scope["query_string"])
        context = await self.context(token, fields)
        found = status_of(context.invitation, context.survey, clock.now())
        if found in MAY_ANSWER and (found is InvitationStatus.OPEN or PAGE in fields):
            if fields.keys() & context.survey.by_id.keys():
                UNCONFIRMED.inc()
            return html(request, respondent_pages.question_page(context, fields))
        return html(request, _closed_page(context, found), 410 if found is InvitationStatus.EXPIRED else 200)

    async def submit(self, request: AnyRequest, token: str) -> ASGIResponse:
        """Takes a form and redirects to the next page; 422 with the same page and its errors."""
        fields = await read_form_body(request)
        submitted = await self._submitter.submit(token, fields)
        if submitted is None:
            raise not_found()
        invitation, result = submitted
        if result.submission is None:
            context = await self._context_of(token, invitation, result.language)
            return html(request, _closed_page(context, result.status), REFUSED[result.status])
        if SAVE in fields:
            return no_content()
        if result.submission.errors and BACK not in fields:
            context = await self._context_of(token, invitation, result.language)
            return html(request, respondent_pages.question_page(context, fields, result.submission), 422)
        return redirect(_next(token, invitation, result, fields))

    async def mark_not_me(self, invitation: SurveyInvitation) -> None:
        """The reader is not the customer: no further questions, and their answers do not count."""
        async with DB.transaction():
            await lifecycle.mark_not_me(invitation.id)
            await exclude_response(self._registry, invitation.id)

    async def context(self, token: str, fields: Fields) -> PageContext:
        """The context of any page of this invitation; 404 for an unknown token."""
        invitation = await self._submitter.find(token)
        if invitation is None:
            raise not_found()
        survey = await survey_version(invitation.survey_version_id)
        return await self._context_of(token, invitation, language_of(invitation, survey, fields))

    async def _context_of(self, token: str, invitation: SurveyInvitation, language: str) -> PageContext:
        stop = self._registry.keys.token(TokenPurpose.OPT_OUT, invitation.id, invitation.generation, invitation.key_id)
        return PageContext(
            invitation=invitation,
            survey=await survey_version(invitation.survey_version_id),
            look=await brand(invitation.brand_id),
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
        return await link.submit(request, request.path_params["token"])

    @get("/s/{token:str}/more", opt=TOKEN.opt)
    async def trap_scanner(request: AnyRequest) -> ASGIResponse:
        TRAPPED.inc()
        return redirect(f"/s/{request.path_params['token']}")

    return [show_survey, hear_answers, trap_scanner]


def _next(token: str, invitation: SurveyInvitation, result: FormResult, fields: Fields) -> str:
    kept = result.language if result.write else invitation.spoken or invitation.language
    query = [] if kept == result.language else [f"{LANGUAGE}={result.language}"]
    back = last_value(fields, BACK)
    if back and back.isascii() and back.isidentifier():
        query.append(f"{PAGE}={back}")
    return f"/s/{token}" + ("?" + "&".join(query) if query else "")


def _closed_page(context: PageContext, found: InvitationStatus) -> bytes:
    match found:
        case InvitationStatus.COMPLETE | InvitationStatus.FINAL:
            return respondent_pages.thanks_page(
                context,
                correction_time_left(
                    context.invitation,
                    context.survey,
                    clock.now(),
                ),
            )
        case InvitationStatus.EXPIRED:
            return respondent_pages.ended_page(context)
        case InvitationStatus.DECLINED:
            return respondent_pages.declined_page(context)
    return respondent_pages.not_me_done_page(context)
