"""E-mail: a mail with the first question in it, whose links only preselect; and what comes back about one."""

from vocapp.channels.capabilities import Capabilities
from vocapp.channels.email.compose_invitation import compose
from vocapp.channels.email.inbound_mail import parse_inbound

__all__ = ["CAPABILITIES", "compose", "parse_inbound"]

CAPABILITIES = Capabilities(can_initiate=True, identity="email", opt_out_words=True, receipts=True)
