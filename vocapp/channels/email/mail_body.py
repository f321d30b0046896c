"""The text of a mail as a person reads it: the plain text, else the HTML as text; never an attachment."""

import re
from email.message import Message
from typing import Final

from vocapp.channels.email.attachments import is_attached
from vocapp.channels.email.html_text import html_to_text
from vocapp.channels.email.parse_mime import content_type, iter_parts, part_text, subparts

_MOST_TEXT: Final = 200_000
_DEEPEST: Final = 20


def body_text(mail: Message) -> str:
    """Returns the texts of a mail in their order; of alternatives the plain one, unless it is empty."""
    return "\n\n".join(text.strip("\n") for text in _texts(mail, mail, _DEEPEST) if text.strip())[:_MOST_TEXT]


def _texts(part: Message, mail: Message, depth: int) -> list[str]:
    if depth == 0 or is_attached(part, mail):
        return []
    kind = content_type(part)
    inner = subparts(part)
    if kind == "multipart/alternative" and inner:
        found = [(content_type(each), texts) for each in inner[:20] if (texts := _texts(each, mail, depth - 1))]
        plain = next((texts for kind, texts in found if kind == "text/plain" and any(t.strip() for t in texts)), None)
        return plain or (found[-1][1] if found else [])
    if inner:
        return [text for each in inner[:200] for text in _texts(each, mail, depth - 1)]
    if kind == "text/html":
        return [html_to_text(part_text(part, line_ends=False))]
    return [part_text(part)] if kind.startswith("text/") or part is mail else []


def source_text(mail: Message) -> str:
    """Returns what stands in the parts of text between tags, for a mail of which nothing is visible."""
    sources = (part_text(part) for part in iter_parts(mail) if not is_attached(part, mail) and not subparts(part))
    return next((text for source in sources if (text := re.sub(r"<[^<>]*>", " ", source).strip())), "")
