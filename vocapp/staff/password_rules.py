"""Rules of a new password: long, not about the user or the company, and not easy to guess.

What is easy to guess is estimated by `zxcvbn`, which knows 30,000 common passwords, English words and names, keyboard
rows, dates, repeats and usual replacements such as 0 for o. Its words are English; names of months and days in the
languages of our pages and some words that Germans use are added here.
"""

from collections.abc import Collection, Iterable
from functools import cache
from re import findall
from typing import Final

from babel import Locale

from vocapp.ui.languages import PUBLIC
from vocapp.ui.reader import mark

SHORTEST: Final = 12
LONGEST: Final = 200
FEWEST_DIFFERENT: Final = 6
SHORTEST_NAME: Final = 4
FEWEST_GUESSES: Final = 10**9
MOST_ESTIMATED: Final = 32  # the estimate takes longer than its text is long; what follows only adds to it
GERMAN: Final = (
    "passwort kennwort hallo willkommen geheim schatz sommer winter herbst frühling fruehling qwertz qwertzuiop liebe "
    "asdfghjkl berlin hamburg münchen köln deutschland fussball fußball schalke bayern dortmund sonnenschein arbeit "
    "firma büro buero administrator kunde kundenservice support start login zugang"
)


def password_problem(password: str, name: str, email: str, company: Collection[str] = ()) -> str:
    """The fault of a new password, as a sentence; "" if nothing.

    It contains no word of the user's name and address, and no whole name of the company or its brands. Their single
    words can be common ones, so they only make it easier to guess.
    """
    lowered = password.lower()
    if len(password) < SHORTEST:
        return mark("Use at least 12 characters; a sentence is fine.")
    if len(password) > LONGEST:
        return mark("Use at most 200 characters.")
    if len(set(lowered)) < FEWEST_DIFFERENT:
        return mark("Use at least 6 different characters.")
    own = _words((name, email))
    forbidden = (*own, *(other.lower() for other in company))
    if any(len(word) >= SHORTEST_NAME and word in lowered for word in forbidden):
        return mark("Do not use your name, your address or the name of the company in it.")
    if _guesses(password, [*own, *_words(company)]) < FEWEST_GUESSES:
        return mark(
            "This password is easy to guess: common words, names, years, keys in a row or repeats. "
            "Use three or more words that do not belong together."
        )
    return ""


def _words(known: Iterable[str]) -> list[str]:
    return [word for text in known for word in findall(r"\w+", text.lower().replace("@", " ")) if len(word) > 1]


def _guesses(password: str, words: list[str]) -> int:
    # 3 MB of word lists, which only a new password needs.
    from zxcvbn import zxcvbn

    return int(
        zxcvbn(password[:MOST_ESTIMATED], user_inputs=[*words, "vocapp", *GERMAN.split(), *_calendar()])["guesses"]
    )


@cache
def _calendar() -> tuple[str, ...]:
    names = (
        name.lower()
        for language in PUBLIC
        for values in (Locale(language).months["format"]["wide"], Locale(language).days["format"]["wide"])
        for name in values.values()
    )
    return tuple(dict.fromkeys(names))
