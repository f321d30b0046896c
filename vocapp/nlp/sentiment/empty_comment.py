"""Empty answers: "n/a" says nothing; "nothing" is an answer where the question was what to improve. Pure."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal

from vocapp.nlp.redaction.known_names import fold_word
from vocapp.nlp.types import QuestionIntent

AnswerContent = Literal["something", "nothing", "none", "everything"]

MAX_CHARACTERS: Final = 80  # characters; a longer answer always says something
NOT_A_WORD: Final = re.compile(r"[\W_]+")
MARK: Final = re.compile(r"[^\w\s]|_")
GRADE: Final = re.compile(r"\s*(?:\d{1,2}|100)\s*(?:/\s*\d{1,3}|%)\s*[.!]*\s*")
FEELING: Final = frozenset(
    "👍👎👏🙏💪👌❤💔💖💕😀😃😄😁😆😊😍🥰😘🤗🤩😎😂🙂😉😇🥳🎉⭐🌟✨💯✅😞😔😟😕🙁☹😣😖😫😩😢😭😤😠😡🤬🤮🤢😱😨😰😥😓💩❌🚫"
)
FACES: Final = re.compile(r"[:;=8xX]['’]?-?[)(DPpd/\\|\]\[]|<3|\^\^")


@lru_cache(maxsize=8)
def classify_answer(text: str) -> AnswerContent:
    """ "none": there is nothing to name; "everything": all of it; "nothing": no answer; else "something"."""
    if len(text) > MAX_CHARACTERS:
        return "something" if re.search(r"\w", text) or _has_feeling(text) else "nothing"
    words = _normalize(text)
    if not any(character.isalpha() for character in words):
        return "something" if GRADE.fullmatch(text) or _has_feeling(text) else "nothing"
    answers = _answer_contents()
    return answers.get(words) or answers.get(_without_fillers(words)) or _classify_letters(words)


def is_empty_answer(text: str, asks: QuestionIntent = "open") -> bool:
    """Whether there is nothing to analyse: no answer, or "nothing" to an open question, which may mean anything."""
    content = classify_answer(text)
    return content == "nothing" or (content == "none" and asks == "open")


def _normalize(text: str) -> str:
    return NOT_A_WORD.sub(" ", fold_word(text.replace("'", " ").replace("’", " "))).strip()


def _has_feeling(text: str) -> bool:
    return any(character in FEELING for character in text) or bool(FACES.search(text))


def _classify_letters(words: str) -> AnswerContent:
    """A single letter, or the same letter repeated, says nothing."""
    letters = set(words) - {" "}
    return "nothing" if len(letters) == 1 and next(iter(letters)).isascii() else "something"


def _without_fillers(words: str) -> str:
    """Removes polite and hesitating words; returns all words where nothing else is left."""
    if _filler_first_words().isdisjoint(words.split()):
        return words
    return NOT_A_WORD.sub(" ", _fillers().sub(" ", words)).strip() or words


def empty_answers(language: str) -> tuple[str, ...]:
    """Returns the answers of a language that say nothing, or that there is nothing to name."""
    return tuple(answer for kind in ("nothing", "none", "everything") for answer in _data()[kind].get(language, ()))


@cache
def _answer_contents() -> dict[str, AnswerContent]:
    kinds: tuple[AnswerContent, ...] = ("everything", "none", "nothing")
    return {answer: kind for kind in kinds for answers in _data()[kind].values() for answer in answers}


@cache
def _fillers() -> re.Pattern[str]:
    fillers = sorted({filler for fillers in _data()["fillers"].values() for filler in fillers}, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, fillers)) + r")\b")


@cache
def _filler_first_words() -> frozenset[str]:
    return frozenset(NOT_A_WORD.split(filler)[0] for fillers in _data()["fillers"].values() for filler in fillers)


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("vocapp.nlp").joinpath("data", "empty_comments.toml").read_text(encoding="utf-8"))
