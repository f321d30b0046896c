"""Refusals: problem+json (RFC 9457) for programs, a sentence on a page for people."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from vocapp.http.problem_kinds import problem_kind, type_uri

MEDIA_TYPE = "application/problem+json"

# The statuses any API route may answer with, and when; the OpenAPI document shows them on each.
STATUSES: Mapping[int, str] = {
    400: "The request cannot be read: broken JSON, a broken path or a parameter of the wrong kind.",
    401: "No key, or one that is unknown or revoked.",
    403: "The key does not have the scope that is needed.",
    404: "There is nothing here, or nothing that you may see.",
    405: "The address is right and the method is not; `Allow` names those that are.",
    408: "The body came too slowly.",
    409: "It contradicts what is already known; nothing was changed.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body must be JSON.",
    422: "The body is readable and some of it is not usable; `errors` names every such place.",
    429: "Too many requests; `Retry-After` says when to come back.",
    431: "The headers are too long.",
    500: "Something failed here; `instance` names the request for the log.",
    503: "The service is busy or its database is away; nothing was done. `Retry-After` says when to come back.",
}


class FieldError(msgspec.Struct, frozen=True, omit_defaults=True):
    """One error: `pointer` into the body (JSON pointer as a fragment), or the name of a `parameter`.

    `code` is stable; `type` is the address of its description.
    """

    detail: str
    pointer: str = ""
    parameter: str = ""
    code: str = ""
    type: str = ""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem of RFC 9457. `code` is stable, `type` is the address of its description, relative to the service.

    `instance` is the request's id, as in the log.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    instance: str = ""
    errors: tuple[FieldError, ...] = ()


class RequestError(Exception):
    """Refuses the request with `status`; `detail` is a sentence with the remedy, shown to the caller.

    `code` is one of `problem_kinds.PROBLEMS` or of a fault; without it, the general one of the status.
    """

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        code: str = "",
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.code, kind = problem_kind(status, code)
        self.detail = detail or kind.detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


class SignInNeededError(RequestError):
    """Nobody is signed in: a GET of a page is redirected to the login, anything else gets 401."""

    def __init__(self) -> None:
        super().__init__(401, code="session.missing")


def problem(refusal: RequestError, instance: str = "") -> Problem:
    """The problem that a program gets of a refused request."""
    _, kind = problem_kind(refusal.status, refusal.code)
    return Problem(
        type_uri(refusal.code), kind.title, refusal.status, refusal.code, refusal.detail, instance, refusal.errors
    )


def parameter_error(*errors: FieldError, status: int = 400) -> RequestError:
    """Parameters of the address that cannot be used."""
    return RequestError(status, code="parameter.invalid", errors=errors)


def not_found() -> RequestError:
    """404, also for what exists and may not be seen."""
    return RequestError(404)


def encoded(found: Problem) -> bytes:
    """The body of the answer."""
    return msgspec.json.encode(found)


def pointer(path: Iterable[Any]) -> str:
    """The JSON pointer of `path` as a URI fragment: ("a", 0) is "#/a/0"."""
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
