"""What is at the bare address? The staff pages: a customer comes with a link of his own."""

from litestar import Response, get

from vocapp.http.access import PUBLIC
from vocapp.ui.page_response import redirect


@get("/", opt=PUBLIC.opt)
async def index_page() -> Response[bytes]:
    """On to the staff pages."""
    return redirect("/app")
