"""E-mail: a mail with the first question in it, whose links only preselect; and what comes back about one."""

from vocapp.channels.ask import MailAsk, MailBody
from vocapp.channels.capabilities import Capabilities
from vocapp.channels.heard import Heard

CAPABILITIES = Capabilities(can_initiate=True, identity="email", opt_out_words=True, receipts=True)


def compose(ask: MailAsk) -> MailBody:
    """The mail that asks: subject, plain text and HTML."""
    raise NotImplementedError


def hear(recipient: str, content: bytes) -> Heard:
    """What a mail to `recipient` says; never raises, whatever the bytes are."""
    raise NotImplementedError
