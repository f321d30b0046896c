"""Report pages of comments: waiting for analysis, theme coverage, coders."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from vocapp.comments.company_days import first_day, zone
from vocapp.comments.models.coder_agreement import load_coder_report
from vocapp.comments.pages import labels
from vocapp.comments.pages.comment_list_query import PATH, parse_list_query
from vocapp.comments.pages.comments_page import CODERS
from vocapp.comments.themes.theme_coverage import load_coverage
from vocapp.comments.unread import MOST, load_unread, retry_unread
from vocapp.feature import Registry
from vocapp.http.access import actor_of
from vocapp.nlp.types import LABELS
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.reader import mark

DEFAULT_DAYS: Final = 28  # as on the trends page
NARROWED: Final = ("since", "until", "channel", "touchpoint")


@get(f"{PATH}/unread", opt=CODERS.opt)
async def unread_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Responses with comments that are not analysed yet."""
    found = await load_unread(actor_of(request))
    return staff_page(request, registry, "comments/unread.html", found=found, most=MOST, **await labels.all_labels())


@post(f"{PATH}/unread/{{response_id:uuid}}/retry", opt=CODERS.opt, status_code=303)
async def retry_page(
    request: AnyRequest, registry: NamedDependency[Registry], response_id: FromPath[UUID]
) -> Response[bytes]:
    """Retries a failed analysis."""
    if not await retry_unread(actor_of(request), response_id):
        raise NotFoundException
    return redirect_done(request, registry, f"{PATH}/unread", mark("It will be analysed again."))


@get(f"{PATH}/coverage", opt=CODERS.opt)
async def coverage_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Themes of comments, and the share of comments without a theme."""
    given = {name: request.query_params[name] for name in NARROWED if name in request.query_params}
    # An empty field means all comments; a missing one means the last DEFAULT_DAYS.
    view = parse_list_query({"since": str(await first_day(DEFAULT_DAYS)), "until": ""} | given)
    found = await load_coverage(actor_of(request), view.chosen(await zone(), None))
    return staff_page(
        request,
        registry,
        "comments/coverage.html",
        found=found,
        narrowed=view,
        is_chosen=bool(given),
        **await labels.all_labels(),
    )


@get(f"{PATH}/coders", opt=CODERS.opt)
async def coders_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Coders, their agreement with each other, and the agreement of the model with them."""
    found = await load_coder_report(actor_of(request))
    return staff_page(
        request, registry, "comments/coders.html", found=found, labels=LABELS, **await labels.all_labels()
    )


ROUTES: Final = (unread_page, retry_page, coverage_page, coders_page)
