"""The first administrator is made in the terminal."""

import pytest

from tests.terminal import Terminal
from vocapp.staff.first_admin import findings, first_start_hint

pytestmark = pytest.mark.committed


def test_the_first_administrator_and_a_team(terminal: Terminal) -> None:
    ada = terminal.says("users", "add", "Ada@company.example", "--name", "Ada Admin", "--role", "admin")
    assert "A link for Ada Admin, good once, until" in ada
    assert "https://feedback.example/app/password/" in ada
    assert "ada@company.example already" in terminal.refuses("users", "add", "ada@company.example", "--name", "Ada")
    assert "Enter an e-mail address" in terminal.refuses("users", "add", "ada", "--name", "Ada")

    assert "added as berlin" in terminal.says("units", "add", "Berlin", "--kind", "site", "--from", "2026-01-01")
    assert "added as billing-north" in terminal.says("units", "add", "Billing North", "--parent", "berlin")
    assert "already in use" in terminal.refuses("units", "add", "Berlin")
    assert "no unit paris" in terminal.refuses("units", "add", "South", "--parent", "paris")
    assert "before the first" in terminal.refuses("units", "add", "X", "--from", "2026-02-01", "--to", "2026-01-01")
    tree = terminal.says("units", "list").splitlines()
    assert tree[0].split() == ["Berlin", "berlin", "site", "2026-01-01–"]
    assert tree[1].startswith("  Billing North")

    assert "no unit paris" in terminal.refuses("users", "add", "l@company.example", "--name", "Lena", "--unit", "paris")
    terminal.says("users", "add", "lena@company.example", "--name", "Lena", "--unit", "billing-north")
    assert "only administrator" in terminal.refuses("users", "disable", "ada@company.example")
    assert "Lena can no longer sign in." in terminal.says("users", "disable", "lena@company.example")
    assert "no user nobody" in terminal.refuses("users", "disable", "nobody@company.example")
    assert "/app/password/" in terminal.says("users", "reset", "ada@company.example")
    assert "no user nobody" in terminal.refuses("users", "reset", "nobody@company.example")
    people = terminal.says("users", "list")
    assert ["ada@company.example", "admin", "Ada", "Admin"] in [line.split() for line in people.splitlines()]
    assert ["lena@company.example", "agent", "Lena", "disabled"] in [line.split() for line in people.splitlines()]


def test_a_key_is_printed_once_and_revoked_by_its_beginning(terminal: Terminal) -> None:
    secret = terminal.says("keys", "add", "telephone system", "--scope", "contacts:write", "--test").strip()
    assert secret.startswith("voc_test_")

    listed = terminal.says("keys", "list")
    assert secret[:16] in listed
    assert secret not in listed
    assert "has been revoked" in terminal.says("keys", "revoke", secret[:14])
    assert "0 keys begin with" in terminal.refuses("keys", "revoke", secret[:14])
    assert terminal.says("keys", "list") == ""


async def test_a_first_start_explains_how_to_begin(database: str) -> None:
    assert "vocapp users add" in (await first_start_hint() or "")
    assert [finding.level for finding in await findings()] == ["warning"]
