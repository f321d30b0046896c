"""API: messages and their states."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import litestar
import msgspec
from asyncpg import Record
from litestar import get
from litestar.params import FromPath, QueryParameter

from vocapp.http.access import Scope, key
from vocapp.http.pagination import Cursor, Limit, Since, parse_moment, read_one, read_page
from vocapp.messages.message_states import MessageState

Request = litestar.Request[Any, Any, Any]
READ = key(Scope.SENDING_READ).opt
MESSAGE = """
SELECT m.id, m.kind, m.subject_id, m.step, m.customer_id, m.channel, m.gateway, m.address, m.state, m.attempts, m.error,
  m.message_id, m.is_test, m.created_at, m.due_at, m.sent_at, m.settled_at FROM message m"""


class MessageOut(msgspec.Struct, frozen=True, kw_only=True):
    """One message; `subject_id` is the id of the invitation if `kind` is invitation."""

    id: UUID
    kind: str
    subject_id: UUID
    step: int
    customer_id: UUID | None
    channel: str
    gateway: str | None
    address: str
    state: MessageState
    attempts: int
    error: str | None
    message_id: str | None
    is_test: bool
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None


class MessagePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of messages; `next` is the address of the following page."""

    items: list[MessageOut]
    next: str | None


@get("/api/v1/messages", opt=READ, operation_id="listMessages", tags=["sending"], summary="List messages")
async def list_messages(
    request: Request,
    cursor: Cursor = None,
    limit: Limit = 50,
    since: Since = None,
    message_state: Annotated[MessageState | None, QueryParameter(name="state")] = None,
    kind: Annotated[str | None, QueryParameter(max_length=20)] = None,
    subject_id: Annotated[UUID | None, QueryParameter(description="only of this invitation")] = None,
    customer_id: Annotated[
        UUID | None,
        QueryParameter(description="only to this record of a customer, not to those merged with it"),
    ] = None,
) -> MessagePage:
    """Messages about contacts that the key may see, oldest first."""
    filters = [
        ("m.created_at >= ?", parse_moment("since", since)),
        ("m.state = ?", message_state),
        ("m.kind = ?", kind),
        ("m.subject_id = ?", subject_id),
        ("m.customer_id = ?", customer_id),
    ]
    rows, following = await read_page(request, MESSAGE, "message", "m", filters, cursor, limit)
    return MessagePage(items=[_message_out(row) for row in rows], next=following)


@get("/api/v1/messages/{message_id:uuid}", opt=READ, operation_id="getMessage", tags=["sending"], summary="A message")
async def get_message(request: Request, message_id: FromPath[UUID]) -> MessageOut:
    """One message by id."""
    return _message_out(await read_one(request, MESSAGE, "message", "m", message_id))


def _message_out(row: Record) -> MessageOut:
    return MessageOut(**{**row, "state": MessageState(row["state"])})
