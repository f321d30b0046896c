"""What a person wrote in a reply, and what of the mail is quote or signature.

- A quote after the last own words is cut, and so is one before the first: a reply above or below a quote is the same.
- Where own words stand between quotes, short quotes stay, because the words answer them; a long one becomes "> […]".
- A quote without ">" (Outlook) can be told only by the lines above it; then everything below is quote, if there are own
  words above.
- A signature after "-- " or of a phone is cut.
- Where no own words are left, the whole mail is the text: nothing that a person sent is lost.

What was cut is kept. Every step reads each line once. Libraries that split replies, such as mail-parser-reply, lose
what is written below a quote, and their patterns need minutes for a line of 20 KB.
"""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

from msgspec import Struct

from vocapp.channels.email.reply_words import (
    CLOCK,
    DATE_FIRST,
    DATED,
    DAY,
    HEADER,
    NAMED,
    PHONE,
    QUOTING,
    SENDER,
    SEPARATOR,
)

MOST_CHARACTERS: Final = 10_000
_LONGEST_LINE: Final = 400
_LONGEST_KEPT_QUOTE: Final = 12
_LONGEST_SIGNATURE: Final = 15
_MOST_LINES: Final = 20_000


class ReplyText(Struct, frozen=True):
    """A reply in parts. `text` is to be read, `own` is the part of it that its sender wrote, `cut` is all the rest."""

    text: str
    own: str
    cut: str = ""


class _Line(Enum):
    OWN = 1
    BLANK = 2
    QUOTE = 3
    SIGNATURE = 4


