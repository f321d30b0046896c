"""Body of a survey form, read directly from the connection: the framework's own way takes as long as the answer."""

from typing import Any

from litestar import Request

from vocapp.http.app_options import PAGE_BYTES
from vocapp.http.problem_json import RequestError
from vocapp.responses.pages.form_parser import MEDIA_TYPE, Fields, SurveyFormError, parse_form

AnyRequest = Request[Any, Any, Any]


async def read_form_body(request: AnyRequest) -> Fields:
    """The fields of the form; RequestError 413, 415 or 400 for one that is too long, of another type or unreadable."""
    kind = header(request.scope, b"content-type") or MEDIA_TYPE
    if kind.partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise RequestError(415, f"The form must be sent as {MEDIA_TYPE}.")
    try:
        return parse_form(await _body(request))
    except SurveyFormError as failure:
        raise RequestError(400, f"The form cannot be read: {failure}.") from failure


def header(scope: Any, name: bytes) -> str:
    """One header, without building a mapping of all."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _body(request: AnyRequest) -> bytes:
    body, more = b"", True
    while more:
        message: Any = await request.receive()
        if message["type"] == "http.disconnect":
            raise RequestError(400, "The connection was closed before the body had come.")
        body += message["body"]
        if len(body) > PAGE_BYTES:
            raise RequestError(413)
        more = message["more_body"]
    return body
