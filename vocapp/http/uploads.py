"""Uploaded files: one part of a multipart body; the route sets its maximal size."""

from typing import Any, Final

import litestar
from litestar.datastructures import UploadFile
from msgspec import Struct

from vocapp.http.problem_json import RequestError

MULTIPART: Final = "multipart/form-data"


class UploadedFile(Struct, frozen=True):
    """A file as the browser sent it; `name` is its name there, without a path."""

    name: str
    content: bytes


def is_multipart(request: litestar.Request[Any, Any, Any]) -> bool:
    """Whether the request is a form with files."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == MULTIPART


async def read_upload(request: litestar.Request[Any, Any, Any], field: str) -> UploadedFile | None:
    """The file of a form's `field`; None if none was chosen. RequestError 415 for another kind of form."""
    if not is_multipart(request):
        raise RequestError(415, f"The form must be sent as {MULTIPART}.")
    found = (await request.form()).get(field)
    if not isinstance(found, UploadFile):
        return None
    name = found.filename.replace("\\", "/").rpartition("/")[2]
    return UploadedFile("".join(c for c in name if c.isprintable()).strip(), await found.read())
