"""A digest as plain text: the same sentences as in the HTML, for mail programs that show no HTML."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from vocapp.digests.content.document import DigestLine, DigestText
from vocapp.digests.content.types import Quote
from vocapp.ui.reader import gettext

WIDTH: Final = 72


def format_plain_text(
    digest: DigestText, links: Sequence[tuple[str, str]], footer: str, channel_name: Callable[[str], str]
) -> str:
    """The whole text. `links` are pairs of label and address; the first stands above the limits, the rest last."""
    return "\n".join(_lines(digest, links, footer, channel_name))


def _lines(
    digest: DigestText, links: Sequence[tuple[str, str]], footer: str, channel_name: Callable[[str], str]
) -> Iterator[str]:
    title = " · ".join(filter(None, (digest.title, digest.days, digest.scope)))
    yield from (title, "=" * min(len(title), WIDTH), "", *_wrapped(digest.opening), "")
    for line in digest.lines:
        yield from _number(line)
    yield from _section(gettext("Invitations and responses"), digest.invitations)
    yield from _section(gettext("Cases"), digest.cases)
    yield from _section(gettext("Themes"), digest.themes)
    yield from _quotes(gettext("Dissatisfied"), digest.low, channel_name)
    yield from _quotes(gettext("Satisfied"), digest.high, channel_name)
    yield from (f"{links[0][0]}:", links[0][1], "")
    yield from _section(gettext("Limits of these numbers"), digest.limits, "- ")
    yield from _section(gettext("Restated figures"), digest.restated, "- ")
    yield "-- "
    for words, address in links[1:]:
        yield f"{words}: {address}"
    yield from ("", *footer.splitlines(), "")


def _number(line: DigestLine) -> Iterator[str]:
    value = f"{line.value} ({line.span}, n = {line.n})" if line.span else line.value
    yield from _wrapped(f"{line.name}: {value}", "  ")
    if line.change:
        yield from (f"  {part}" for part in _wrapped(line.change))
    yield ""


def _section(title: str, texts: Sequence[str], bullet: str = "") -> Iterator[str]:
    if not texts:
        return
    yield from (title.upper(), "")
    for text in texts:
        yield from _wrapped(f"{bullet}{text}", " " * len(bullet))
    yield ""


def _quotes(title: str, quotes: Sequence[Quote], channel_name: Callable[[str], str]) -> Iterator[str]:
    if not quotes:
        return
    yield f"{title}:"
    for quote in quotes:
        yield from _wrapped(f"> {' '.join(quote.words.split())} [{channel_name(quote.channel)}]", "> ")
    yield ""


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
