"""People who share a telephone, a mailbox or a till: each stays a customer of their own."""

from typing import Any

import pytest

from tests.contacts.test_intake import recorded
from tests.shared_cases import case_folder
from vocapp.contacts.match_customer import CROWD
from vocapp.database import DB

PHONE = ("phone", "+4315551234")


def event(number: int, name: str | None, *identities: tuple[str, str]) -> dict[str, Any]:
    """A call, with what it says about its customer."""
    known = [{"kind": kind, "value": value} for kind, value in identities]
    return {
        "source": "acd",
        "external_id": f"call-{number:03}",
        "channel": "phone_in_house",
        "touchpoint": "billing",
        "started_at": "2026-05-04T10:00:00+01:00",
        "customer": {"name": name, "identities": known},
    }


async def people(*events: tuple[str | None, tuple[tuple[str, str], ...]]) -> list[int]:
    """Records the events one after the other; the customer of each, numbered in the order of their appearance."""
    for number, (name, identities) in enumerate(events):
        await recorded(event(number, name, *identities))
    rows = await DB.fetch("SELECT customer_id FROM contact ORDER BY external_id")
    order = list(dict.fromkeys(row["customer_id"] for row in rows))
    return [order.index(row["customer_id"]) for row in rows]


def mail(name: str) -> tuple[str, str]:
    return ("email", f"{name}@kunde.example")


def card(name: str) -> tuple[str, str]:
    return ("loyalty", f"GOLD {name}")


async def shared() -> set[str]:
    return {row["value"] for row in await DB.fetch("SELECT value FROM identity WHERE shared")}


async def test_the_telephone_of_a_household(database: str) -> None:
    """Case 40: Anna and Bernd have one landline; then somebody calls from it, with a name and without."""
    case_folder("40-household-telephone")
    found = await people(
        ("Anna Kern", (mail("anna"), PHONE)),
        ("Bernd Kern", (mail("bernd"), PHONE)),
        ("Anna Kern", (PHONE,)),
        ("Bernd Kern", (PHONE,)),
        (None, (PHONE,)),
        (None, (PHONE,)),
        ("Kern", (PHONE,)),
        ("Anna Kern", (mail("anna.kern"), PHONE)),
    )
    assert found == [0, 1, 0, 1, 2, 2, 3, 0]  # 2 is the unknown person; "Kern" may be either
    assert await shared() == {PHONE[1]}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(
            [
                ("Anna Kern", (mail("info"),)),
                ("Bernd Frost", (mail("info"),)),
                ("Anna Kern", (mail("info"),)),
                (None, (mail("info"),)),
            ],
            [0, 1, 0, 2],
            id="the info mailbox of a firm",
        ),
        pytest.param(
            [("Hans Kern", (mail("hans"), ("postal", "Ring 1\nWien"))),
             ("Hans Kern", (mail("hans.j"), ("postal", "Ring 1\nWien"))),
             ("Hans Kern", (mail("hans.j"),)),
             ("Hans Kern", (mail("hans"),))],
            [0, 1, 1, 0],
            id="father and son with one name and one postal address",
        ),
        pytest.param(
            [("Hans Kern", (mail("hans"), PHONE)), ("Hans Kern jun.", (mail("hans.j"), PHONE)),
             ("Hans Kern jun.", (PHONE,)), ("Hans Kern", (PHONE,))],
            [0, 1, 1, 0],
            id="father and son who are told apart by jun.",
        ),
        pytest.param(
            [("Tim Kern", (card("1"), mail("twins"), PHONE)), ("Tom Kern", (card("2"), mail("twins"), PHONE)),
             ("T. Kern", (card("2"), PHONE)), ("T. Kern", (card("1"),)), (None, (card("2"),))],
            [0, 1, 1, 0, 1],
            id="twins are told apart by their cards",
        ),
        pytest.param(
            [("Änna Kern", (mail("anna"), PHONE)), ("Bernd Kern", (mail("bernd"), PHONE)),
             ("KERN, Anna", (PHONE,)), ("A. Kern", (PHONE,)), ("anna", (PHONE,))],
            [0, 1, 0, 0, 0],
            id="a name that is typed differently",
        ),
        pytest.param(
            [("Anna Kern", (mail("anna"), PHONE)), ("Carla Berg", (mail("carla"), PHONE)), (None, (PHONE,)),
             ("Anna Kern", (mail("anna"),)), ("Carla Berg", (PHONE,))],
            [0, 1, 2, 0, 1],
            id="a number that was given to somebody else",
        ),
        pytest.param(
            [("Anna Kern", (mail("family"),)), ("Bernd Kern", (mail("bernd"),)),
             ("Bernd Kern", (mail("family"), mail("bernd"))), ("Bernd Kern", (mail("family"),))],
            [0, 1, 1, 1],
            id="the mailbox of a family and one's own",
        ),
    ],
)  # fmt: skip
async def test_variations(
    database: str, events: list[tuple[str | None, tuple[tuple[str, str], ...]]], expected: list[int]
) -> None:
    assert await people(*events) == expected


async def test_the_number_of_a_till_is_entered_for_everybody(database: str) -> None:
    """The number becomes that of a crowd, and whoever has no other identity is the unknown person."""
    till = [event(n, f"Person{n} Family{n}", PHONE, mail(f"p{n}")) for n in range(CROWD + 10)]
    await recorded(*till)
    assert await DB.fetch_value("SELECT count(*) FROM customer") == CROWD + 10
    assert await DB.fetch_value("SELECT count(*) FROM identity WHERE kind = 'phone' AND shared") == CROWD
    for number in range(100, 104):
        await recorded(event(number, f"Other{number}", PHONE))
    nobody = await DB.fetch("SELECT DISTINCT c.id, c.name FROM contact JOIN customer c ON c.id = customer_id "
                            "WHERE external_id >= 'call-100'")  # fmt: skip
    assert [row["name"] for row in nobody] == [None]
    await recorded(event(200, "Person7 Family7", PHONE), event(201, None, PHONE))
    rows = await DB.fetch("SELECT customer_id, name FROM contact JOIN customer c ON c.id = customer_id "
                          "WHERE external_id >= 'call-200' ORDER BY external_id")  # fmt: skip
    assert (rows[0]["name"], rows[1]["customer_id"]) == ("Person7 Family7", nobody[0]["id"])
