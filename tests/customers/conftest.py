"""Customers with names: Ada, who called twice under two addresses, and Grace."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest

from tests.rows import insert
from vocapp.database import DB
from vocapp.http.access import ANYONE, Scope
from vocapp.staff import api_keys

Adds = Callable[..., Awaitable[UUID]]


async def add_identity(customer: UUID, value: str, kind: str = "email", is_test: bool = False) -> UUID:
    return await insert("identity", customer_id=customer, kind=kind, value=value, is_test=is_test)


async def add_customer(name: str, *emails: str, country: str | None = "GB", is_test: bool = False) -> UUID:
    customer = await insert("customer", name=name, country=country, is_test=is_test)
    for email in emails:
        await add_identity(customer, email, is_test=is_test)
    return customer


async def identity_of(value: str) -> UUID:
    found: UUID = await DB.fetch_value("SELECT id FROM identity WHERE value = $1", value)
    return found


@pytest.fixture
async def api(database: str, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The program of an integrator who may read and write customers."""
    key = await api_keys.add("crm", (Scope.CUSTOMERS_WRITE, Scope.CUSTOMERS_READ), is_test=False, by=ANYONE)
    client.headers["authorization"] = f"Bearer {key.secret}"
    return client
