"""The page `/d/{token}`, where a reader stops a digest. A GET changes nothing; a button on page or mail does.

The button of a mail program (RFC 8058) sends `List-Unsubscribe=One-Click` without cookies and expects no redirect.
"""

from typing import Any, Final

import litestar
from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath

from vocapp.catalogue import published
from vocapp.catalogue.brand_css import page_look
from vocapp.digests import subscriptions
from vocapp.digests.digest_mail import READER
from vocapp.digests.subscriptions import IS_KEPT, read_subscriptions
from vocapp.digests.tables import DigestSubscription
from vocapp.digests.types import Subscription
from vocapp.http.access import TOKEN
from vocapp.http.problem_json import not_found
from vocapp.tokens import is_well_formed, token_hash
from vocapp.ui.jinja import render
from vocapp.ui.page_response import redirect
from vocapp.ui.reader import ReaderLocale

Request = litestar.Request[Any, Any, Any]
ONE_CLICK: Final = b"One-Click"
LONGEST: Final = 4096


@get("/d/{token:str}", opt=TOKEN.opt)
async def show_stop(token: FromPath[str]) -> Response[str]:
    """The question with its button; after stopping, the confirmation with a button to resume."""
    found = await _found(token)
    reader = ReaderLocale(found.settings.language, found.settings.timezone)
    known = await published.snapshot()
    frame = page_look(known.brand_by_slug[known.company.brand], found.settings.language)
    text = render("digests/stop.html", reader, found=found, action=f"/d/{token}", **frame)
    return Response(text, media_type=MediaType.HTML)


@post("/d/{token:str}", opt=TOKEN.opt)
async def take_stop(request: Request, token: FromPath[str]) -> Response[bytes]:
    """Pauses the digest, for either button."""
    is_one_click = ONE_CLICK in (await request.body())[:LONGEST]
    await subscriptions.pause(await _found(token), READER, how="header" if is_one_click else "link")
    return Response(b"", status_code=200) if is_one_click else redirect(f"/d/{token}")


@post("/d/{token:str}/undo", opt=TOKEN.opt)
async def undo_stop(token: FromPath[str]) -> Response[bytes]:
    """Resumes the digest."""
    await subscriptions.resume(await _found(token), READER, how="link")
    return redirect(f"/d/{token}")


async def _found(token: str) -> Subscription:
    if not is_well_formed(token):
        raise not_found()
    found = await read_subscriptions(DigestSubscription.stop_hash == token_hash(token), IS_KEPT)
    if not found:
        raise not_found()
    return found[0]


ROUTES: Final = (show_stop, take_stop, undo_stop)
