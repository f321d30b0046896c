"""CSRF protection of every change under `/app`."""

import hmac
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar.connection import ASGIConnection

from vocapp.http.access import actor_of
from vocapp.http.problem_json import RequestError
from vocapp.http.request import Request, read_form
from vocapp.http.uploads import is_multipart
from vocapp.tokens import Keyring, TokenPurpose

SAFE = ("GET", "HEAD", "OPTIONS")
FIELD = "csrf"
HEADER = "x-csrf-token"
STALE = "This page was too old to be used. Go back, reload it and send it again."


def token(keys: Keyring, session_id: UUID) -> str:
    """The value of the hidden field `csrf` in every form of this session."""
    return keys.token(TokenPurpose.CSRF, session_id)


def check_origin(connection: ASGIConnection[Any, Any, Any, Any], origin: str) -> None:
    """Refuses (403) what the browser says comes from another site. Without such headers the token alone decides."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise RequestError(403, STALE)
        return
    sender = connection.headers.get("origin")
    if sender is not None and sender != origin and urlsplit(sender).netloc != connection.headers.get("host"):
        raise RequestError(403, STALE)


async def check_token(request: Request, keys: Keyring) -> None:
    """Refuses (403) a change by a signed-in browser without the session's token.

    A form with a file carries the token in its address, so that the file is not read before the check.
    """
    session_id = actor_of(request).session_id
    if session_id is None:
        return
    if is_multipart(request):
        sent = request.query_params.get(FIELD, "")
    else:
        sent = request.headers.get(HEADER) or (await read_form(request))[FIELD]
    if not hmac.compare_digest(sent.encode(), token(keys, session_id).encode()):
        raise RequestError(403, STALE)
