"""Migrations run in the order of their files, and each leaves the release before it able to work."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from vocapp.piccolo_app import MIGRATIONS

FILES = sorted(MIGRATIONS.glob("[0-9]*.py"))
# What a release that still runs would stumble over; it waits for the release after the one that stopped using it.
CONTRACTS = re.compile(
    r"\bDROP\s+(TABLE|COLUMN)|\bRENAME\s+(TO|COLUMN)|\bALTER\s+(COLUMN\s+)?\w+\s+(SET\s+NOT\s+NULL|TYPE)", re.IGNORECASE
)


def loaded(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_files_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name.split("_")[0]) for path in FILES]
    assert numbers == list(range(1, len(FILES) + 1))


def test_the_order_of_the_files_is_the_order_in_which_they_run() -> None:
    ids = [loaded(path).ID for path in FILES]
    assert ids == sorted(set(ids)), "Piccolo runs migrations by id: give a new file a later one"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_migration_has_a_description(path: Path) -> None:
    module = loaded(path)
    assert module.__doc__
    assert module.DESCRIPTION
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d:\d{6}", module.ID)


def test_migrations_only_expand() -> None:
    for path in FILES[1:]:
        text = path.read_text(encoding="utf-8")
        assert not CONTRACTS.search(text) or "CONTRACTS = " in text, (
            f"{path.name} takes away what the running release may use. Do it a release later, and say in CONTRACTS "
            "which release stopped using it."
        )
