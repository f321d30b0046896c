"""Page `/o/{token}`: opt-out from surveys. GET changes nothing; our button or the mail program's button does.

The mail program's button (RFC 8058) sends `List-Unsubscribe=One-Click` without cookies, as a form of either kind, and
expects no redirect.
"""

from typing import Any, Final

import litestar
from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath

from vocapp.catalogue.brand_css import page_look
from vocapp.catalogue.published import brand
from vocapp.http.access import TOKEN
from vocapp.http.problem_json import not_found
from vocapp.invitations import lifecycle, opt_out
from vocapp.invitations.lifecycle import InvitationRow
from vocapp.ui.jinja import render
from vocapp.ui.page_response import redirect
from vocapp.ui.reader import ReaderLocale

Request = litestar.Request[Any, Any, Any]
ONE_CLICK: Final = b"One-Click"
LONGEST: Final = 4096


@get("/o/{token:str}", opt=TOKEN.opt)
async def show_opt_out(token: FromPath[str]) -> Response[str]:
    """The page with the button; after an opt-out, the confirmation and the button to undo it."""
    invitation = await _find(token)
    look = await brand(invitation.brand_id)
    text = render(
        "invitations/opt_out.html",
        ReaderLocale(invitation.language),
        **page_look(look, invitation.language),
        action=f"/o/{token}",
        is_out=await opt_out.is_opted_out(invitation),
        may_go_back=await opt_out.may_undo(invitation),
    )
    return Response(text, media_type=MediaType.HTML)


@post("/o/{token:str}", opt=TOKEN.opt)
async def take_opt_out(request: Request, token: FromPath[str]) -> Response[bytes]:
    """Withdraws the permission, for either button."""
    invitation = await _find(token)
    is_one_click = ONE_CLICK in (await request.body())[:LONGEST]
    await opt_out.opt_out(invitation, "header" if is_one_click else "link")
    return Response(b"", status_code=200) if is_one_click else redirect(f"/o/{token}")


@post("/o/{token:str}/undo", opt=TOKEN.opt)
async def undo_opt_out(token: FromPath[str]) -> Response[bytes]:
    """Undoes an opt-out that was made on this page."""
    await opt_out.undo_opt_out(await _find(token))
    return redirect(f"/o/{token}")


async def _find(token: str) -> InvitationRow:
    invitation = await lifecycle.find_by_opt_out_token(token)
    if invitation is None:
        raise not_found()
    return invitation


ROUTES: Final = (show_opt_out, take_opt_out, undo_opt_out)
