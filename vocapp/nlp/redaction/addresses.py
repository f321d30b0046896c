"""Addresses in a text: streets with a house number, and postcodes. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from vocapp.nlp.redaction.personal_numbers import TextRange, find_in_ranges
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
# Postcode areas of the United Kingdom; a size ("i5 8GB") is not a postcode.
AREAS: Final = (
    r"AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|FK"
    r"|FY|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP"
    r"|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW"
    r"|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|B|E|G|L|M|N|S|W"
)
NO_SIZE: Final = r"(?!GB\b|TB\b|MB\b|HP\b|HZ\b|ST\b|ND\b|RD\b|TH\b|PM\b|AM\b)"
INWARD: Final = re.compile(rf"\d{NO_SIZE}[ABD-HJLNP-UW-Z]{{2}}\b", re.IGNORECASE)
OUTWARD: Final = re.compile(rf"\b(?:{AREAS})\d[\dA-HJKMNPR-Y]? {{0,2}}$", re.IGNORECASE)
LONGEST_OUTWARD: Final = 7
UNIT: Final = (
    r"(?!SA|SD|SS|AD|BC|CE|GB|TB|MB|KB|KM|KG|MM|CM|ML|CL|EU|UK|US|PS|PC|HP|RPM|MW|KW|AM|PM|BE|OK|HD|TV|CV|CC|CH|DM|FF)"
)
DUTCH: Final = re.compile(rf"\b[1-9]\d{{3}} ?{UNIT}[A-Z]{{2}}\b")
LOWER_DUTCH: Final = re.compile(r"\b[1-9]\d{3}(?!uu|km|kg|mm|cm|ml) ?[a-z]{2}\b(?=,? [A-Z])|\b[1-9]\d{3}[a-z]{2}\b")
COUNTED: Final = (
    r"(?!Euros?|Dollars?|Pfund|Franken|Kilometer|Meter|Punkte|Meilen|Kunden|Mal|Stück|Schritte|Menschen|Leute|Personen"
    r"|Einwohner|Kronen|Mitarbeiter|Besucher|Zuschauer|Mark|Jahre|Stunden|Minuten|Artikel|Bewertungen|Points?|Miles"
    r"|Rubel|Yen|Lire|Pesos|Reais|EUR|USD|CHF|GBP|Watt|Volt|mAh|Tonnen|Liter|Seiten|Wörter)"
)
TOWN: Final = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{2,}"
STATE: Final = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]"
    r"|W[AIVY])"
)
ANNOUNCED: Final = (
    r"\b(?i:post ?code|postal code|zip(?: ?code)?|plz|postleitzahl|code postal|c[óo]digo postal|c\.p\.|cep)"
    r"(?i: ?(?:is|ist|est|es|é|:|=))? ?"
)
FEWEST_IN_A_LONG_ONE: Final = 4
# Formats with few digits, and with four or more.
SHORT: Final = (
    re.compile(r"\b[ACDEFHKNPRTVWXY]\d[0-9W] ?(?=[A-Z0-9]*[A-Z])[0-9ACDEFHKNPRTVWXY]{4}\b"),  # Ireland
    re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b"),  # Canada
)
LONG: Final = (
    DUTCH,
    re.compile(rf"(?<![\d.,])\d{{5}}(?= {COUNTED}{TOWN})"),  # Germany, France, Spain, Italy: before the town
    re.compile(rf"(?<![\d.,])(?:A|B|CH|L|DK|S|D|F|E|I|P|NL)-\d{{4,5}}(?= {TOWN})"),
    re.compile(rf"(?<=\d, )\d{{4}}(?= {TOWN})"),  # Austria, Switzerland, Belgium: "Ring 5, 1010 Wien"
    re.compile(rf"\b(?:{STATE}),? \d{{5}}(?:-\d{{4}})?\b|(?<![\d-])\d{{5}}-\d{{4}}(?![\d-])"),  # United States
    re.compile(r"(?<![\d-])\d{4}-\d{3}(?![\d-])|(?<![\d-])\d{5}-\d{3}(?![\d-])"),  # Portugal, Brazil
    re.compile(rf"(?<=\bin )(?!19|20)\d{{4}}(?= {TOWN})"),
)
NAMES: Final = ("code", "zip", "plz", "postleit", "c.p.", "cep", "código")
AFTER_ITS_NAME: Final = re.compile(
    rf"{ANNOUNCED}((?=[A-Za-z ]*\d)[A-Za-z0-9]{{2,5}}(?:[ -]?\d[A-Za-z0-9]{{1,3}}|[ -][A-Za-z]{{2}})?)\b"
)


def find_streets(text: str, small: str, parts: list[TextRange]) -> Iterator[PersonalSpan]:
    """Finds every street with a house number; `small`: the text in lower case."""
    if not any(map(small.__contains__, ROADS)):
        return
    for street in STREETS:
        for match in find_in_ranges(street, text, parts):
            yield PersonalSpan(match.start(), match.end(), "address")


def find_british_postcodes(text: str, parts: list[TextRange]) -> Iterator[PersonalSpan]:
    """Finds postcodes of the United Kingdom by their second half, which few other words resemble."""
    for inward in find_in_ranges(INWARD, text, parts):
        outward = OUTWARD.search(text, max(0, inward.start() - LONGEST_OUTWARD), inward.start())
        if outward:
            yield PersonalSpan(outward.start(), inward.end(), "postcode")


def find_postcodes(
    text: str, small: str, parts: list[TextRange], digits: int, language: str | None = None
) -> Iterator[PersonalSpan]:
    """Finds every postcode in a text with so many `digits`; a Dutch one in lower case only where the text is Dutch.

    `small`: the text in lower case.
    """
    shapes = SHORT if digits < FEWEST_IN_A_LONG_ONE else (*SHORT, *LONG)
    for shape in shapes if language != "nl" else (*shapes, LOWER_DUTCH):
        for match in find_in_ranges(shape, text, parts):
            yield PersonalSpan(match.start(), match.end(), "postcode")
    yield from find_british_postcodes(text, parts)
    for match in find_in_ranges(AFTER_ITS_NAME, text, parts) if any(map(small.__contains__, NAMES)) else ():
        yield PersonalSpan(match.start(1), match.end(1), "postcode")
