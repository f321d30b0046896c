"""Staff pages that have moved: their old addresses answer 308 with the new one, so bookmarks and open forms still work.

`MOVED` maps an old path to its new one; `{name}` stands for one segment. A line moves its path and everything below it.
The first line that matches decides, so longer paths stand above shorter ones. An old address is not translated twice:
after a second move of a page, both old paths name the newest one.

308 and not 301: the browser repeats a POST with its form. Whoever may see the page is decided at the new address.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler, route

from vocapp.http.access import PUBLIC
from vocapp.http.problem_json import not_found

Moves = Sequence[tuple[str, str]]

MOVED: Final[Moves] = (
    ("/app/numbers", "/app/dashboards"),
    ("/app/sending/came-in", "/app/messages/inbound"),
    ("/app/sending/given-up", "/app/messages/failed-jobs"),
    ("/app/sending", "/app/messages"),
    ("/app/queue", "/app/cases"),
    ("/app/verbatims/{comment}/say", "/app/comments/{comment}/correct"),
    ("/app/verbatims/{comment}/unsay", "/app/comments/{comment}/undo"),
    ("/app/verbatims/waiting/{response}/again", "/app/comments/unread/{response}/retry"),
    ("/app/verbatims/waiting", "/app/comments/unread"),
    ("/app/verbatims/model/anew", "/app/comments/model/rescore"),
    ("/app/verbatims/model/back", "/app/comments/model/rollback"),
    ("/app/verbatims/suggestions/look", "/app/comments/suggestions/run"),
    ("/app/verbatims/taxonomy/draft/give-up", "/app/comments/taxonomy/draft/discard"),
    ("/app/verbatims/taxonomy/draft/take-up", "/app/comments/taxonomy/draft/resume"),
    ("/app/verbatims/taxonomy/theme/{theme}/bring-back", "/app/comments/taxonomy/theme/{theme}/restore"),
    ("/app/verbatims/taxonomy/versions/{number}/read", "/app/comments/taxonomy/versions/{number}/activate"),
    ("/app/verbatims", "/app/comments"),
)
"""(old path, new path), longest first, e.g. `("/app/queue/{number}/note", "/app/cases/{number}/comment")`."""

_NAME: Final = re.compile(r"\{(\w+)\}")


def new_path(path: str, moves: Moves = MOVED) -> str | None:
    """The present address of a path as the browser wrote it (still percent-encoded); None where it never moved."""
    for old, new in moves:
        pattern = "".join(
            f"(?P<{part}>[^/]+)" if at % 2 else re.escape(part) for at, part in enumerate(_NAME.split(old))
        )
        if found := re.fullmatch(f"{pattern}(?P<below>(/.*)?)", path):
            return new.format_map(found.groupdict()) + found["below"]
    return None


def addresses(moves: Moves = MOVED) -> Iterator[str]:
    """The route paths that answer for `moves`: one with everything below it where no other line covers an old path."""
    for old, _ in moves:
        if not any(old.startswith(f"{other}/") for other, _ in moves):
            pattern = _NAME.sub(r"{\1:str}", old)
            yield pattern
            yield f"{pattern}/{{below:path}}"


def moved_pages(moves: Moves = MOVED) -> list[HTTPRouteHandler]:
    """The routes that lead from every old address to its new one; none while nothing has moved."""

    async def redirect(request: Request[Any, Any, Any]) -> Response[bytes]:
        """308 to the new address, with the query."""
        location = new_path(request.scope["raw_path"].decode("ascii"), moves)
        if location is None:
            raise not_found()
        query = request.scope["query_string"].decode("ascii")
        return Response(b"", status_code=308, headers={"location": f"{location}?{query}" if query else location})

    paths = list(addresses(moves))
    return [route(paths, http_method=["GET", "POST"], opt=PUBLIC.opt)(redirect)] if paths else []
