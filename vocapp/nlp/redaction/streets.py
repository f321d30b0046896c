"""Where does a text hold a street with its number? Pure."""

import re
from collections.abc import Iterator
from typing import Final

from vocapp.nlp.redaction.digit_spans import TextRange, find_in_ranges
from vocapp.nlp.redaction.types import PersonalSpan

CAPITAL: Final = "[A-ZÀ-ÖØ-Þ]"
WORD: Final = rf"{CAPITAL}[\w'’-]{{1,30}}"
ROAD: Final = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Court|Crescent|Terrace|Gardens|Grove|Boulevard"
    r"|Blvd|Way|Place)"
)
GERMANIC: Final = r"(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|weg|gasse|platz|allee|straat|laan|gracht|plein)"
FRENCH: Final = r"(?:rue|avenue|boulevard|chemin|impasse|allée|place|quai)"
IBERIAN: Final = r"(?:[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|[Rr]ua|[Tt]ravessa|[Pp]raça|Av\.|C/)"
ROADS: Final = (
    "str", "road", "rd", "ave", "lane", "ln", "drive", "close", "court", "crescent", "terrace", "garden", "grove",
    "boul", "blvd", "way", "place", "weg", "gasse", "platz", "allee", "laan", "gracht", "plein", "rue", "chemin",
    "impasse", "allée", "quai", "calle", "aven", "plaza", "paseo", "rua", "travessa", "praça", "av.", "c/",
)  # fmt: skip
STREETS: Final = (
    re.compile(rf"\b\d{{1,4}}[a-zA-Z]? (?:{WORD} ){{1,3}}{ROAD}\b"),
    re.compile(rf"\b(?:{CAPITAL}[\wäöüß-]{{1,30}})?{GERMANIC} \d{{1,4}}(?: ?[a-z])?\b"),
    re.compile(
        rf"\b\d{{1,4}}(?: ?(?:bis|ter))?,? {FRENCH} (?:(?:de|du|des|la|le) |l['’]){{0,3}}{WORD}(?: {WORD}){{0,2}}"
    ),
    re.compile(
        rf"\b{IBERIAN} (?:(?:de|da|do|del|la|las|los|dos|das) ){{0,3}}{WORD}(?: (?:de |da |do |del )?{WORD}){{0,3}},?"
        r" (?:n\.?º ?|número )?\d{1,4}\b"
    ),
)


def find_streets(text: str, small: str, parts: list[TextRange]) -> Iterator[PersonalSpan]:
    """Every street with the number of a house; `small` is the text in small letters."""
    if not any(map(small.__contains__, ROADS)):
        return
    for street in STREETS:
        for match in find_in_ranges(street, text, parts):
            yield PersonalSpan(match.start(), match.end(), "address")
