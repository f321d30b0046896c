"""What file came with this form? One part of a multipart body, whose route says how large that may be."""

from typing import Any, Final

import litestar
from litestar.datastructures import UploadFile
from msgspec import Struct

from vocapp.http.problem_json import RequestError

MULTIPART: Final = "multipart/form-data"


class UploadedFile(Struct, frozen=True):
    """A file as the browser sent it; `name` is what it was called there, and no path."""

    name: str
    content: bytes


def is_multipart(request: litestar.Request[Any, Any, Any]) -> bool:
    """Whether the request says that files come with it."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == MULTIPART


async def read_upload(request: litestar.Request[Any, Any, Any], field: str) -> UploadedFile | None:
    """The file of a form's `field`; None where none was chosen. RequestError 415 for a form that can bring none."""
    if not is_multipart(request):
        raise RequestError(415, f"The form must be sent as {MULTIPART}.")
    found = (await request.form()).get(field)
    if not isinstance(found, UploadFile):
        return None
    name = found.filename.replace("\\", "/").rpartition("/")[2]
    return UploadedFile("".join(c for c in name if c.isprintable()).strip(), await found.read())
