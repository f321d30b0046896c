"""Exception handler: every failure becomes an answer that shows nothing of the inside."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import asyncpg
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, MethodNotAllowedException, ValidationException

from vocapp.database import NotOpenError, PoolBusyError
from vocapp.faults import Fault
from vocapp.http.fault_texts import field_error
from vocapp.http.problem_json import (
    MEDIA_TYPE,
    RequestError,
    SignInNeededError,
    encoded,
    parameter_error,
    problem,
)
from vocapp.processes.parser_pool import ParsersBusyError
from vocapp.processes.worker_process import ProcessEndedError
from vocapp.shape_faults import shape_fault, show

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LOGIN = "/app/login"
PROGRAMS = ("/api/", "/in/")

# Failures where a retry may succeed: a database that stopped, is out of resources or rolled back for another
# transaction; child processes that are busy, or that end with the service.
AWAY = (
    PoolBusyError,
    NotOpenError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.InternalClientError,
    OSError,
    ParsersBusyError,
    ProcessEndedError,
)
UNSTORABLE = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError, UnicodeEncodeError)
DISCONNECTED = "client disconnected prematurely"

log = logging.getLogger(__name__)

ErrorPage = Callable[[Request[Any, Any, Any], RequestError], str]


class AnsweredError(Exception):
    """A guard answers in place of the handler."""

    def __init__(self, response: Response[Any]) -> None:
        super().__init__(response.status_code)
        self.response = response


def exception_handler(page: ErrorPage) -> Callable[[Request[Any, Any, Any], Exception], Response[Any]]:
    """The one exception handler: problem+json under /api and /in, elsewhere the page that `page` makes."""

    def answer(request: Request[Any, Any, Any], failure: Exception) -> Response[Any]:
        if isinstance(failure, AnsweredError):
            return failure.response
        refusal = to_request_error(request, failure)
        instance = str(request.scope.get("request_id", ""))
        if refusal.status >= 500:
            _log(refusal, failure)
        if isinstance(failure, MethodNotAllowedException):
            refusal.headers["allow"] = ", ".join(_allowed(request))
        if request.scope["path"].startswith(PROGRAMS):
            body = encoded(problem(refusal, instance))
            return Response(body, status_code=refusal.status, headers=refusal.headers, media_type=MEDIA_TYPE)
        if isinstance(refusal, SignInNeededError) and request.method == "GET":
            return Response(b"", status_code=303, headers={"location": login_address(request)})
        text = page(request, refusal)
        return Response(text, status_code=refusal.status, headers=refusal.headers, media_type=MediaType.HTML)

    return answer


def login_address(request: Request[Any, Any, Any]) -> str:
    """The login page, which returns to the requested page after signing in."""
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["path"] + (f"?{query}" if query else "")
    return LOGIN if path == "/app" else f"{LOGIN}?next={quote(path, safe='')}"


def to_request_error(request: Request[Any, Any, Any], failure: Exception) -> RequestError:
    """The RequestError that stands for `failure`."""
    if isinstance(failure, RequestError):
        return failure
    if isinstance(failure, ValidationException):
        return _of_parameters(request, failure)
    if isinstance(failure, HTTPException):
        if failure.detail == DISCONNECTED:
            return RequestError(400, code="body.incomplete")
        return RequestError(failure.status_code, headers=failure.headers)
    if isinstance(failure, UNSTORABLE):
        return RequestError(422, code="text.unstorable")
    if isinstance(failure, AWAY) or _is_closed(failure):
        return RequestError(503, headers={"retry-after": "1" if isinstance(failure, PoolBusyError) else "5"})
    return RequestError(500)


def _is_closed(failure: Exception) -> bool:
    # asyncpg says InterfaceError both for a closed connection and for our own mistakes.
    return isinstance(failure, asyncpg.InterfaceError) and any(word in str(failure) for word in ("closed", "closing"))


def _of_parameters(request: Request[Any, Any, Any], failure: ValidationException) -> RequestError:
    extra: list[Any] = failure.extra if isinstance(failure.extra, list) else []
    if any(e.get("source") == "body" for e in extra):
        return RequestError(422, errors=[field_error(Fault.of("body.required", "#"))])
    return parameter_error(*(field_error(_fault_of(request, e), str(e.get("key", ""))) for e in extra))


def _fault_of(request: Request[Any, Any, Any], extra: dict[str, Any]) -> Fault:
    """The fault of one parameter, from Litestar's report and from the parameter's type."""
    name = str(extra.get("key", ""))
    value = request.query_params.get(name, request.path_params.get(name, ""))
    defined = request.route_handler.parsed_fn_signature.parameters.get(name)
    fault = shape_fault(str(extra.get("message", "")), defined and defined.annotation, value)
    examples = defined and defined.kwarg_definition and getattr(defined.kwarg_definition, "examples", None)
    if fault.code == "field.invalid" and examples:
        return Fault.of("field.form", value=show(value), example=", ".join(str(one.value) for one in examples))
    return fault


def _allowed(request: Request[Any, Any, Any]) -> list[str]:
    found = []
    for method in METHODS:
        try:
            request.app.asgi_router.handle_routing(path=request.scope["path"], method=method)
        except HTTPException:
            continue
        found.append(method)
    return [*found, *(["HEAD"] if "GET" in found else []), "OPTIONS"]


def _log(refusal: RequestError, failure: Exception) -> None:
    if refusal.status == 503:
        log.warning("unavailable", extra={"reason": type(failure).__name__})
    else:
        log.error("request failed", exc_info=failure)
