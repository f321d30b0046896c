"""Generated sentences of customers with personal data, from a seed."""

import random
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"


class PersonalText(Struct, frozen=True):
    """A sentence, the personal data in it and its kind."""

    text: str
    secret: str
    kind: str
    language: str


FRAMES: Final = {
    "en": ("You can reach me: {}", "I gave them {} twice and nothing happened", "my details are {}, please sort it out",
           "{} is what I told your agent.", "They still have ({}) on file", "waited 40 minutes, then gave {} again"),
    "de": ("Bitte notieren Sie {}", "Ich habe {} schon zweimal angegeben", "{} steht in meinem Vertrag.",
           "Ihre Mitarbeiterin hat {} falsch notiert, sehr ärgerlich"),
    "fr": ("Voici mes coordonnées : {}", "J'ai donné {} deux fois", "{} est dans mon dossier, merci de vérifier."),
    "es": ("Mis datos: {}", "Les di {} dos veces y nada", "{} está mal apuntado en su sistema"),
    "pt": ("Os meus dados: {}", "Já dei {} duas vezes", "{} está errado no vosso sistema."),
    "nl": ("Mijn gegevens: {}", "Ik heb {} al twee keer doorgegeven", "{} staat verkeerd in jullie systeem"),
}  # fmt: skip


def digits(chance: random.Random, shape: str) -> str:
    """Returns the pattern with a digit for each #, a capital letter for each @."""
    return "".join(
        str(chance.randrange(10)) if mark == "#" else chance.choice(LETTERS) if mark == "@" else mark for mark in shape
    )


def _luhn_end(number: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(number[::-1]))
    return number + str(-total % 10)


def card(chance: random.Random) -> str:
    number = _luhn_end(digits(chance, chance.choice(("4##############", "51#############", "37############"))))
    cuts = (4, 10, 15) if len(number) == 15 else (4, 8, 12, 16)
    groups = [number[start:end] for start, end in zip((0, *cuts), cuts, strict=False)]
    return chance.choice((" ", "-", "")).join(groups)


def iban(chance: random.Random) -> str:
    country, body = chance.choice(
        (("DE", "#" * 18), ("GB", "@@@@" + "#" * 14), ("FR", "#" * 23), ("ES", "#" * 20), ("NL", "@@@@" + "#" * 10),
         ("PT", "#" * 21), ("AT", "#" * 16), ("BE", "#" * 12), ("CH", "#" * 17))
    )  # fmt: skip
    account = digits(chance, body)
    number = int("".join(str(int(mark, 36)) for mark in account + country + "00"))
    whole = f"{country}{98 - number % 97:02}{account}"
    return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4)) if chance.random() < 0.6 else whole


def email(chance: random.Random) -> str:
    local = chance.choice(("anna", "j.smith", "m_mueller", "pedro-78", "o'brien", "katrin.wolf+shop", "info2"))
    host = chance.choice(("example.com", "mail.example.co.uk", "beispiel.de", "exemple.fr", "voor-beeld.nl"))
    at, dot = chance.choice((("@", "."), ("@", "."), ("@", "."), (" (at) ", "."), (" at ", " dot "), ("[at]", "[dot]")))
    return f"{local}{at}{host.replace('.', dot)}"


PHONES: Final = {
    "en": ("07### ######", "020 #### ####", "+44 7### ######", "+44 (0)161 ### ####", "0113-###-####", "(2##) 555-01##",
           "2##-555-01##", "+1 2## 555 01##", "1-800-555-01##", "07#########"),
    "de": ("0171 #######", "030/########", "+49 30 ########", "0049 171 #######", "089-#######", "0664 1######",
           "+41 79 ### ## ##", "0221 / 12 34 5##"),
    "fr": ("06 ## ## ## ##", "01.##.##.##.##", "+33 6 ## ## ## ##", "07########", "0475 ## ## ##"),
    "es": ("6## ### ###", "91# ## ## ##", "+34 6## ## ## ##", "6########", "93 ### ## ##"),
    "pt": ("91# ### ###", "21 ### ## ##", "+351 96# ### ###", "(11) 9####-####", "+55 11 9####-####"),
    "nl": ("06-########", "06 ## ## ## ##", "020-#######", "+31 6 ########", "0031 20 ### ####"),
}  # fmt: skip
POSTCODES: Final = {
    "en": ("SW1A #AA", "M# #GH", "LS## #DJ", "EC#V #NB", "B33 #TH", "so#2 #jx", "NY 1####", "CA 9####-####", "K1A #B#"),
    "de": ("1#### Berlin", "8#### München", "D-5#### Köln", "A-10#0 Wien", "CH-80## Zürich"),
    "fr": ("75#### Paris"[:2] + "0## Paris", "69### Lyon", "B-10#0 Bruxelles"),
    "es": ("28### Madrid", "08### Barcelona"),
    "pt": ("1###-### Lisboa", "4###-###", "01###-### São Paulo"),
    "nl": ("10## AB", "35##XK Utrecht", "90## zt Groningen", "6811BD"),
}


def _weighted(number: str, weights: range) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True))


def _dutch(chance: random.Random) -> str:
    while True:
        number = digits(chance, "########")
        check = _weighted(number, range(9, 1, -1)) % 11
        if check < 10:
            return f"{number}{check}"


def _portuguese(chance: random.Random) -> str:
    number = chance.choice("1235") + digits(chance, "#######")
    check = -_weighted(number, range(9, 1, -1)) % 11
    return f"{number}{0 if check == 10 else check}"


def _french(chance: random.Random) -> str:
    number = f"{chance.choice('12')}{digits(chance, '##')}{chance.randrange(1, 13):02}{digits(chance, '########')}"
    key = 97 - int(number) % 97
    spaced = f"{number[0]} {number[1:3]} {number[3:5]} {number[5:7]} {number[7:10]} {number[10:]} {key:02}"
    return chance.choice((spaced, spaced.replace(" ", "")))


def _spanish(chance: random.Random) -> str:
    number = digits(chance, "########")
    return f"{number}{chance.choice(('', '-', ' '))}{'TRWAGMYFPDXBNJZSQVHLCKE'[int(number) % 23]}"


def _german(chance: random.Random) -> str:
    number = chance.choice("123456789") + digits(chance, "#########")
    product = 10
    for digit in number:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    whole = f"{number}{(11 - product) % 10}"
    return chance.choice((whole, f"{whole[:2]} {whole[2:5]} {whole[5:8]} {whole[8:]}"))


def _english(chance: random.Random) -> str:
    return digits(chance, chance.choice(("AB ## ## ## C", "JM######D", "1##-##-####", "EA######A")))


NATIONAL: Final = {
    "en": _english,
    "de": _german,
    "fr": _french,
    "es": _spanish,
    "pt": _portuguese,
    "nl": _dutch,
}
ANYWHERE: Final[dict[str, Callable[[random.Random], str]]] = {"card": card, "iban": iban, "email": email}


def structured(seed: int = 7, each: int = 40) -> Iterator[PersonalText]:
    """Returns `each` sentences of every kind of personal data in every language."""
    chance = random.Random(seed)
    for language, frames in FRAMES.items():
        for _ in range(each):
            secrets = {kind: make(chance) for kind, make in ANYWHERE.items()}
            secrets["phone"] = digits(chance, chance.choice(PHONES[language]))
            secrets["postcode"] = digits(chance, chance.choice(POSTCODES[language]))
            secrets["id"] = NATIONAL[language](chance)
            for kind, secret in secrets.items():
                yield PersonalText(chance.choice(frames).format(secret), secret, kind, language)
