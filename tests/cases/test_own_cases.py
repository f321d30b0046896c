"""Nobody decides about a case that is about their own contact, however their name came with it."""

from uuid import UUID

import pytest

from tests.cases.case_fixtures import SOLVED, case_about, case_row
from tests.cases.conftest import Desk
from vocapp.cases import actions
from vocapp.cases.doctor import check_handlers
from vocapp.cases.types import CaseRefusedError
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.staff import handler_refs


async def test_nobody_finishes_a_case_about_their_own_contact(registry: Registry, desk: Desk, ada: UUID) -> None:
    chain = [{"kind": "agent", "name": "Omar", "email": "OMAR@company.example"}]
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id, handlers=chain))["id"]))
    await actions.claim(registry, desk.omar, case)
    await actions.log_attempt(registry, desk.omar, case, "phone", reached=True)
    for action in (
        actions.close(registry, desk.omar, case, **SOLVED),
        actions.dismiss(registry, desk.omar, case, "she was rude"),
    ):
        with pytest.raises(CaseRefusedError, match="handled this contact yourself"):
            await action
    closed = await actions.close(registry, desk.lena, case, **SOLVED)
    again = await actions.undo(registry, desk.lena, case, closed.entry)
    assert (await case_row(case))["state"] == "working"
    assert again.revision == closed.revision + 1


async def test_the_id_in_the_sending_system_tells_whose_contact_it_is(
    registry: Registry, desk: Desk, ada: UUID
) -> None:
    chain = [{"kind": "agent", "name": "O.", "ref": " AG-17 "}]
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id, handlers=chain))["id"]))
    source = await DB.fetch_value("SELECT source FROM contact ORDER BY id DESC LIMIT 1")
    by = Actor(kind="command")
    await handler_refs.import_refs(f"elsewhere,ag-17,omar@company.example\n{source},ag-18,omar@company.example", by)
    [unknown] = await check_handlers()
    assert (unknown.level, "100%" in unknown.text) == ("warning", True)

    assert await handler_refs.import_refs(f"{source},Ag-17,omar@company.example", by) == (1, [])
    assert [finding.level for finding in await check_handlers()] == ["ok"]
    with pytest.raises(CaseRefusedError, match="handled this contact yourself"):
        await actions.dismiss(registry, desk.omar, case, "she was rude")
    await actions.dismiss(registry, desk.lena, case, "a double")


async def test_the_rated_agent_cannot_undo_a_reopening(registry: Registry, desk: Desk, ada: UUID) -> None:
    chain = [{"kind": "agent", "email": "omar@company.example"}]
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id, handlers=chain))["id"]))
    await actions.dismiss(registry, desk.lena, case, "a double")
    reopened = await actions.reopen(registry, desk.mia, case)

    with pytest.raises(CaseRefusedError, match="handled this contact yourself"):
        await actions.undo(registry, desk.omar, case, reopened.entry)
