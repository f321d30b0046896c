"""An operator erases customers in the terminal, and looks first."""

import asyncio

import pytest

from tests.invitations.customer_rows import customer
from tests.operations.find_text import standing
from tests.terminal import Terminal
from vocapp.database import DB

pytestmark = pytest.mark.committed


async def test_by_identity_or_id_once_it_was_looked_at(terminal: Terminal) -> None:
    quill = await customer("Zanzibar Quill", "quill@example.org")
    before = await standing("quill")

    async def says(*words: str) -> str:
        return await asyncio.to_thread(terminal.says, "erase", *words)

    assert f"{quill}: customers 1, identities 1" in await says("--dry-run", "email:Quill@example.org")
    assert await standing("quill") == before
    assert f"{quill}: customers 1, identities 1" in await says("email:Quill@example.org", "--reason", "retention")
    assert await standing("quill") == set()
    assert f"{quill}: nothing left to erase" in await says(str(quill))
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'customer.erased'") == 2
    for unknown in ("email:quill@example.org", "Quill"):
        assert f"There is no customer {unknown}." in await asyncio.to_thread(terminal.refuses, "erase", unknown)
