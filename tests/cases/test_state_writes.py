"""One table of transitions guards every write of a case's state, and only `save_change` writes it."""

import re
from uuid import UUID

import pytest

from tests.cases.case_fixtures import case_about, case_row, history_of
from tests.cases.conftest import Desk
from tests.source_code import PACKAGE
from vocapp.cases import tables
from vocapp.cases.action_rules import CaseChange
from vocapp.cases.case_states import ACTIVE_SQL, TRANSITIONS, CaseState, transition_sql
from vocapp.cases.recovery_check import SYSTEM
from vocapp.cases.save_change import lock_case, restore, write_change
from vocapp.cases.types import EntryKind
from vocapp.database import DB
from vocapp.feature import Registry


async def test_the_sql_knows_the_transitions_of_the_table_and_no_others(database: str) -> None:
    sql = f"SELECT {transition_sql('$1::varchar', '$2::varchar')}"
    for before in CaseState:
        for after in CaseState:
            allowed = after in TRANSITIONS[before].values()
            assert await DB.fetch_value(sql, before.value, after.value) is allowed, (before, after)


async def test_another_transition_is_not_written(registry: Registry, desk: Desk, ada: UUID) -> None:
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id))["id"]))
    held = await lock_case(case)
    change = CaseChange(action="confirmed", kind=EntryKind.CHECK, columns={"state": "confirmed"})
    with pytest.raises(ValueError, match="no such transition"):
        await write_change(registry, SYSTEM, held, change)
    with pytest.raises(ValueError, match="no such transition"):
        await restore(case, {"state": "open"})

    assert ((await case_row(case))["state"], (await case_row(case))["revision"]) == ("open", held.revision)
    assert await history_of(case) == ["opened"]


def test_only_one_module_writes_the_state() -> None:
    writers = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for statement in re.findall(r"UPDATE followup_case\b[^;]*?WHERE", path.read_text(encoding="utf-8"))
        if re.search(r"\bstate\s*=|\{", statement)
    }
    assert writers == {"cases/save_change.py"}


def test_the_indexes_of_the_queue_fit_its_queries() -> None:
    indexes = [sql for sql in tables.EXTRA_SQL if " WHERE state " in sql]
    assert len(indexes) > 10
    assert all(f"WHERE state {ACTIVE_SQL}" in sql or f"WHERE state NOT {ACTIVE_SQL}" in sql for sql in indexes)
