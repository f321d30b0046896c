"""`/r/{token}`: the customer answers the recovery check. A GET records nothing; the form records the answer, once."""

from typing import Any, Final

import litestar
from litestar import get, post
from litestar.response.base import ASGIResponse

from vocapp.cases import recovery_check
from vocapp.cases.recovery_check import CheckLink, CheckStatus
from vocapp.catalogue.brand_css import page_look
from vocapp.catalogue.published import brand
from vocapp.database import DB, from_json
from vocapp.feature import Registry
from vocapp.http.access import TOKEN
from vocapp.http.problem_json import not_found
from vocapp.invitations.contact_phrase import add_phrases, contact_line
from vocapp.responses.pages.form_body import read_form_body
from vocapp.responses.pages.form_parser import Fields, last_value, parse_query
from vocapp.responses.pages.raw_response import html, redirect
from vocapp.ui import jinja
from vocapp.ui.reader import ReaderLocale, mark

Request = litestar.Request[Any, Any, Any]
CHOICES: Final = ("yes", "no")
FACTS: Final = """
SELECT i.facts FROM case_check k JOIN followup_case c ON c.id = k.case_id
JOIN invitation i ON i.contact_id = c.contact_id WHERE k.id = $1"""

OUTCOMES: Final[dict[CheckStatus, tuple[str, ...]]] = {
    "confirmed": (
        mark("Thank you, we are glad to hear it"),
        mark("Your answer is saved: it is solved. You can close this page."),
    ),
    "denied": (
        mark("Thank you for telling us"),
        mark("We have reopened it, and a member of our team will look into it."),
        mark("Your answer is saved. You can close this page."),
    ),
    "expired": (
        mark("The time to answer is over"),
        mark("If it is not solved yet, reply to our e-mail. A member of our team will read it."),
    ),
    "over": (
        mark("This question is out of date"),
        mark("A member of our team is working on it again. You do not need to do anything."),
    ),
}
"""The heading and paragraphs of a check that is not open any more."""


class RecoveryPage:
    """The two handlers of the page."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def show(self, request: Request, token: str) -> ASGIResponse:
        """Shows the question, with the answer that a link preselects, or what became of the check."""
        check = await _check(token)
        return html(request, await _page(check, token, parse_query(request.scope["query_string"])))

    async def submit(self, request: Request, token: str) -> ASGIResponse:
        """Records the answer, once."""
        check, fields = await _check(token), await read_form_body(request)
        chosen = last_value(fields, "solved")
        if check.standing == "open" and chosen not in CHOICES:
            return html(request, await _page(check, token, fields, missing=True), 422)
        if check.standing == "open":
            words = _storable(last_value(fields, "words") or "")
            await recovery_check.record_answer(self._registry, check, solved=chosen == "yes", words=words)
        return redirect(f"/r/{token}")


def routes(registry: Registry) -> list[Any]:
    """The handlers for a registry."""
    page = RecoveryPage(registry)

    @get("/r/{token:str}", opt=TOKEN.opt)
    async def show_check(request: Request) -> ASGIResponse:
        return await page.show(request, request.path_params["token"])

    @post("/r/{token:str}", opt=TOKEN.opt)
    async def submit_check(request: Request) -> ASGIResponse:
        return await page.submit(request, request.path_params["token"])

    return [show_check, submit_check]


async def _check(token: str) -> CheckLink:
    check = await recovery_check.find_check(token)
    if check is None:
        raise not_found()
    return check


async def _page(check: CheckLink, token: str, fields: Fields, *, missing: bool = False) -> bytes:
    look, reader = await brand(check.brand_id), ReaderLocale(check.language.partition("-")[0])
    heading, *paragraphs = (reader.texts.gettext(text) for text in OUTCOMES.get(check.standing, (HEADING,)))
    facts = from_json(await DB.fetch_value(FACTS, check.id))
    contact = contact_line(add_phrases(facts, check.language), check.language)
    page = jinja.render(
        "cases/check.html",
        reader,
        **page_look(look, check.language),
        asks=check.standing == "open",
        heading=heading,
        paragraphs=paragraphs,
        good=check.standing == "confirmed",
        contact=contact[:1].upper() + contact[1:],
        action=f"/r/{token}",
        chosen=last_value(fields, "solved"),
        words=last_value(fields, "words") or "",
        most=recovery_check.LONGEST_WORDS,
        missing=missing,
    )
    return page.encode("utf-8", "replace")


def _storable(words: str) -> str:
    return words.replace("\x00", "").encode("utf-8", "replace").decode()


HEADING: Final = mark("Is it solved for you?")
