"""Names of people, compared: whether two names may be one person's. Pure."""

import re
import unicodedata
from typing import Final

_YOUNGER: Final = frozenset({"jr", "jun", "junior", "ii", "iii"})
_OLDER: Final = frozenset({"sr", "sen", "senior"})


def may_be_same(name: str | None, other: str | None) -> bool:
    """Whether two names may be one person's: the words of one are among those of the other, in any order.

    An initial stands for every word that begins with it. A name that is not known contradicts nothing. Father and son
    are two: "jun." belongs to the younger one only.
    """
    if not name or not other:
        return True
    words, others = _words(name), _words(other)
    if bool(words & _YOUNGER) != bool(others & _YOUNGER):
        return False
    few, many = sorted((words - _YOUNGER - _OLDER, others - _YOUNGER - _OLDER), key=len)
    return all(any(word == full or word == full[0] or full == word[0] for full in many) for word in few)


def is_same(name: str, other: str) -> bool:
    """Whether two names have the same words."""
    return _words(name) == _words(other)


def name_key(name: str) -> str:
    """The words of a name in one order, the same for every spelling that `is_same` takes for one."""
    return " ".join(sorted(_words(name)))


def _words(name: str) -> frozenset[str]:
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return frozenset(re.findall(r"\w+", plain))