def split_reply(body: str) -> ReplyText:
    """Splits the text of a mail."""
    lines = [line.rstrip() for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n", _MOST_LINES)]
    kinds = _kinds(lines)
    if _Line.OWN not in kinds:
        whole = body.strip()
        # Nothing but a signature or a quote: it is shown, but nobody wrote it as their own words.
        return ReplyText(text=whole[:MOST_CHARACTERS], own="")
    first = kinds.index(_Line.OWN)
    last = len(kinds) - 1 - kinds[::-1].index(_Line.OWN)
    if _Line.QUOTE in kinds[first:last] and kinds[:first].count(_Line.QUOTE) <= _LONGEST_KEPT_QUOTE:
        first = 0  # each quote is answered below it
    text, cut = _between(lines[first : last + 1], kinds[first : last + 1])
    own = "\n".join(line for line, kind in zip(lines, kinds, strict=True) if kind in (_Line.OWN, _Line.BLANK)).strip()
    cuts = ["\n".join(lines[:first]).strip(), cut, "\n".join(lines[last + 1 :]).strip()]
    return ReplyText(
        text=_shortened(text), own=own[:MOST_CHARACTERS], cut=_shortened("\n\n".join(part for part in cuts if part))
    )


def _shortened(text: str) -> str:
    return text.strip()[:MOST_CHARACTERS]


def _between(lines: Sequence[str], kinds: Sequence[_Line]) -> tuple[str, str]:
    """The text from the first own line to the last, and the long quotes and signatures that were cut out of it."""
    kept, cut = list[str](), list[str]()
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and kinds[end] is kinds[start]:
            end += 1
        run = lines[start:end]
        if kinds[start] is _Line.SIGNATURE:
            cut += run
        elif kinds[start] is _Line.QUOTE and len(run) > _LONGEST_KEPT_QUOTE:
            cut += run
            kept.append("> […]")
        else:
            kept += run
        start = end
    return "\n".join(kept), "\n".join(cut)


def _kinds(lines: Sequence[str]) -> list[_Line]:
    """What each line is."""
    kinds = [_kind_alone(line) for line in lines]
    _mark_attributions(lines, kinds)
    if (start := _unmarked_quote(lines, kinds)) is not None:
        kinds[start:] = [_Line.QUOTE] * (len(kinds) - start)
    _mark_signatures(lines, kinds)
    return kinds


def _kind_alone(line: str) -> _Line:
    bare = line.strip(" \t\xa0\u200b\u200e\u200f\ufeff")
    if not bare:
        return _Line.BLANK
    return _Line.QUOTE if bare.startswith((">", "&gt;")) else _Line.OWN


def _mark_attributions(lines: Sequence[str], kinds: list[_Line]) -> None:
    """Marks the lines "On …, … wrote:" above a quote, of up to three lines, as quote."""
    for at, kind in enumerate(kinds):
        if kind is not _Line.QUOTE or (at and kinds[at - 1] is _Line.QUOTE):
            continue
        end = at
        while end and kinds[end - 1] is _Line.BLANK:
            end -= 1
        for count in (1, 2, 3):
            start = end - count
            if start < 0 or kinds[start] is not _Line.OWN or at - end > 2:
                break
            joined = " ".join(line.strip() for line in lines[start:end])
            if _is_above_quote(joined) and (count == 1 or not _is_attribution_end(lines[start])):
                kinds[start:at] = [_Line.QUOTE] * (at - start)
                break


def _is_attribution(line: str) -> bool:
    short = line[:_LONGEST_LINE]
    patterns = (DATED, NAMED, DATE_FIRST, QUOTING)
    return len(line) <= _LONGEST_LINE and any(pattern.match(short) for pattern in patterns)


def _is_above_quote(line: str) -> bool:
    """Whether a line is an attribution where a quote with ">" follows: then its verb need not be known."""
    bare = line.strip("- \t")
    return _is_attribution(bare) or (len(bare) <= _LONGEST_LINE and bare.endswith((":", "：")) and _is_exact(bare))


def _is_attribution_end(line: str) -> bool:
    """Whether a line ends a sentence: then it does not begin an attribution."""
    return line.rstrip().endswith((".", "!", "?"))


def _unmarked_quote(lines: Sequence[str], kinds: Sequence[_Line]) -> int | None:
    """Where a quote without ">" begins; None where there is none, or nothing of one's own above it."""
    seen_own = False
    for at, kind in enumerate(kinds):
        if kind is not _Line.OWN:
            continue
        line = lines[at][:_LONGEST_LINE]
        begins = (
            SEPARATOR.match(line)
            or _begins_headers(lines, at)
            or (_is_underline(line) and _begins_headers(lines, _next_text(lines, at), least=1))
            or _begins_unmarked(lines, kinds, at)
        )
        if begins:
            return at if seen_own else None
        seen_own = seen_own or not PHONE.match(line)
    return None


def _is_underline(line: str) -> bool:
    bare = line.strip()
    return len(bare) >= 10 and not bare.strip("_")  # Outlook's line


def _next_text(lines: Sequence[str], at: int) -> int:
    after = at + 1
    while after < min(len(lines), at + 4) and not lines[after].strip():
        after += 1
    return after


def _begins_headers(lines: Sequence[str], at: int, least: int = 2) -> bool:
    """Whether the headers of another mail begin here: a sender, and others in the next lines."""
    if at >= len(lines) or not (first := HEADER.match(lines[at][:_LONGEST_LINE])) or first[1].lower() not in SENDER:
        return False
    following = [line for line in lines[at + 1 : at + 9] if line.strip()][:4]
    others = {found[1].lower() for line in following if (found := HEADER.match(line[:_LONGEST_LINE]))}
    return len(others - SENDER) >= (1 if "@" in lines[at][:_LONGEST_LINE] else least)


def _begins_unmarked(lines: Sequence[str], kinds: Sequence[_Line], at: int) -> bool:
    """Whether an attribution with an address, or with date and time, stands above lines without ">"."""
    for count in (1, 2, 3):
        joined = " ".join(line.strip() for line in lines[at : at + count])[: _LONGEST_LINE + 1]
        if joined.endswith((":", "：", ">")) and _is_attribution(joined) and _is_exact(joined):
            after = _next_text(lines, at + count - 1)
            return after < len(lines) and kinds[after] is not _Line.QUOTE
        if at + count >= len(lines) or kinds[at + count] is not _Line.OWN:
            return False
    return False


def _is_exact(attribution: str) -> bool:
    """ "Your engineer wrote:" is a sentence of the customer; with an address or a date and a time it is a program's."""
    return bool(
        re.search(r"<[^<>\s]{1,100}@[^<>\s]{1,100}>|\S@\S{1,100}\.\w", attribution)
        or (CLOCK.search(attribution) and DAY.search(attribution))
    )


def _mark_signatures(lines: Sequence[str], kinds: list[_Line]) -> None:
    """Marks signatures: after "-- ", and the lines that phones and programs add."""
    for at, line in enumerate(lines):
        if kinds[at] is not _Line.OWN:
            continue
        if line.strip() in ("--", "—") and any(kind is _Line.OWN for kind in kinds[:at]):
            end = _signature_end(kinds, at)
            kinds[at:end] = [_Line.SIGNATURE] * (end - at)
        elif len(line) <= 200 and PHONE.match(line) and _is_last(kinds, at):
            kinds[at] = _Line.SIGNATURE


def _signature_end(kinds: Sequence[_Line], at: int) -> int:
    """The end of the lines after "-- "; `at` itself where they are too many for a signature."""
    end, own = at, 0
    while end < len(kinds) and kinds[end] in (_Line.OWN, _Line.BLANK):
        own += kinds[end] is _Line.OWN
        if own > _LONGEST_SIGNATURE:
            return at
        end += 1
    return end


def _is_last(kinds: Sequence[_Line], at: int) -> bool:
    """Whether at most one more own line follows before a quote or the end."""
    own = 0
    for kind in kinds[at + 1 :]:
        if kind in (_Line.QUOTE, _Line.SIGNATURE):
            break
        own += kind is _Line.OWN
        if own > 1:
            return False
    return True
