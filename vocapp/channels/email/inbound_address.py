"""Addresses of this installation: what inbound mail is accepted at, and the token that names its message."""

import re
from typing import Final

_RECIPIENT: Final = re.compile(r"(bounce|reply)\+([a-z2-7]{32})@[^@\s]+", re.IGNORECASE)
_COMPLAINTS: Final = re.compile(r"(complaints|abuse|fbl)@[^@\s]+", re.IGNORECASE)


def is_our_address(recipient: str) -> bool:
    """Whether inbound mail to this address is accepted."""
    return bool(_RECIPIENT.fullmatch(recipient) or _COMPLAINTS.fullmatch(recipient))


def addressed_token(recipient: str) -> tuple[str, str]:
    """Returns purpose and token of a recipient address; empty ones if it names no message."""
    addressed = _RECIPIENT.fullmatch(recipient)
    return (addressed[1].lower(), addressed[2].lower()) if addressed else ("", "")
