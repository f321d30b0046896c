"""Why a mail was refused, from the status (RFC 3463) and the words of the server that refused it.

Servers give 5.1.1 for a blocked sender and 5.7.1 for an unknown user, so words count first. Only "nobody there" and
"mailbox disabled" say something about the address for good. Sender, reputation, authentication and policy are trouble
of the company that sends, and are counted for each of its domains.
"""

import re
from enum import StrEnum
from typing import Final


class BounceReason(StrEnum):
    """Why a mail was refused."""

    NOBODY_THERE = "nobody there"
    MAILBOX_DISABLED = "mailbox disabled"
    SENDER = "sender refused"
    REPUTATION = "sender blocked"  # the IP address or the domain is on a list
    AUTHENTICATION = "authentication failed"  # SPF, DKIM, DMARC, TLS
    POLICY = "policy or content"
    NAME_SERVER = "name server"
    QUOTA = "mailbox full"
    SIZE = "too large"
    TIME = "not delivered in time"  # greylisting, limits of rate, servers that cannot be reached
    UNKNOWN = "unknown"


HARD: Final = frozenset({BounceReason.NOBODY_THERE, BounceReason.MAILBOX_DISABLED})
SENDER_TROUBLE: Final = frozenset(
    {BounceReason.SENDER, BounceReason.REPUTATION, BounceReason.AUTHENTICATION, BounceReason.POLICY}
)
REPEATED: Final = frozenset({BounceReason.QUOTA, BounceReason.UNKNOWN})
"""Soft reasons that concern the mailbox: a mailbox that refuses again and again for them is taken for abandoned."""

_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_MOST_WORDS: Final = 1000

# In this order: what is about the sender comes before what is about the address.
_WORDS: Final = (
    (
        BounceReason.AUTHENTICATION,
        r"\bspf\b|\bdkim\b|\bdmarc\b|sender policy framework|unauthenticated|not authenticated|authentication (?:required|failed)"
        r"|starttls|\btls\b.{0,30}(?:required|fail)|not authorized to send|reverse dns|\bptr\b|no rdns|fcrdns",
    ),
    (
        BounceReason.REPUTATION,
        r"black ?list|block ?list|deny ?list|\brbl\b|dnsbl|spamhaus|barracuda|sorbs|spamcop|proofpoint|senderbase|reputation"
        r"|\bblocked\b|\bblocking\b|\bbanned\b|(?<!not )listed (?:at|by|in|on)|poor (?:ip|domain)|bad (?:ip|reputation)|abuse from"
        r"|(?:your|client|sending|sender'?s?) (?:ip|host|network|server|mail server).{0,60}(?:refused|denied|rejected|not allowed)",
    ),
    (
        BounceReason.SENDER,
        r"sender (?:address |domain )?(?:is |was )?(?:rejected|denied|refused|unknown|invalid|not)|sender verif\w+"
        r"|sender.{0,60}(?:does not exist|do(?:es)? not resolve|not found|domain not found)|bad sender|invalid sender|unknown sender"
        r"|return.?path.{0,40}(?:reject|invalid)|from address|mail from.{0,60}(?:denied|rejected|refused|not allowed|invalid)"
        r"|domain of sender|relay(?:ing)? (?:access )?(?:denied|not (?:allowed|permitted))|unable to relay|not (?:allowed|permitted) to relay"
        r"|callback verification|callout",
    ),
    (
        BounceReason.POLICY,
        r"\bspam\b|\bspammy\b|\bjunk\b|unsolicited|\bvirus\b|malware|phishing|content (?:rejected|filter|blocked)|message (?:content )?rejected"
        r"|policy (?:violation|reasons?|reject)|local policy|security polic|administrative(?:ly)? (?:prohibit|den)\w*|prohibited|url.{0,20}(?:block|list)"
        r"|not (?:accept|want)\w* (?:mail|bulk)|bulk mail|attachment",
    ),
    (
        BounceReason.QUOTA,
        r"(?:mailbox|mail box|inbox|quota|storage|disk|account).{0,40}(?:full|exceed\w*|over|limit)|over ?quota|quota|insufficient (?:system )?storage"
        r"|no space left|not enough (?:space|storage)|postfach.{0,20}voll|boîte.{0,30}pleine|buzón.{0,20}lleno|out of storage",
    ),
    (
        BounceReason.SIZE,
        r"(?:message|mail|size).{0,40}(?:too (?:big|large)|exceed\w*.{0,30}(?:size|limit)|size limit)|maximum (?:message )?size",
    ),
    (
        BounceReason.TIME,
        r"gr[ea]y ?list|try (?:again|later)|retry|temporar\w+|too many (?:connections|messages|recipients|mails|concurrent)|rate limit|throttl"
        r"|timed? ?out|time-out|delivery (?:time|period).{0,20}expired|expired|deferred|delayed|connection (?:refused|reset|lost|dropped)"
        r"|could not (?:connect|be reached)|unreachable|unavailable, try|service (?:not |un)available|loop|too many hops|receiving (?:mail )?too (?:fast|quickly)"
        r"|resources temporarily|overload|busy",
    ),
    (
        BounceReason.MAILBOX_DISABLED,
        r"(?:mailbox|account|user|recipient|address|mail ?box).{0,60}(?:disabled|inactive|deactivated|suspended|discontinued|closed|expired|locked|"
        r"no longer (?:active|available|valid|in use|accepts|used)|not active|not in use|gesperrt|deaktiviert|désactivé|desactivad\w)"
        r"|(?:disabled|inactive|suspended|deactivated) (?:mailbox|account|user|recipient)|no longer (?:works|employed|with us|a valid)",
    ),
    (
        BounceReason.NOBODY_THERE,
        r"(?:user|recipient|mailbox|mail box|address|account|alias|person|inbox|local part|addressee|adresse|empfänger|destinataire|usuario|cuenta|boîte)"
        r".{0,80}(?:unknown|not (?:be )?(?:found|known|exist\w*|listed|recogni[sz]ed|valid|here|our customer)|does ?n[o']t exist|doesn.t exist|do not exist|"
        r"invalid|unbekannt|nicht (?:gefunden|bekannt|vorhanden)|existiert nicht|inconnue?|introuvable|n.existe pas|desconocid\w|no existe|no encontrad\w)"
        r"|(?:unknown|invalid|no such|nonexistent|non-existent|bad|undefined|unrouteable|unroutable|no) (?:local )?(?:user|recipient|mailbox|address|account|person|alias|destination mailbox)"
        r"|no (?:such|mailbox)|not a (?:valid|known) (?:user|recipient|mailbox|address)|doesn.t have a .{0,40} account|address rejected: (?:user|undeliverable)"
        r"|(?<!sender )address rejected\.?\s*$|there is no .{0,40}(?:user|account|mailbox|one)|null mx|domain (?:does not|doesn.t) accept mail|recipientnotfound|resolver\.adr|user_unknown",
    ),
    (
        BounceReason.NAME_SERVER,
        r"host (?:or domain name )?(?:not found|unknown|lookup)|unknown host|name service|\bdns\b|nxdomain|no (?:valid )?mx|mx (?:record|lookup)|domain (?:name )?(?:not found|does not exist|unknown|lookup)"
        r"|unresolvable|could not be resolved|no route to host|unrouteable",
    ),
)
_PASSING: Final = re.compile(r"temporar|try (?:again )?later", re.IGNORECASE)
_WEAK: Final = re.compile(r"access denied|transaction failed|refused|not allowed|denied|\bpolicy\b", re.IGNORECASE)
_COMPILED: Final = tuple((reason, re.compile(words, re.IGNORECASE)) for reason, words in _WORDS)
_BY_STATUS: Final = (
    (r"\.1\.(?:1|3|6|10)$", BounceReason.NOBODY_THERE),
    (r"\.1\.(?:7|8)$", BounceReason.SENDER),
    (r"\.1\.(?:2|4|5|9)$", BounceReason.NAME_SERVER),
    (r"\.2\.1$", BounceReason.MAILBOX_DISABLED),
    (r"\.2\.2$", BounceReason.QUOTA),
    (r"\.2\.3$|\.3\.4$", BounceReason.SIZE),
    (r"\.4\.(?:3|4)$", BounceReason.NAME_SERVER),
    (r"\.4\.\d+$|\.3\.\d+$", BounceReason.TIME),
    (r"\.7\.(?:2[0-9]|30)$|\.7\.(?:5|7|8|9|1[0-9])$", BounceReason.AUTHENTICATION),
    (r"\.[67]\.\d+$", BounceReason.POLICY),
)


