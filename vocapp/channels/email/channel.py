"""The channel e-mail: a mail with the first question, whose links only preselect an answer; and inbound mail."""

from vocapp.channels.capabilities import Capabilities
from vocapp.channels.email.compose_invitation import compose
from vocapp.channels.email.inbound_mail import parse_inbound

__all__ = ["CAPABILITIES", "compose", "parse_inbound"]

CAPABILITIES = Capabilities(can_initiate=True, identity="email", opt_out_words=True, receipts=True)
