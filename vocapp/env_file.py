"""A file of settings that the service and the shell share, in the syntax of systemd's `EnvironmentFile`.

The file is read as systemd reads it, so that one file means the same to both: a `#` inside a value belongs to the
value, and quotes count only around a whole value. What systemd would skip with a warning is refused here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vocapp.settings import SettingError

_BLANK: Final = re.compile(r"[ \t]*(?:[#;][^\n]*)?(?:\n|\Z)")
_ENTRY: Final = re.compile(
    r"""[ \t]*(?P<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=
        (?P<quoted>(?:[ \t]*(?:'[^']*'|"(?:[^"\\]|\\.)*"))*)
        [ \t]*(?P<plain>(?:[^\n\\]|\\.)*)(?:\n|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_QUOTED: Final = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)\"""", re.DOTALL)


def read_env_file(path: Path) -> dict[str, str]:
    """Returns the variables of the file; SettingError names the file and the line that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except OSError as failure:
        raise SettingError(
            f"--env-file {path}: the file cannot be read ({failure.strerror}). "
            "Name the file of the service, and run the command as a user who may read it."
        ) from failure
    except UnicodeDecodeError as failure:
        raise SettingError(f"--env-file {path}: the file is not UTF-8. Save it as UTF-8.") from failure
    return dict(_entries(path, text))


def _entries(path: Path, text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        if blank := _BLANK.match(text, place):
            place = blank.end()
            continue
        entry = _ENTRY.match(text, place)
        if entry is None or entry["plain"].startswith(("'", '"')):
            line = text.count("\n", 0, place) + 1
            raise SettingError(
                f"--env-file {path}: line {line} is not NAME=value, or a quote is open. "
                "Write one variable a line, without `export`, such as VOCAPP_PORT=8000."
            )
        parts = [single or _unescaped(double, '"`$\\') for single, double in _QUOTED.findall(entry["quoted"])]
        yield entry["name"], "".join([*parts, _unescaped(entry["plain"].rstrip(), None)])
        place = entry.end()


def _unescaped(text: str, special: str | None) -> str:
    """`text` without its backslashes: before any character, or only before one of `special`."""

    def plain(escape: re.Match[str]) -> str:
        if escape[1] == "\n":
            return ""
        return escape[1] if special is None or escape[1] in special else escape[0]

    return re.sub(r"\\(.)", plain, text, flags=re.DOTALL)
