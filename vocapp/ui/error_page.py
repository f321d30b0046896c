"""Error pages: a title, what to do, and a reference for the log; nothing else."""

from typing import Any

from litestar import Request

from vocapp.http.access import actor_of
from vocapp.http.problem_json import RequestError
from vocapp.ui import languages
from vocapp.ui.jinja import render
from vocapp.ui.reader import ReaderLocale, mark

GENERAL = (mark("That did not work"), mark("Go back and try again."))
SENTENCES = {
    403: (mark("You do not have access to this page"), mark("Go back and try again.")),
    404: (
        mark("This page does not exist"),
        mark("The link may be incomplete. Open it again from the message that you received."),
    ),
    413: (mark("That was too long"), mark("Go back, shorten your text and send it again.")),
    429: (mark("That was too fast"), mark("Wait a minute, then try again.")),
    500: (mark("Something went wrong on our side"), mark("Please try again later.")),
    503: (
        mark("We are very busy at the moment"),
        mark("Please try again in a minute. What you sent before is saved."),
    ),
}
STAFF_NOT_FOUND = mark("It may have been removed, or it belongs to a unit that you do not see.")


def error_page(request: Request[Any, Any, Any], refusal: RequestError) -> str:
    """The page for `refusal`. Staff pages show its own sentence, which is written for them."""
    is_staff = request.scope["path"].startswith("/app")
    title, text = SENTENCES.get(refusal.status, GENERAL)
    if is_staff:
        text = STAFF_NOT_FOUND if refusal.status == 404 else refusal.detail or text
    offered = languages.STAFF if is_staff else languages.PUBLIC
    actor = actor_of(request)
    language = actor.language if actor.id else languages.best(request.headers.get("accept-language", ""), offered)
    return render(
        "ui/error.html",
        ReaderLocale(language),
        title=title,
        text=text,
        status=refusal.status,
        is_staff=is_staff,
        reference=request.scope.get("request_id", "") if refusal.status >= 500 else "",
    )
