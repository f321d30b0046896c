"""Parses yes and no in every language, as thumbs, or as the numbers 1 and 2 that a text message offers."""

import re
from typing import Final

from vocapp.questionnaire.answer_words import NO, YES
from vocapp.questionnaire.normalise_text import LONGEST_SHORT_ANSWER, plain

_FIRST_WORD: Final = re.compile(r"(\w+|\W)(\s*[,.;:!\-،؛]+\s*|\s+)(.*)", re.DOTALL)


def yes_or_no(raw: str) -> bool | None:
    """True, False, or None for neither: "no problem" can mean both, so it is asked again."""
    word = plain(raw) if len(raw) <= LONGEST_SHORT_ANSWER else ""
    if word in ("1", "2"):
        return word == "1"
    return True if word in YES else False if word in NO else None


def yes_or_no_and_more(raw: str) -> tuple[bool, str, bool] | None:
    """(True, "after 5 pm", False) for "yes after 5 pm": the answer, the rest, whether punctuation separates them."""
    whole = yes_or_no(raw)
    if whole is not None:
        return whole, "", True
    found = _FIRST_WORD.fullmatch(raw.strip())
    first = yes_or_no(found[1]) if found else None
    return None if found is None or first is None else (first, found[3].strip(), not found[2].isspace())
