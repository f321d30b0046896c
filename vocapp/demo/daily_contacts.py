"""Contacts of the company's day, on every channel, with handler chains, outcomes and issues."""

import random
from datetime import datetime, timedelta
from typing import Any

from vocapp.demo.invented_customers import InventedCustomer

UNITS = (
    ("riverside", "Riverside service centre", "site", None),
    ("riverside-phone", "Riverside phone team", "team", "riverside"),
    ("riverside-digital", "Riverside digital team", "team", "riverside"),
    ("callwell", "Callwell (partner)", "vendor", None),
    ("stores", "Stores", "site", None),
)
LINES = (("home", "Home energy"), ("mobile", "Mobile"), ("broadband", "Broadband"))
UNIT_OF = {
    "phone_in_house": "riverside-phone",
    "phone_outsourced": "callwell",
    "ivr": "riverside-phone",
    "kiosk": "stores",
    "face_to_face": "stores",
}
CHANNELS = {
    "phone_in_house": 24,
    "phone_outsourced": 18,
    "email": 16,
    "web_chat": 14,
    "ivr": 6,
    "social": 5,
    "sms": 4,
    "face_to_face": 4,
    "letter": 3,
    "kiosk": 2,
    "web_collaboration": 2,
    "co_browse": 1,
    "fax": 1,
}
TOUCHPOINTS = {"support": 40, "billing": 24, "delivery": 16, "sales_won": 8, "sales_lost": 6, "cancellation": 6}
AGENTS = ("Sam", "Noor", "Ines", "Piotr", "Maya", "Dele", "Ruth", "Kofi")


def invented_contact(number: int, person: InventedCustomer, ended: datetime, brands: tuple[str, ...]) -> dict[str, Any]:
    """The body of POST /api/v1/contacts for the contact with that number, which ended at `ended`."""
    dice = random.Random(f"contact {number}")
    channel = dice.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    handling = int(dice.gammavariate(3, 120)) + 20
    unit = UNIT_OF.get(channel, "riverside-digital")
    return {
        "source": "helpdesk",
        "external_id": f"HD-{100000 + number}",
        "channel": channel,
        "touchpoint": dice.choices(list(TOUCHPOINTS), list(TOUCHPOINTS.values()))[0],
        "line_of_business": LINES[number % len(LINES)][0],
        "brand": brands[number % len(brands)],
        "unit": unit,
        "issue": f"T-{4000 + number // 2}",
        "outcome": dice.choices(("resolved", "transferred", "abandoned", "self_served"), (70, 15, 10, 5))[0],
        "started_at": (ended - timedelta(seconds=handling)).isoformat(),
        "ended_at": ended.isoformat(),
        "wait_seconds": int(dice.expovariate(1 / 90)),
        "handling_seconds": handling,
        "language": person.language,
        "handlers": _chain(channel, unit, dice),
        "customer": _customer(person),
    }


def _chain(channel: str, unit: str, dice: random.Random) -> list[dict[str, Any]]:
    agent = dice.choice(AGENTS)
    chain: list[dict[str, Any]] = []
    if channel in ("phone_in_house", "phone_outsourced", "ivr"):
        chain.append({"kind": "ivr", "name": "Main menu > " + dice.choice(("Bills", "Faults", "Orders"))})
    if channel != "ivr":
        chain.append({"kind": "agent", "ref": f"agent-{AGENTS.index(agent)}", "name": agent, "unit": unit})
    return chain


def _customer(person: InventedCustomer) -> dict[str, Any]:
    return {
        "name": person.name,
        "language": person.language,
        "country": person.country,
        "timezone": person.timezone,
        "identities": [{"kind": "email", "value": person.email}, {"kind": "phone", "value": person.phone}],
        "permissions": [
            {
                "kind": "email",
                "channel": "email",
                "purpose": "survey",
                "basis": "consent",
                "evidence": "asked at sign-up",
            }
        ],
    }
