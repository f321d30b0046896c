"""Static files: read once, named by their content, cached by browsers without expiry."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from vocapp.http.access import PUBLIC
from vocapp.http.problem_json import not_found

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}


@dataclass(frozen=True)
class StaticFile:
    """One file as sent; `name` contains the first digits of its digest."""

    name: str
    kind: str
    content: bytes
    packed: bytes
    etag: str


@cache
def files() -> dict[str, StaticFile]:
    """Every file of the folder by its plain name, e.g. "staff.css"."""
    return {path.name: _read(path) for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES}


@cache
def _by_hashed_name() -> dict[str, StaticFile]:
    return {file.name: file for file in files().values()}


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    packed = gzip.compress(content, 9, mtime=0)
    return StaticFile(f"{path.stem}-{digest}{path.suffix}", TYPES[path.suffix], content, packed, f'"{digest}"')


def address(name: str) -> str:
    """The address of a static file by its plain name; KeyError for an unknown one."""
    return f"/static/{files()[name].name}"


@get("/static/{name:str}", opt=PUBLIC.opt)
async def static_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """One static file; 304 if the browser has it."""
    file = _by_hashed_name().get(name)
    if file is None:
        raise not_found()
    headers = {"cache-control": FOREVER, "etag": file.etag, "vary": "accept-encoding"}
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, media_type=file.kind, headers={**headers, "content-encoding": "gzip"})
    return Response(file.content, media_type=file.kind, headers=headers)
