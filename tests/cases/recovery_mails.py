"""The latest recovery check of a case: its row, its link and its mail."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import asyncpg

from vocapp.customers.permissions import PermissionKey
from vocapp.customers.types import Purpose, WritingChannel
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.gateways.gateway import Outgoing
from vocapp.tokens import TokenPurpose


async def check_of(case: UUID) -> asyncpg.Record:
    """The latest recovery check of a case."""
    [row] = await DB.fetch("SELECT * FROM case_check WHERE case_id = $1 ORDER BY closing DESC LIMIT 1", case)
    return row


async def link_of(registry: Registry, case: UUID) -> str:
    """The path of its page."""
    return "/r/" + registry.keys.token(TokenPurpose.RECOVERY, (await check_of(case))["id"])


async def message_of(kind: str = "recovery") -> asyncpg.Record:
    """The latest mail of a kind."""
    [row] = await DB.fetch("SELECT * FROM message WHERE kind = $1 ORDER BY id DESC LIMIT 1", kind)
    return row


def read(outgoing: Outgoing | datetime | None) -> tuple[EmailMessage, str, str]:
    """A mail, its plain text and its HTML."""
    assert isinstance(outgoing, Outgoing)
    found = message_from_bytes(outgoing.payload, policy=policy.default)
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert html is not None
    return found, plain.get_content().replace("\r\n", "\n"), html.get_content()


async def wish_of(person: UUID, purpose: Purpose) -> PermissionKey:
    """To write to a customer's only address."""
    identity = await DB.fetch_value("SELECT id FROM identity WHERE customer_id = $1", person)
    return PermissionKey(identity, WritingChannel.EMAIL, purpose)
