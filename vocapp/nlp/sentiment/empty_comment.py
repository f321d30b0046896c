"""Does an answer say anything? "n/a" does not; "nothing" does where it was asked what could be better. Pure."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal

from vocapp.nlp.redaction.known_names import folded
from vocapp.nlp.types import Asks

Said = Literal["something", "nothing", "none", "everything"]

LONGEST: Final = 80  # characters; no longer answer says nothing
NOT_A_WORD: Final = re.compile(r"[\W_]+")
MARK: Final = re.compile(r"[^\w\s]|_")
GRADE: Final = re.compile(r"\s*(?:\d{1,2}|100)\s*(?:/\s*\d{1,3}|%)\s*[.!]*\s*")
FEELING: Final = frozenset(
    "👍👎👏🙏💪👌❤💔💖💕😀😃😄😁😆😊😍🥰😘🤗🤩😎😂🙂😉😇🥳🎉⭐🌟✨💯✅😞😔😟😕🙁☹😣😖😫😩😢😭😤😠😡🤬🤮🤢😱😨😰😥😓💩❌🚫"
)
FACES: Final = re.compile(r"[:;=8xX]['’]?-?[)(DPpd/\\|\]\[]|<3|\^\^")


@lru_cache(maxsize=8)
def what_is_said(text: str) -> Said:
    """ "none": there is nothing to name; "everything": all of it; "nothing": no answer at all."""
    if len(text) > LONGEST:
        return "something" if re.search(r"\w", text) or _feels(text) else "nothing"
    words = _plain(text)
    if not any(character.isalpha() for character in words):
        return "something" if GRADE.fullmatch(text) or _feels(text) else "nothing"
    answers = _answers()
    return answers.get(words) or answers.get(_without_fillers(words)) or _of_its_letters(words)


def says_nothing(text: str, asks: Asks = "open") -> bool:
    """Whether there is nothing to read: no answer, or "nothing" to an open question, where it means neither."""
    said = what_is_said(text)
    return said == "nothing" or (said == "none" and asks == "open")


def _plain(text: str) -> str:
    return NOT_A_WORD.sub(" ", folded(text.replace("'", " ").replace("’", " "))).strip()


def _feels(text: str) -> bool:
    return any(character in FEELING for character in text) or bool(FACES.search(text))


def _of_its_letters(words: str) -> Said:
    """One letter, over and over, or a lonely one says nothing."""
    letters = set(words) - {" "}
    return "nothing" if len(letters) == 1 and next(iter(letters)).isascii() else "something"


def _without_fillers(words: str) -> str:
    """The words without what is only polite or hesitating; all of them where nothing else is left."""
    if _first_of_fillers().isdisjoint(words.split()):
        return words
    return NOT_A_WORD.sub(" ", _fillers().sub(" ", words)).strip() or words


def answers(language: str) -> tuple[str, ...]:
    """The whole answers of a language that say nothing, or that there is nothing."""
    return tuple(answer for kind in ("nothing", "none", "everything") for answer in _data()[kind].get(language, ()))


@cache
def _answers() -> dict[str, Said]:
    kinds: tuple[Said, ...] = ("everything", "none", "nothing")
    return {answer: kind for kind in kinds for answers in _data()[kind].values() for answer in answers}


@cache
def _fillers() -> re.Pattern[str]:
    fillers = sorted({filler for fillers in _data()["fillers"].values() for filler in fillers}, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, fillers)) + r")\b")


@cache
def _first_of_fillers() -> frozenset[str]:
    return frozenset(NOT_A_WORD.split(filler)[0] for fillers in _data()["fillers"].values() for filler in fillers)


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("vocapp.nlp").joinpath("data", "empty_comments.toml").read_text(encoding="utf-8"))
