"""Pages /app/messages/inbound: inbound mail, how each was classified, and unmatched mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.channels.inbound import MailView
from vocapp.database import DB
from vocapp.database.where import Filter
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role, actor_of, staff, visible
from vocapp.http.problem_json import not_found
from vocapp.http.request import read_form
from vocapp.http.saved_file import attachment_response
from vocapp.messages.inbound_stage import SET_ASIDE, decide_unsure
from vocapp.messages.labels import inbound_kind_labels, set_aside_labels
from vocapp.messages.mail_parser import open_attachment, view_mail
from vocapp.processes.parser_pool import FailureReason, ParsingFailure
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.paging import SIZE, make_page, parse_key
from vocapp.ui.reader import mark

PATH: Final = "/app/messages/inbound"
SHOWN_SOURCE: Final = 20_000
READERS: Final = staff(Role.LEAD).opt
_SELECT: Final = """
SELECT i.id, i.kind, i.recipient, i.received_at, i.reason, m.address, {more} FROM inbound_mail i
LEFT JOIN message m ON m.id = i.message_id WHERE {conditions} ORDER BY i.id DESC LIMIT {limit}"""


@dataclass(frozen=True)
class InboundSummary:
    """Inbound mail with the address of the message that it is about; `content` only on its own page."""

    id: UUID
    kind: str
    recipient: str
    received_at: datetime
    reason: str
    address: str | None
    content: bytes | None


@get(PATH, opt=READERS)
async def inbound_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Lists inbound mail, newest first."""
    filters = {"kind": request.query_params.get("kind", "")}
    after = parse_key(request.query_params.get("after", ""))
    rows = await _mails(actor_of(request), [("i.kind = ?", filters["kind"]), ("i.id < ?", after)], SIZE + 1)
    page = make_page(rows, PATH, filters, after)
    return staff_page(request, registry, "messages/inbound.html", page=page, filters=filters, kinds=inbound_kind_labels)


@get(PATH + "/{mail_id:uuid}", opt=READERS)
async def inbound_mail_page(
    request: AnyRequest, registry: NamedDependency[Registry], mail_id: FromPath[UUID]
) -> Response[str]:
    """Shows one mail: its text and headers, nothing that a browser would run."""
    rows = await _mails(actor_of(request), [("i.id = ?", mail_id)], 1, more="i.content")
    if not rows:
        raise not_found()
    row, content = rows[0], rows[0].content or b""
    mail = ParsingFailure(FailureReason.REFUSED) if row.kind == SET_ASIDE else await view_mail(content)
    if isinstance(mail, ParsingFailure):  # as it came, for whoever has to find out what it is
        mail = MailView(text=content[:SHOWN_SOURCE].decode("utf-8", "replace").replace("\0", ""))
    return staff_page(
        request,
        registry,
        "messages/inbound_mail.html",
        row=row,
        headers=mail.headers,
        text=mail.text,
        attachments=mail.attachments,
        kinds=inbound_kind_labels,
        why=set_aside_labels,
    )


@post(PATH + "/{mail_id:uuid}/decide", opt=READERS, status_code=303)
async def decide_opt_out(
    request: AnyRequest, registry: NamedDependency[Registry], mail_id: FromPath[UUID]
) -> Response[bytes]:
    """Records a person's decision whether a mail that may be an opt-out is one."""
    actor, form = actor_of(request), await read_form(request)
    decision = {"yes": "opt_out", "no": "reply"}.get(form["opt_out"])
    if decision is None or not await _mails(actor, [("i.id = ?", mail_id)], 1):
        raise not_found()
    decided = await decide_unsure(registry, actor, mail_id, decision)
    text = mark("Decided.") if decided else mark("Nothing changed: somebody decided before.")
    return redirect_done(request, registry, f"{PATH}/{mail_id}", text)


@get(PATH + "/{mail_id:uuid}/attachments/{number:int}", opt=READERS)
async def inbound_attachment(request: AnyRequest, mail_id: FromPath[UUID], number: FromPath[int]) -> Response[bytes]:
    """Returns one attachment of a mail, as a file to save."""
    rows = await _mails(actor_of(request), [("i.id = ?", mail_id)], 1, more="i.content")
    content = await open_attachment(rows[0].content or b"", number) if rows else None
    if content is None:
        raise not_found()
    return attachment_response(content, number)


async def _mails(
    actor: Actor, filters: Sequence[Filter], limit: int, more: str = "NULL::bytea AS content"
) -> list[InboundSummary]:
    """Inbound mail about messages that the actor may see; unmatched mail only for actors who see everything."""
    where = visible(actor, "message", "m").add_given(filters)
    rows = await DB.fetch(_SELECT.format(more=more, conditions=where.sql, limit=limit), *where.values)
    return [InboundSummary(**row) for row in rows]


ROUTES: Final = (inbound_page, inbound_mail_page, decide_opt_out, inbound_attachment)
