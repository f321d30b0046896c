"""Invented customers of the fictional company, the same in every demonstration."""

import random
from dataclasses import dataclass

COUNTRIES = {
    "GB": ("en", "Europe/London"),
    "DE": ("de", "Europe/Berlin"),
    "FR": ("fr", "Europe/Paris"),
    "ES": ("es", "Europe/Madrid"),
    "AE": ("ar", "Asia/Dubai"),
}
CUSTOMERS = 1500
WEIGHTS = (40, 25, 15, 12, 8)
NAMES = {
    "en": (("Grace", "Oliver", "Priya", "Tom", "Amelia", "Callum"), ("Ashworth", "Patel", "Reed", "Whitby", "Okafor")),
    "de": (("Anja", "Jonas", "Meike", "Emre", "Karin", "Lukas"), ("Vogt", "Brandt", "Yıldız", "Seidel", "Hartmann")),
    "fr": (("Camille", "Julien", "Inès", "Bastien", "Zoé"), ("Moreau", "Lefèvre", "Diallo", "Garnier", "Roussel")),
    "es": (("Lucía", "Mateo", "Carmen", "Iker", "Elena"), ("Navarro", "Ibáñez", "Soler", "Cano", "Vidal")),
    "ar": (("ليلى", "عمر", "هدى", "سامي", "نور"), ("الحسن", "النجار", "منصور", "الخطيب")),
}


@dataclass(frozen=True)
class InventedCustomer:
    """An invented customer. `mood` is their usual satisfaction, 0 to 1."""

    number: int
    name: str
    email: str
    phone: str
    language: str
    country: str
    timezone: str
    mood: float


def invented_customer(number: int) -> InventedCustomer:
    """The customer with that number."""
    dice = random.Random(f"person {number}")
    country = dice.choices(list(COUNTRIES), WEIGHTS)[0]
    language, timezone = COUNTRIES[country]
    first, last = (dice.choice(names) for names in NAMES[language])
    mood = min(1.0, max(0.0, dice.gauss(0.68, 0.28)))
    email = f"customer-{number}@{dice.choice(('inbox', 'post', 'mail'))}.example"
    return InventedCustomer(
        number, f"{first} {last}", email, _phone(country, number), language, country, timezone, mood
    )


def _phone(country: str, number: int) -> str:
    """A phone number from a range reserved for fiction, or a syntactically valid one."""
    prefixes = {"GB": "+447700900", "DE": "+4915200000", "FR": "+336399800", "ES": "+3460000", "AE": "+97150000"}
    width = {"GB": 3, "DE": 3, "FR": 2, "ES": 4, "AE": 4}[country]
    return prefixes[country] + str(number % 10**width).zfill(width)
