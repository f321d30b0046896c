"""Redirect from the bare address to the staff pages; customers come with a link."""

from litestar import Response, get

from vocapp.http.access import PUBLIC
from vocapp.ui.page_response import redirect


@get("/", opt=PUBLIC.opt)
async def index_page() -> Response[bytes]:
    """Redirects to the staff pages."""
    return redirect("/app")
