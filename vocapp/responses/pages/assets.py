"""Style sheets and script of survey pages; cached without expiry, since their names change with their content."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from vocapp.catalogue.brand_css import PREFIX, AssetFile, stylesheet
from vocapp.catalogue.published import NotPublishedError, brand
from vocapp.http.access import PUBLIC
from vocapp.http.problem_json import not_found
from vocapp.responses.pages.survey_script import script
from vocapp.ui.static_files import FOREVER

BRIEFLY: Final = "public, max-age=60"


@get(f"{PREFIX}/{{name:str}}", opt=PUBLIC.opt)
async def look_file(request: Request[Any, Any, Any], name: FromPath[str]) -> ASGIResponse:
    """One file. A name with another release's digest gets today's content with a short cache time."""
    stem, _, rest = name.rpartition("-")
    digest, _, kind = rest.partition(".")
    file, media_type = await _file(stem, kind)
    headers = {"cache-control": FOREVER if digest == file.digest else BRIEFLY, "vary": "accept-encoding"}
    content = file.content
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["content-encoding"] = file.compressed, "gzip"
    return ASGIResponse(body=content, headers=headers, media_type=media_type)


async def _file(stem: str, kind: str) -> tuple[AssetFile, str]:
    if (stem, kind) == ("survey", "js"):
        return script(), "text/javascript"
    try:
        if kind == "css":
            return stylesheet(await brand(UUID(stem))), "text/css"
    except (ValueError, NotPublishedError):
        pass
    raise not_found()
