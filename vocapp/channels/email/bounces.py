"""Classifies bounces by the status code of RFC 3463, never by what a library calls permanent.

- delayed: the mail server still tries; nothing is decided
- hard, 5.1.x: the address does not exist (but not 5.1.7 and 5.1.8, which are about the sender)
- soft, every other failure: full mailbox, expired greylisting, policy, unknown; too many of them count as a hard bounce
"""

import logging
import re
from collections.abc import Iterator
from email.message import Message
from typing import Final

from flufl.bounce import all_failures

from vocapp.channels.email.parse_mime import BROKEN, body_text, header_text, iter_parts
from vocapp.channels.inbound import ParsedInbound

_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_HARD: Final = re.compile(r"5\.1\.(?!7$|8$)\d+")
_MOST_DIAGNOSTIC: Final = 300

# It logs every detector that it runs, and the full traceback of one that fails.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def read_bounce(mail: Message) -> ParsedInbound | None:
    """Parses the delivery report in `mail`; None if there is none."""
    results = list(_reports(mail))
    if not results:
        return _informal(mail)
    # Our mails have one recipient; of a report on several (an alias) the worst counts.
    order = ("delivered", "delayed", "bounce_soft", "bounce_hard")
    return max(results, key=lambda result: order.index(result.kind))


def _reports(mail: Message) -> Iterator[ParsedInbound]:
    for part in iter_parts(mail):
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in iter_parts(part):
            if block is not part and block.get("Action"):
                yield _classify_block(block, mail)


def _classify_block(block: Message, mail: Message) -> ParsedInbound:
    action = header_text(block, "Action").lower()
    diagnostic = header_text(block, "Diagnostic-Code")
    status = header_text(block, "Status").partition(" ")[0]
    if not _STATUS.fullmatch(status) or status.endswith(".0.0"):
        # Some servers report 5.0.0 for everything; the text of the server that refused is more exact.
        status = _more_exact(diagnostic) or _more_exact(_human_part(mail)) or status
    detail = {"action": action, "status": status, "diagnostic": diagnostic[:_MOST_DIAGNOSTIC]}
    return ParsedInbound(kind=_kind(action, status), detail=detail)


def _kind(action: str, status: str) -> str:
    if action == "delayed":
        return "delayed"
    if action in ("delivered", "relayed", "expanded"):
        return "delivered"
    return "bounce_hard" if _HARD.fullmatch(status) else "bounce_soft"


def _more_exact(text: str) -> str:
    """Returns the first enhanced status code of a failure in `text` that is more exact than x.0.0."""
    codes = (match[0] for match in _STATUS.finditer(text) if match[1] != "2")
    return next((code for code in codes if not code.endswith(".0.0")), "")


def _human_part(mail: Message) -> str:
    """Returns the notice above the report. Only a code is taken from it, never the address of the bounce."""
    return body_text(mail)[:4000]


def _informal(mail: Message) -> ParsedInbound | None:
    """Parses a bounce without a report; flufl.bounce recognises many by the address they name."""
    try:
        temporary, permanent = all_failures(mail)
    except BROKEN:
        return None
    if not temporary and not permanent:
        return None
    status = _more_exact(_human_part(mail))
    kind = "delayed" if temporary and not permanent else _kind("failed", status)
    return ParsedInbound(kind=kind, detail={"action": "informal", "status": status, "diagnostic": ""})
