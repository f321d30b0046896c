"""How is a sentence that a left room says, in English, told in the reader's language?

What rooms left of the pages say is read on terminals, over the API and in files, in English. A page that shows it finds
the sentence among those it knows, with what takes their places "%(name)s", and tells it in the reader's language.
"""

import re
from collections.abc import Iterable
from typing import Final

from vocapp.ui.reader import gettext

_HOLE: Final = re.compile(r"%\((\w+)\)s")


class Retold:
    """Knows `sentences` (interface texts, `mark`ed); whatever it does not know stays as it is."""

    def __init__(self, sentences: Iterable[str]) -> None:
        # The more a sentence says itself, the surer it is meant.
        known = sorted(sentences, key=lambda text: -len(_HOLE.sub("", text)))
        self._known = [(_pattern(text), text) for text in known]

    def __call__(self, said: str) -> str:
        """What was said, line by line, in the reader's language."""
        return "\n".join(self._line(line) for line in said.split("\n"))

    def knows(self, line: str) -> bool:
        """Whether a line is one of its sentences."""
        return any(pattern.fullmatch(line) for pattern, _ in self._known)

    def _line(self, line: str) -> str:
        for pattern, text in self._known:
            if found := pattern.fullmatch(line):
                told = gettext(text)
                return told % found.groupdict() if found.groupdict() else told
        return line


def _pattern(text: str) -> re.Pattern[str]:
    pieces = _HOLE.split(text)
    return re.compile("".join(f"(?P<{p}>.+?)" if at % 2 else re.escape(p) for at, p in enumerate(pieces)), re.DOTALL)
