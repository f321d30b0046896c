"""HTML as the text that a person reads, with ">" before the lines of quotes, as in plain mail.

libxml2 reads the HTML: its time and memory grow with the length, whatever the tags are. Python's own parser needs
18 seconds for 20 KB of "<a ".
"""

import re
from typing import Final

from lxml import etree

_LINES: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tr",
        "ul",
    ]
)
_HIDDEN: Final = frozenset({"style", "script", "head", "title", "template", "noscript", "svg", "math", "select"})
# Containers of quotes that are no <blockquote>.
_QUOTES: Final = re.compile(r"(?:^|\s)(?:yahoo_quoted\S*|protonmail_quote|tutanota_quote|zmail_extra)(?:\s|$)")
_INVISIBLE: Final = re.compile(
    r"display\s{0,9}:\s{0,9}none|mso-hide\s{0,9}:\s{0,9}all|max-height\s{0,9}:\s{0,9}0(?![.\d])|visibility\s{0,9}:\s{0,9}hidden",
    re.IGNORECASE,
)
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_DEEPEST: Final = 20
_BREAK: Final = "\u2028"
_TAG: Final = re.compile(r"(<[^<>]*>)")
_WRITTEN_RETURN: Final = re.compile(r"&#(?:13|x0?d);", re.IGNORECASE)
_MOST_BREAKS: Final = 20


def html_to_text(html: str) -> str:
    """Returns the visible text of `html`."""
    html = _with_breaks(html)
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        parser.feed(html.encode("utf-8", "replace"))
        parser.close()
    except (etree.LxmlError, AssertionError, ValueError):
        if not reader.pieces:
            return re.sub(r"<[^<>]*>", " ", html)
    return reader.text()


def _with_breaks(html: str) -> str:
    """`html` with a mark for each carriage return that is no part of a line end: some programs break lines with it."""
    if "\r" not in html and "&#" not in html:
        return html
    plain = _WRITTEN_RETURN.sub("\r", html).replace("\r\n", "\n")
    if "\n" not in plain and plain.count("\r") > _MOST_BREAKS:
        return plain.replace("\r", "\n")  # its line ends
    pieces = _TAG.split(plain)
    pieces[::2] = [piece.replace("\r", _BREAK) for piece in pieces[::2]]
    return "".join(pieces).replace("\r", " ")


class _Reader:
    """Collects the visible text, line by line."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # tag, hides, quotes
        self._hidden = 0
        self._depth = 0
        self._is_new = True
        self._raw = 0

    def start(self, tag: object, attributes: dict[str, str]) -> None:
        name = tag if isinstance(tag, str) else ""
        if name in _LINES:
            self._break()
        if name == "br":
            self._break(always=True)
        if name == "img" and not self._hidden and (alt := (attributes.get("alt") or "").strip()) and len(alt) < 4:
            self.data(alt)  # an emoji
        if name in _VOID:
            return
        marks = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:500]
        quotes = name == "blockquote" or bool(_QUOTES.search(marks)) or attributes.get("name") == "quote"
        hides = name in _HIDDEN or bool(_INVISIBLE.search((attributes.get("style") or "")[:500]))
        self._open.append((name, hides, quotes))
        self._hidden += hides
        self._depth += quotes
        self._raw += name == "pre"

    def end(self, tag: object) -> None:
        if tag in _VOID or not self._open:
            return
        name, hides, quotes = self._open.pop()
        if name in _LINES:
            self._break()
        self._hidden -= hides
        self._depth -= quotes
        self._raw -= name == "pre"
        if name in ("p", "blockquote") and not self._hidden:
            self._break(always=True)

    def data(self, text: str) -> None:
        if self._hidden:
            return
        if self._raw:
            for number, line in enumerate(text.replace(_BREAK, "\n").split("\n")):
                if number:
                    self._break(always=True)
                self._write(line)
        else:
            for number, line in enumerate(text.split(_BREAK)):
                if number:
                    self._break(always=True)
                self._write(re.sub(r"[ \t\r\n\f]+", " ", line))

    def close(self) -> None:
        """The end of the document."""

    def text(self) -> str:
        lines = (line.rstrip() for line in "".join(self.pieces).replace("\xa0", " ").split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def _write(self, text: str) -> None:
        shown = text.lstrip() if self._is_new and not self._raw else text
        if shown:
            if self._is_new:
                self.pieces.append("> " * min(self._depth, _DEEPEST))
            self.pieces.append(shown)
            self._is_new = False

    def _break(self, *, always: bool = False) -> None:
        if not self._hidden and (always or not self._is_new):
            self.pieces.append("\n")
            self._is_new = True
