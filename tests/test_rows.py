"""The row builder writes rows that the database accepts, with given values over its defaults."""

from json import loads

from tests.rows import insert
from vocapp.database import DB


async def test_a_row_is_written_with_defaults_and_given_values(database: str) -> None:
    ada = await insert("customer", country="DE", attributes={"tier": "gold"})
    await insert("identity", customer_id=ada, value="ada@example.org")
    contact = await insert("contact", customer_id=ada, handlers=[{"kind": "agent", "name": "Sam"}])
    await insert("decision", contact_id=contact, outcome="suppressed", rule="customer cap")
    found = await DB.fetch_one(
        "SELECT p.country, p.attributes, i.kind, c.channel, d.rule "
        "FROM contact c JOIN customer p ON p.id = c.customer_id "
        "JOIN identity i ON i.customer_id = p.id JOIN decision d ON d.contact_id = c.id WHERE c.id = $1",
        contact,
    )
    assert found is not None
    assert (found["country"], found["kind"], found["channel"], found["rule"]) == (
        "DE",
        "email",
        "phone_in_house",
        "customer cap",
    )
    assert loads(found["attributes"]) == {"tier": "gold"}
