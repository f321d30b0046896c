"""Case 42: customers are found without accents, in any spelling of umlauts, and by a part of an address."""

import unicodedata
from uuid import UUID

import pytest

from tests.rows import insert
from tests.staff_people import Person, SignIn
from vocapp.customers.tables import ADDRESS_WORDS, NAME_WORDS
from vocapp.database import DB
from vocapp.database.search_words import address_query, fold, name_query, number_end
from vocapp.http.access import Actor, Role
from vocapp.timeline.customer_search import search_customers

EVERYBODY = [
    ("Jens Müller", "jens.mueller@kunde.example", "+4930901820"),
    ("Véronique Lefèvre", "veronique@lefevre.example", "+33123456789"),
    (unicodedata.normalize("NFD", "José Núñez"), "jose@kunde.example", "+34911234567"),
    ("Franz Strauß", "franz+post@strauss.example", "+4319876543"),
    ("Petra Mueller", "petra@werk.example", "+4930111222"),
    ("Søren Ærø", "soren@dansk.example", "+4512345678"),
    ("王小明", "wang@china.example", "+8613912345678"),
    ("أحمد الأمين", "ahmad@gulf.example", "+971501234567"),
    ("Joel Samuel", "joel@big-shop.example", "+441632960001"),
    ("Zoë O'Neill-Łukasz", "zoe@müller.example", "+48221234500"),
]


@pytest.fixture
async def everybody(database: str) -> dict[UUID, str]:
    names = {}
    for name, email, phone in EVERYBODY:
        customer: UUID = await insert("customer", name=name)
        names[customer] = unicodedata.normalize("NFC", name).split()[0]
        for kind, value in (("email", email), ("phone", phone)):
            await insert("identity", customer_id=customer, kind=kind, value=value)
    return names


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("Muller", "Jens Petra Zoë"),
        ("Mueller", "Jens Petra"),
        ("Müller", "Jens Petra Zoë"),
        ("MÜLLER jens", "Jens"),
        ("Veronique", "Véronique"),
        ("lefevre", "Véronique"),
        ("Strauss", "Franz"),
        ("Strauß", "Franz"),
        ("José", "José"),
        ("jose nunez", "José"),
        (unicodedata.normalize("NFD", "Núñez"), "José"),
        ("soren aero", "Søren"),
        ("小明", "王小明"),
        ("احمد", "أحمد"),
        ("jens.mueller", "Jens"),
        ("kunde.example", "Jens José"),
        ("@kunde.example", "Jens José"),
        ("big-shop", "Joel"),
        ("franz+post", "Franz"),
        ("9876543", "Franz"),
        ("1-987 65 43", "Franz"),
        ("030 901820", "Jens"),
        ("901820", "Jens"),
        ("Joe", "Joel"),
        ("oneill", ""),
        ("o'neill", "Zoë"),
        ("lukasz", "Zoë"),
        ("Zoe", "Zoë"),
        ("123", ""),
    ],
)
async def test_a_customer_is_found(everybody: dict[UUID, str], sought: str, found: str) -> None:
    hits = await search_customers(Actor(role=Role.ADMIN), sought)
    assert sorted(everybody[hit.id] for hit in hits) == sorted(found.split())


async def test_the_page_finds_her(everybody: dict[UUID, str], signed_in: SignIn) -> None:
    lena: Person = await signed_in("Lena Lead", Role.ADMIN)
    page = await lena.browser.get("/app/customers", params={"q": "Muller"})
    assert "Jens Müller" in page.text
    assert "Franz" not in page.text


@pytest.mark.parametrize("sought", ["", "'", "& | !", "...", "\\", "<->", ":*", "١٢٣٤٥٦", "'' ''", "ß" * 200, "\u0300"])
async def test_no_text_breaks_the_search(everybody: dict[UUID, str], sought: str) -> None:
    assert await search_customers(Actor(role=Role.ADMIN), sought) == []


@pytest.mark.parametrize("name", [name for name, _, _ in EVERYBODY])
async def test_every_name_is_found_as_it_is_written_and_folded(database: str, name: str) -> None:
    for text in (name, fold(name), unicodedata.normalize("NFD", name), name.upper()):
        sql = f"SELECT {NAME_WORDS} @@ to_tsquery('simple', $2) FROM (SELECT $1::text AS name) one"
        assert await DB.fetch_value(sql, name, name_query(text)), text


async def test_indexes_serve_the_search(everybody: dict[UUID, str]) -> None:
    await DB.execute(
        "INSERT INTO identity (id, customer_id, kind, value, is_test, created_at, shared) SELECT gen_random_uuid(), "
        "(SELECT min(id::text)::uuid FROM customer), 'email', 'person' || n || '@many.example', false, now(), false "
        "FROM generate_series(1, 3000) n"
    )
    await DB.execute("ANALYZE identity")
    for table, condition, index in (
        ("customer", f"{NAME_WORDS} @@ to_tsquery('simple', 'jens')", "customer_name_words"),
        ("identity", f"kind = 'email' AND {ADDRESS_WORDS} @@ to_tsquery('simple', 'jens')", "identity_address_words"),
        ("identity", "kind = 'phone' AND reverse(value) LIKE '0281%'", "identity_number_end"),
    ):
        async with DB.transaction():
            await DB.execute("SET LOCAL enable_seqscan = off")
            plan = await DB.fetch(f"EXPLAIN SELECT 1 FROM {table} WHERE {condition}")
        assert index in "".join(row[0] for row in plan)


def test_what_is_no_number_is_no_end_of_one() -> None:
    assert number_end("0171/123 45-67") == "7654321171%"
    assert [number_end(text) for text in ("T-4711", "123", "", "12a4567", "0000")] == [""] * 5
    assert address_query("jens.mueller") == "'jens' <-> 'mueller':*"
