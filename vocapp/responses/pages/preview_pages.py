"""Pages /app/surveys and /app/surveys/{slug}/preview. Both only read."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from vocapp import clock
from vocapp.catalogue.published import brands
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.problem_json import RequestError, not_found
from vocapp.questionnaire.wording import choose_language
from vocapp.responses.pages.form_parser import SurveyFormError, parse_query
from vocapp.responses.pages.page_context import language_name
from vocapp.responses.pages.preview import preview
from vocapp.responses.pages.raw_response import html
from vocapp.responses.pages.survey_list import current_survey, published_surveys
from vocapp.ui.page_response import AnyRequest, reader_of, staff_page

PATH: Final = "/app/surveys"
READERS: Final = staff(Role.LEAD, Role.ANALYST)


@get(PATH, opt=READERS.opt)
async def surveys_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Every published survey, with a link to its preview."""
    language = actor_of(request).language
    return staff_page(
        request,
        registry,
        "responses/surveys.html",
        surveys=await published_surveys(),
        spoken=lambda survey: choose_language(survey, language),
        own_name=language_name,
    )


@get(PATH + "/{slug:str}/preview", opt=READERS.opt)
async def preview_page(request: AnyRequest, slug: FromPath[str]) -> ASGIResponse:
    """The survey page of the current version, for the answers in the address."""
    survey = await current_survey(slug)
    if survey is None:
        raise not_found()
    looks = await brands()
    if not looks:
        raise RequestError(409, "No brand is published yet. Run: vocapp surveys publish --all")
    try:
        fields = parse_query(request.scope["query_string"])
    except SurveyFormError as failure:
        raise RequestError(400, f"The form cannot be read: {failure}.") from failure
    address = f"{PATH}/{survey.id}/preview"
    page, status = preview(survey, looks, fields, clock.now(), address, reader_of(actor_of(request)))
    return html(request, page, status)


ROUTES = (surveys_page, preview_page)
