"""Responses in as few steps as possible: bytes and headers, compressed where that saves a packet."""

import gzip
from typing import Any, Final

from litestar import Request
from litestar.response.base import ASGIResponse

from vocapp.responses.pages.form_body import header

SMALLEST_COMPRESSED: Final = 1000
LEVEL: Final = 5


def html(request: Request[Any, Any, Any], page: bytes, status: int = 200) -> ASGIResponse:
    """A page; compressed if the browser accepts it."""
    headers = {"vary": "accept-encoding, accept-language"}
    if len(page) >= SMALLEST_COMPRESSED and "gzip" in header(request.scope, b"accept-encoding"):
        page = gzip.compress(page, LEVEL, mtime=0)
        headers["content-encoding"] = "gzip"
    return ASGIResponse(body=page, status_code=status, headers=headers, media_type="text/html")


def redirect(location: str) -> ASGIResponse:
    """303: the browser fetches `location` next, and going back never submits the form again."""
    return ASGIResponse(status_code=303, headers={"location": location}, media_type="text/plain")


def no_content() -> ASGIResponse:
    """204, for the script that saves."""
    return ASGIResponse(status_code=204)
