"""Reads bounces: the machine part of a report first, then the words of the notice; the class follows from the reason.

- delayed: the mail server still tries; nothing is decided
- hard: nobody is there, or the mailbox is disabled
- soft, every other failure, see `bounce_reasons`
"""

import base64
import logging
import quopri
import re
from collections.abc import Collection, Iterator, Mapping
from email.message import Message
from typing import Final

from flufl.bounce import all_failures

from vocapp.channels.email.bounce_reasons import HARD, BounceReason, bounce_reason, exact_status
from vocapp.channels.email.charsets import decode_text
from vocapp.channels.email.mail_body import body_text
from vocapp.channels.email.parse_mime import (
    BROKEN,
    content_type,
    decode_header,
    header_text,
    iter_parts,
    part_bytes,
    subparts,
)
from vocapp.channels.inbound import ParsedInbound

_REPORTS: Final = ("message/delivery-status", "message/global-delivery-status")
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_PASSING: Final = re.compile(r"\s*4\d\d[ -]")
_CODED: Final = re.compile(r"\b[45]\d\d[ -]|\b[45]\.\d{1,3}\.\d{1,3}\b")
_MOST_DIAGNOSTIC: Final = 300
_MOST_BLOCKS: Final = 50
_MOST_PARTS: Final = 20
_MACHINES: Final = re.compile(r"mailer-daemon|postmaster|mail delivery (?:sub)?system|mailerdaemon", re.IGNORECASE)
_FAILED: Final = re.compile(
    r"could ?n[o']t be delivered|undeliver|not delivered|delivery (?:to the following|has failed|failed|failure)|"
    r"unable to deliver|did not reach|cannot be reached|nicht erreicht|n.a pas été remis|"
    r"no se ha podido entregar|no llegó a|لم يتم تسليم|"
    r"returned to sender|unzustellbar|nicht zugestellt|n.a pas pu être|non remis|no se pudo entregar|"
    r"permanent error|fatal errors",
    re.IGNORECASE,
)

# It logs every detector that it runs, and the full traceback of one that fails.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def read_bounce(mail: Message) -> ParsedInbound | None:
    """Reads the delivery report in `mail`; None if there is none."""
    results = [_classify(block, mail) for block in _blocks(mail) if block.get("action")]
    if not results:
        return _informal(mail)
    # Our mails have one recipient; of a report on several (an alias) the worst counts.
    order = ("delivered", "delayed", "bounce_soft", "bounce_hard")
    return max(results, key=lambda result: order.index(result.kind))


def _blocks(mail: Message) -> Iterator[Mapping[str, str]]:
    """The blocks of fields of the report, by lower-case name; reports in attached mails are not about this one."""
    for part in iter_parts(mail):
        if content_type(part) in _REPORTS:
            inner = [block for block in subparts(part) if block.keys()]
            if any(block.get("Action") for block in inner):
                blocks = inner[:_MOST_BLOCKS]
                yield from ({name.lower(): decode_header(value) for name, value in b.raw_items()} for b in blocks)
            else:
                yield from _fields(decode_text(_whole(part)))


def _whole(part: Message) -> bytes:
    """The content of a report that the library has taken apart wrongly: it does not decode parts "message/…"."""
    inner = subparts(part)
    try:
        raw = b"\n".join(each.as_bytes() for each in inner) if inner else part_bytes(part)
        encoding = header_text(part, "Content-Transfer-Encoding").lower()
        if encoding == "base64":
            return base64.b64decode(raw)
        return quopri.decodestring(raw) if encoding == "quoted-printable" else raw
    except BROKEN:
        return part_bytes(part)


def _fields(text: str) -> Iterator[Mapping[str, str]]:
    """Blocks of fields in a report that the library leaves as text."""
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))[:_MOST_BLOCKS]:
        fields: dict[str, str] = {}
        name = ""
        for line in block.split("\n")[:100]:
            if line[:1] in (" ", "\t") and name:
                fields[name] = f"{fields[name]} {line.strip()}"[:2000]
            elif ":" in line:
                head, _, value = line.partition(":")
                name = head.strip().lower()
                fields[name] = value.strip()[:2000]
        if fields:
            yield fields


def _classify(block: Mapping[str, str], mail: Message) -> ParsedInbound:
    action = (re.match(r"\s*([a-z]+)", block["action"].lower()) or [""])[0].strip()
    diagnostic = block.get("diagnostic-code", "")
    status = (_STATUS.match(block.get("status", "")) or [""])[0]
    words = diagnostic.partition(";")[2] or diagnostic
    if not status or status.endswith(".0.0"):
        # Some servers report 5.0.0 for everything; the text of the server that refused is more exact.
        status = exact_status(diagnostic) or exact_status(_notice(mail)) or status
    if not words.strip() and (not status or status.endswith(".0.0")):
        words = _notice(mail)
    if _PASSING.match(words) and status.startswith("5"):
        status = f"4{status[1:]}"  # the server that refused said that it is for the time being
    reason = bounce_reason(status, words)
    if reason is BounceReason.UNKNOWN:
        reason = bounce_reason(status, _notice(mail))
    return _result(action, status, reason, diagnostic)


def _result(action: str, status: str, reason: BounceReason, diagnostic: str) -> ParsedInbound:
    kind = {"delayed": "delayed", "delivered": "delivered", "relayed": "delivered", "expanded": "delivered"}.get(action)
    if kind is None:
        kind = "bounce_hard" if reason in HARD else "bounce_soft"
    detail = {"action": action, "status": status, "diagnostic": diagnostic[:_MOST_DIAGNOSTIC]}
    if kind.startswith("bounce"):
        detail["reason"] = reason.value
    told = f"{reason.value}: {status} {diagnostic}" if kind.startswith("bounce") else f"action {action}"
    return ParsedInbound(kind=kind, reason=" ".join(told.split())[:_MOST_DIAGNOSTIC], detail=detail)


def _notice(mail: Message) -> str:
    """Returns the notice above the report; of its lines those with a code of SMTP, if there are any.

    Only codes and words are taken from it, never the address of the bounce.
    """
    notice = body_text(mail)[:4000]
    coded = [line for line in notice.split("\n") if _CODED.search(line)]
    return "\n".join(coded[:10]) or notice


def _informal(mail: Message) -> ParsedInbound | None:
    """Reads a bounce without a report; flufl.bounce recognises many by the address they name."""
    temporary, permanent = _failures(mail)
    notice = _notice(mail)
    if not temporary and not permanent and not (_is_of_a_machine(mail) and _FAILED.search(body_text(mail)[:4000])):
        return None
    if temporary and not permanent:
        return _result("delayed", exact_status(notice), BounceReason.TIME, "")
    status = exact_status(notice)
    return _result("informal", status, bounce_reason(status, notice), "")


def _failures(mail: Message) -> tuple[Collection[bytes], Collection[bytes]]:
    """The addresses of temporary and of permanent failures. The library reads every part again and again."""
    if len(list(iter_parts(mail))) > _MOST_PARTS:
        return (), ()
    try:
        temporary, permanent = all_failures(mail)
    except BROKEN:
        return (), ()
    return temporary, permanent


def _is_of_a_machine(mail: Message) -> bool:
    return header_text(mail, "Return-Path") == "<>" or bool(_MACHINES.search(header_text(mail, "From")))
