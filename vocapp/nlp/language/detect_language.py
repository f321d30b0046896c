"""Language of a text: one of the supported ones, or none. A text in another language is refused, not guessed.

Pure. The identifier is py3langid's, whose model lies in its package; loading it at first use takes seconds.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, Final

from vocapp.nlp.language.function_words import identify_by_function_words

MAX_CHARACTERS: Final = 600  # characters that are used
LEAST_WORDS, LEAST_LETTERS = 3, 12  # below both, a text is too short to tell
REFUSE_FROM: Final = 0.45  # probability of an unsupported language from which a text is refused
REFUSE_RATIO: Final = 3.0  # and it must be so many times that of the best supported language
SURVEY_PRIOR: Final = 4.0  # how much more probable the survey's own language is than another
WORD: Final = re.compile(r"[^\W\d_]+")
LATIN: Final = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
ARABIC: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
# What the identifier takes short texts for: close relatives count for the supported language.
RELATIVES: Final = {
    "en": ("pcm", "sco", "jam", "cy"),
    "de": ("lb", "nds", "bar", "gsw", "pfl", "ksh", "als", "stq", "pdc"),
    "fr": ("oc", "gcf", "wa", "frp", "pcd", "nrm", "gcr"),
    "es": ("an", "ext", "ast", "lad", "arg", "gl"),
    "pt": ("gl",),
    "nl": ("af", "li", "zea", "vls", "fy"),
    "da": ("no", "nb", "nn"),
    "tr": ("crh", "gag"),
}


@cache
def identifier() -> Any:
    """Returns the identifier, loaded once per process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str, read: Sequence[str], survey: str | None = None) -> str | None:
    """Returns the ISO 639-1 code of one of the languages `read`; None: it is another language.

    A text too short to tell counts as the language of the survey page, and is refused where that is not one of `read`.
    Without a survey language, the first of `read` is preferred.
    """
    head = text[:MAX_CHARACTERS]
    letters = WORD.findall(head)
    length = sum(map(len, letters))
    expected = base_language(survey)
    if not length:
        return expected if expected in read else (None if expected else next(iter(read), None))
    if not _has_known_script(head, length, read):
        return None
    if len(letters) < LEAST_WORDS or length < LEAST_LETTERS:
        if expected:
            return expected if expected in read else None
        return identify_by_function_words(letters, read) or _identify_short(head, read, next(iter(read), None))
    return identify_by_function_words(letters, read) or _identify(head, read, expected)


@lru_cache(maxsize=256)
def narrow_languages(read: tuple[str, ...], spoken: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the languages of `read` that a company uses with its customers; all where that is not known."""
    if not spoken:
        return read
    wanted = {base_language(language) for language in spoken}
    return tuple(language for language in read if language in wanted)


def base_language(language: str | None) -> str | None:
    """ "de" of "de-AT"."""
    return re.split("[-_]", language.lower())[0] if language else None


def _has_known_script(text: str, length: int, read: Sequence[str]) -> bool:
    """Whether most letters belong to a script of one of the languages."""
    arabic = "ar" in read
    if text.isascii():
        return not arabic or len(read) > 1
    latin = len(LATIN.findall(text)) if not arabic or len(read) > 1 else 0
    return 2 * max(latin, len(ARABIC.findall(text)) if arabic else 0) >= length


def _identify(text: str, read: Sequence[str], expected: str | None) -> str | None:
    ranked = identifier().rank(text)
    best, chance = _best_language(dict(ranked), read, expected)
    kin = _with_relatives(tuple(read))
    strange = next((other for code, other in ranked if code not in kin), 0.0)
    return None if strange >= REFUSE_FROM and strange >= REFUSE_RATIO * chance else best


def _identify_short(text: str, read: Sequence[str], expected: str | None) -> str | None:
    return _best_language(dict(identifier().rank(text)), read, expected)[0]


def _best_language(chances: dict[str, float], read: Sequence[str], expected: str | None) -> tuple[str | None, float]:
    """The most probable of the languages `read`; the probabilities of its relatives count for it."""
    best, highest = None, -1.0
    for language in read:
        chance = chances.get(language, 0.0) + sum([chances.get(kin, 0.0) for kin in RELATIVES.get(language, ())])
        chance *= SURVEY_PRIOR if language == expected else 1.0
        if chance > highest:
            best, highest = language, chance
    return best, highest


@cache
def _with_relatives(read: tuple[str, ...]) -> frozenset[str]:
    return frozenset(read).union(*(RELATIVES.get(language, ()) for language in read))
