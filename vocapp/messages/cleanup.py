"""Deletes old mail: inbound mail that was processed, mail in the outbox, and windows of the rate limit.

What a person wrote stays, and so does what could not be parsed. What a bounce said stays with its message.
"""

from datetime import timedelta
from typing import Final

from vocapp import clock
from vocapp.gateways.outbox import delete_outbox_mails_before
from vocapp.messages.domain_rate_limit import forget_old_windows
from vocapp.messages.tables import InboundMail

KEPT: Final = timedelta(days=30)
_STAYING: Final = ("unread", "reply", "opt_out", "unsure", "set_aside")


async def delete_old_mail() -> None:
    """Deletes what is older than 30 days."""
    before = clock.now() - KEPT
    is_read = InboundMail.kind.not_in([*_STAYING])
    await InboundMail.delete().where(InboundMail.received_at < before, is_read)
    await delete_outbox_mails_before(before)
    await forget_old_windows()
