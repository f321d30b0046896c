"""Pages /app/outbox: mail that was stored instead of sent, as its recipient would see it."""

from base64 import b64encode
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath

from vocapp.channels.email.parse_mime import header_text, iter_parts, parse_mail, part_text
from vocapp.database.instance_facts import Fact, get_fact
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.problem_json import not_found
from vocapp.http.security_headers import POLICY
from vocapp.messages.message_queries import OutboxContent, find_outbox_mails, load_outbox_mail
from vocapp.ui.page_response import AnyRequest, staff_page
from vocapp.ui.paging import make_page, parse_key

PATH: Final = "/app/outbox"
READERS: Final = staff(Role.LEAD).opt
# Only the mail's own styles, nothing from elsewhere; its links open in a new tab, outside the sandbox.
MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'self'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@get(PATH, opt=READERS)
async def outbox_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Lists the outbox, newest first."""
    recipient = request.query_params.get("recipient", "")
    after = parse_key(request.query_params.get("after", ""))
    rows = await find_outbox_mails(actor_of(request), recipient, after)
    page = make_page(rows, PATH, {"recipient": recipient}, after)
    return staff_page(request, registry, "messages/outbox.html", page=page, recipient=recipient)


@get(PATH + "/{mail_id:uuid}", opt=READERS)
async def outbox_mail_page(
    request: AnyRequest, registry: NamedDependency[Registry], mail_id: FromPath[UUID]
) -> Response[str]:
    """Shows one mail: a preview, the plain text, and the headers."""
    row = await _kept(request, mail_id)
    mail = parse_mail(row.content)
    page = staff_page(
        request,
        registry,
        "messages/outbox_mail.html",
        row=row,
        mail={name: header_text(mail, name) for name in ("From", "To", "Date")},
        headers=[(name, header_text(mail, name)) for name in dict.fromkeys(mail.keys())],
        text=_part(row.content, "text/plain"),
        has_html=bool(_part(row.content, "text/html")),
    )
    page.headers["content-security-policy"] = POLICY + "; frame-src 'self'"
    return page


@get(PATH + "/{mail_id:uuid}/html", opt=READERS)
async def mail_html(request: AnyRequest, mail_id: FromPath[UUID]) -> Response[bytes]:
    """Returns the HTML of a mail, for the sandboxed frame on its page."""
    content = (await _kept(request, mail_id)).content
    html = _part(content, "text/html")
    if not html:
        raise not_found()
    opened = _with_inline_images(html, content).replace("<head>", '<head><base target="_blank">', 1)
    headers = {"content-security-policy": MAIL_POLICY, "x-frame-options": "SAMEORIGIN"}
    return Response(opened.encode(), media_type=MediaType.HTML, headers=headers)


async def _kept(request: AnyRequest, mail_id: UUID) -> OutboxContent:
    row = await load_outbox_mail(actor_of(request), mail_id)
    if row is None:
        raise not_found()
    if row.is_test or await get_fact(Fact.PURPOSE) == "demo":  # nobody else gets these
        request.scope["shows_links"] = True  # type: ignore[typeddict-unknown-key]
    return row


def _with_inline_images(html: str, content: bytes) -> str:
    """Returns the HTML with the images of the mail inline: a sandboxed frame cannot load them."""
    for part in iter_parts(parse_mail(content)):
        name, png = str(part.get("Content-ID", "")).strip("<>"), part.get_payload(decode=True)
        if part.get_content_type() == "image/png" and name and isinstance(png, bytes):
            html = html.replace(f"cid:{name}", f"data:image/png;base64,{b64encode(png).decode()}")
    return html


def _part(content: bytes, kind: str) -> str:
    return next((part_text(part) for part in iter_parts(parse_mail(content)) if part.get_content_type() == kind), "")


ROUTES: Final = (outbox_page, outbox_mail_page, mail_html)