def bounce_reason(status: str, words: str) -> BounceReason:
    """Judges a failure by its enhanced status, "" if there is none, and by what the server said."""
    found = _by_words(words[:_MOST_WORDS])
    by_status = _by_status(status)
    if trouble := next((reason for reason in found if reason in SENDER_TROUBLE), None):
        return trouble
    hard = next((reason for reason in found if reason in HARD), None)
    soft = next((reason for reason in found if reason not in HARD), None)
    if status.startswith("4"):  # for the time being: nothing is said about the address for good
        return soft or (by_status if by_status not in (*HARD, BounceReason.UNKNOWN) else BounceReason.TIME)
    if hard and (
        soft is None or soft is BounceReason.NAME_SERVER or (by_status in HARD and not _PASSING.search(words))
    ):
        return hard
    if soft:
        return by_status if soft is BounceReason.TIME and by_status not in (*HARD, BounceReason.UNKNOWN) else soft
    if by_status is BounceReason.UNKNOWN and _WEAK.search(words[:_MOST_WORDS]):
        return BounceReason.POLICY
    return by_status


def _by_words(words: str) -> list[BounceReason]:
    return [reason for reason, pattern in _COMPILED if pattern.search(words)]


def _by_status(status: str) -> BounceReason:
    if not _STATUS.fullmatch(status):
        return BounceReason.UNKNOWN
    return next((reason for pattern, reason in _BY_STATUS if re.search(pattern, status)), BounceReason.UNKNOWN)


def exact_status(text: str) -> str:
    """The first enhanced status of a failure in `text` that is more exact than x.0.0; else ""."""
    codes = (match[0] for match in _STATUS.finditer(text[:4000]) if match[1] != "2")
    return next((code for code in codes if not code.endswith(".0.0")), "")


def leading_status(text: str) -> str:
    """The enhanced status with which a reply of SMTP begins (RFC 2034); else ""."""
    found = _STATUS.match(text.strip())
    return found[0] if found else ""
