"""The page /app/comments/trends: which themes customers mention more or less than before, and their tone."""

from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency

from vocapp.comments.full_text_search import CONFIGURATIONS
from vocapp.comments.pages import labels as comment_labels
from vocapp.comments.pages.comment_list_query import PATH
from vocapp.dashboards import theme_labels
from vocapp.dashboards.numbers_pages import NARROWED, page_context, view_of_request
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.dashboards.sparkline import HEIGHT, WIDTH, draw_sparkline
from vocapp.dashboards.theme_changes import load_theme_report
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.rollups.queries.context import read_numbers
from vocapp.ui.page_response import AnyRequest, reader_of, staff_page
from vocapp.ui.reader import use_reader

HERE: Final = f"{PATH}/trends"
READERS: Final = staff(Role.LEAD, Role.ANALYST, Role.EXECUTIVE)


@get(HERE, opt=READERS.opt)
async def trends_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Every theme with its share, its change and its tone; the most significant change first."""
    actor = actor_of(request)
    language = request.query_params.get("language", "")
    spoken = language if language in CONFIGURATIONS else None
    with use_reader(reader_of(actor)):
        async with read_numbers(actor) as context:
            view = view_of_request(request, context)
            found = await load_theme_report(context, view, spoken)
            parts: dict[str, Any] = {**await comment_labels.all_labels(), **await page_context(context, view)}
        parts["narrowed"] = parts.pop("view")  # the pages of comments use `view` for their list
        title = parts["theme_title"]
        return staff_page(
            request,
            registry,
            "dashboards/themes.html",
            found=found,
            headline=theme_labels.headline(found, title),
            sentences=theme_labels.list_limits(found),
            spoken=spoken,
            languages=tuple(CONFIGURATIONS),
            is_chosen=any(getattr(view.slice, name) is not None for name in NARROWED) or spoken is not None,
            spark=draw_sparkline,
            size=(WIDTH, HEIGHT),
            alt=theme_labels.sparkline_alt,
            comments=lambda theme: _comments(view, spoken, theme),
            **parts,
        )


def _comments(view: DashboardView, language: str | None, theme: str) -> str:
    """The address of the comments of a theme, with the filters of the page."""
    slice_ = view.slice
    given = {name: getattr(slice_, name) for name in (*NARROWED, "since", "until")} | {"language": language}
    return f"{PATH}?{urlencode({'theme': theme} | {name: str(value) for name, value in given.items() if value})}"
