"""What does a person read when something went wrong? A title, what to do, and a reference for the log; nothing else."""

from typing import Any

from litestar import Request

from vocapp.edge.problems import RequestError
from vocapp.ui import languages
from vocapp.ui.reader import Reader
from vocapp.ui.rendering import render


def _(text: str) -> str:
    """Marks a text for the catalogues; translated when the page is rendered."""
    return text


GENERAL = (_("That did not work"), _("Go back and try again."))
SENTENCES = {
    403: (_("This is not open to you"), _("Go back and try again.")),
    404: (
        _("There is no such page"),
        _("The link may be incomplete. Open it again from the message that you received."),
    ),
    413: (_("That was too long"), _("Go back, shorten your text and send it again.")),
    429: (_("That was too fast"), _("Wait a minute, then try again.")),
    500: (_("Something went wrong on our side"), _("Please try again later.")),
    503: (_("We are very busy at the moment"), _("Please try again in a minute. What you had sent before is kept.")),
}
STAFF_NOT_FOUND = _("It may have been removed, or it belongs to a unit that you do not see.")


def error_page(request: Request[Any, Any, Any], refusal: RequestError) -> str:
    """The page for `refusal`. Staff pages show its own sentence, which is written for them."""
    is_staff = request.scope["path"].startswith("/app")
    title, text = SENTENCES.get(refusal.status, GENERAL)
    if is_staff:
        text = STAFF_NOT_FOUND if refusal.status == 404 else refusal.detail or text
    reader = Reader(languages.best(request.headers.get("accept-language", "")))
    return render(
        "ui/error.html",
        reader,
        title=title,
        text=text,
        status=refusal.status,
        is_staff=is_staff,
        reference=request.scope.get("request_id", "") if refusal.status >= 500 else "",
    )
