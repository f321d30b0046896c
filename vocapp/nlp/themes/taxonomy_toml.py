"""A taxonomy as TOML, for people to keep, read and change: the reverse of `taxonomy.parse_taxonomy`. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from vocapp.nlp.themes.taxonomy import Taxonomy, Theme

HEAD: Final = (
    "# What customers write about. A theme without phrases is a branch of the tree, or is assigned by people only.\n"
)
BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def format_taxonomy(taxonomy: Taxonomy) -> str:
    """Returns the content of a file."""
    blocks = ["\n".join(_format_theme(theme)) for theme in taxonomy.theme]
    for kind, phrases in taxonomy.urgent.items():
        blocks.append("\n".join(_format_phrases(f"urgent.{_format_key(kind)}", phrases)))
    themes = "" if taxonomy.theme else "theme = []\n"
    return f"{HEAD}version = {taxonomy.version}\n{themes}\n" + "\n\n".join(blocks) + "\n"


def _format_theme(theme: Theme) -> Iterator[str]:
    yield "[[theme]]"
    yield f"id = {_format_text(theme.id)}"
    if theme.parent is not None:
        yield f"parent = {_format_text(theme.parent)}"
    titles = ", ".join(f"{_format_key(code)} = {_format_text(title)}" for code, title in theme.titles.items())
    yield f"titles = {{ {titles} }}"
    if theme.lines:
        yield f"lines = [{', '.join(map(_format_text, theme.lines))}]"
    if theme.retired:
        yield "retired = true"
    if theme.phrases:
        yield from _format_phrases("theme.phrases", theme.phrases)


def _format_phrases(table: str, phrases: Mapping[str, str]) -> Iterator[str]:
    yield f"[{table}]"
    for language, lines in phrases.items():
        plain = CONTROL.sub(_escape, lines.replace("\\", "\\\\").replace('"', '\\"'))
        yield f'{_format_key(language)} = """\n{plain}"""'


def _format_key(name: str) -> str:
    return name if BARE.fullmatch(name) else _format_text(name)


def _format_text(text: str) -> str:
    """In quotes: JSON escapes as TOML does, but for one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
