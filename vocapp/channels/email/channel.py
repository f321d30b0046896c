"""The channel e-mail: a mail with the first question, whose links only preselect an answer; and inbound mail."""

from vocapp.channels.capabilities import Capabilities
from vocapp.channels.email.compose_invitation import compose

__all__ = ["CAPABILITIES", "INBOUND_PARSER", "compose"]

CAPABILITIES = Capabilities(can_initiate=True, identity="email", opt_out_words=True, receipts=True)

INBOUND_PARSER = "vocapp.channels.email.inbound_mail"
