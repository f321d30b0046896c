"""What need not be kept any longer? Mail that came in and has been read, mail of the outbox, and old windows.

Replies stay: a person wrote them. What a bounce or an opt-out said is kept with the message it was about.
"""

from datetime import timedelta
from typing import Final

from vocapp import clock
from vocapp.database import DB
from vocapp.gateways.outbox import delete_outbox_mails_before
from vocapp.messages.domain_rate_limit import forget_old_windows

KEPT: Final = timedelta(days=30)
_READ: Final = "DELETE FROM inbound_mail WHERE received_at < $1 AND kind NOT IN ('unread', 'reply')"


async def delete_old_mail() -> None:
    """Delete what is older than a month."""
    before = clock.now() - KEPT
    await DB.execute(_READ, before)
    await delete_outbox_mails_before(before)
    await forget_old_windows()
