"""Kinds of problems of the API by code: status, title, and the sentence where a request has no better one.

A code is stable. Its `type` (RFC 9457) is the address of its description: `/docs/problems#not_found`. Faults of a value
have codes of their own (`vocapp.http.fault_texts`); a problem that lists several of them is `body.invalid` or
`parameter.invalid`.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

PAGE: Final = "/docs/problems"


class ProblemKind(Struct, frozen=True):
    """One kind of problem."""

    status: int
    title: str
    detail: str


PROBLEMS: Final[Mapping[str, ProblemKind]] = {
    "request.invalid": ProblemKind(
        400,
        "Request not readable",
        "The request cannot be read: broken JSON, a broken path or a parameter of the wrong kind.",
    ),
    "parameter.invalid": ProblemKind(
        400, "Parameter not usable", "A parameter cannot be used. Each of `errors` names one and the remedy."
    ),
    "body.not_json": ProblemKind(
        400,
        "Body is not JSON",
        "The body is not JSON in UTF-8. Correct it at the byte that is named, and send it again.",
    ),
    "body.incomplete": ProblemKind(
        400, "Body incomplete", "The connection was closed before the body arrived. Send the request again."
    ),
    "key.missing": ProblemKind(
        401,
        "Key missing or not valid",
        "No key, or one that is unknown or revoked. Send `Authorization: Bearer` with a key.",
    ),
    "session.missing": ProblemKind(401, "Not signed in", "Sign in first."),
    "signature.invalid": ProblemKind(
        401,
        "Signature not valid",
        "The signature is missing, wrong or more than five minutes old. Sign the body again.",
    ),
    "access.denied": ProblemKind(403, "Access denied", "You may not do this. Ask an administrator of your company."),
    "key.no_scope": ProblemKind(
        403, "Scope missing", "The key does not have the scope that is needed. Use a key that has it."
    ),
    "key.foreign_contact": ProblemKind(
        403,
        "Not the key's source or unit",
        "The key does not write to this source or unit. Each of `errors` says which. Use the key of that system.",
    ),
    "key.not_trusted": ProblemKind(
        403,
        "Source not trusted",
        "Only a key whose sources are all trusted may do this. An administrator can trust them.",
    ),
    "not_found": ProblemKind(
        404, "Not found", "There is nothing here, or nothing that you may see. Check the address."
    ),
    "method.not_allowed": ProblemKind(
        405, "Method not allowed", "The address is right and the method is not. `Allow` names those that are."
    ),
    "accept.not_possible": ProblemKind(
        406,
        "Format not available",
        "The answer is not available in the format of `Accept`. Ask for the one that is named.",
    ),
    "body.slow": ProblemKind(408, "Body too slow", "The body came too slowly. Send it again."),
    "conflict": ProblemKind(
        409,
        "Conflict",
        "The request contradicts what is already known, and nothing was changed. Read the present state first.",
    ),
    "contact.version": ProblemKind(
        412,
        "Amended meanwhile",
        "The contact has another version than `If-Match` names. Read it again, and send the change with its new ETag.",
    ),
    "contact.conflict": ProblemKind(
        409,
        "Another contact has this external_id",
        "Another contact is recorded under this source and external_id. Nothing was changed. "
        "Send a new external_id for a new contact.",
    ),
    "body.too_large": ProblemKind(413, "Body too large", "The body is too large. Send less, or several requests."),
    "event.too_long": ProblemKind(
        413, "Event too large", "One event is too large. Send several events as application/x-ndjson, one a line."
    ),
    "batch.too_long": ProblemKind(
        413,
        "Too many lines",
        "A batch has too many lines. Those before are recorded. Send the others as a new batch.",
    ),
    "address.too_long": ProblemKind(414, "Address too long", "The address is too long. Shorten its parameters."),
    "body.media_type": ProblemKind(
        415, "Media type not supported", "The body must be JSON. Send it as application/json."
    ),
    "body.invalid": ProblemKind(
        422,
        "Body not usable",
        "The body is readable and some of it is not usable; `errors` names every such place.",
    ),
    "address.nul": ProblemKind(422, "NUL in the address", "The address contains a NUL character. Remove it."),
    "text.unstorable": ProblemKind(
        422,
        "Character not storable",
        "A text contains a character that cannot be stored (NUL or half a surrogate). Remove it.",
    ),
    "rate.exceeded": ProblemKind(429, "Too many requests", "Too many requests; `Retry-After` says when to come back."),
    "headers.too_large": ProblemKind(431, "Headers too large", "The headers are too long. Send fewer or shorter ones."),
    "internal": ProblemKind(
        500,
        "Internal error",
        "Something failed here; `instance` names the request for the log. Report it with that id.",
    ),
    "unavailable": ProblemKind(
        503,
        "Service unavailable",
        "The service is busy or its database is away; nothing was done. `Retry-After` says when to come back.",
    ),
}
_OF_STATUS: Final[Mapping[int, str]] = {
    400: "request.invalid",
    401: "key.missing",
    403: "access.denied",
    404: "not_found",
    405: "method.not_allowed",
    406: "accept.not_possible",
    408: "body.slow",
    409: "conflict",
    413: "body.too_large",
    414: "address.too_long",
    415: "body.media_type",
    422: "body.invalid",
    429: "rate.exceeded",
    431: "headers.too_large",
    500: "internal",
    503: "unavailable",
}


def problem_kind(status: int, code: str = "") -> tuple[str, ProblemKind]:
    """The code and the kind of a problem. A code of a fault has the title of its status."""
    general = _OF_STATUS.get(status, "request.invalid" if status < 500 else "internal")
    return code or general, PROBLEMS.get(code) or PROBLEMS[general]


def type_uri(code: str) -> str:
    """The `type` of a code, relative to the service: where it is described."""
    return f"{PAGE}#{code}"
