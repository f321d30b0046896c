"""OPTIONS tells the truth about an address, whichever handler was registered first."""

import httpx


async def test_every_method_is_named(database: str, client: httpx.AsyncClient) -> None:
    answer = await client.options("/api/v1/contacts")
    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, OPTIONS, POST"
