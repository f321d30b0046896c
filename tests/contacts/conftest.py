"""Contacts as other systems send them, about people with names."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from vocapp.http.access import ANYONE, Scope
from vocapp.staff import api_keys

Body = dict[str, Any]

ADA = {
    "name": "Ada Lovelace",
    "language": "en",
    "country": "GB",
    "timezone": "Europe/London",
    "identities": [{"kind": "email", "value": "Ada@Example.com"}, {"kind": "phone", "value": "020 7946 0018"}],
}


@pytest.fixture
def body() -> Callable[..., Body]:
    """A contact event of Ada, who called about a bill. Keyword arguments change fields, `...` leaves one out."""

    def make(external_id: str = "call-1", **fields: Any) -> Body:
        contact = {
            "source": "acd",
            "external_id": external_id,
            "channel": "phone_in_house",
            "touchpoint": "billing",
            "started_at": "2026-05-04T10:00:00+01:00",
            "ended_at": "2026-05-04T10:07:30+01:00",
            "customer": ADA,
        } | fields
        return {name: value for name, value in contact.items() if value is not ...}

    return make


@pytest.fixture
async def api(database: str, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The program of an integrator who may read and write contacts."""
    key = await api_keys.add("acd", (Scope.CONTACTS_WRITE, Scope.CONTACTS_READ), is_test=False, by=ANYONE)
    client.headers["authorization"] = f"Bearer {key.secret}"
    return client
