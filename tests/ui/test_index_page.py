"""Somebody types the bare address."""

import httpx


async def test_the_bare_address_leads_to_the_staff_pages(database: str, client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/app"
