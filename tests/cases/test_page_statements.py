"""The pages of cases read one snapshot of the database, with few statements."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from tests.cases.case_fixtures import add_comment, case_about
from tests.cases.conftest import Desk
from vocapp.cases import actions
from vocapp.cases.pages import case_page, queue_page
from vocapp.cases.pages.queue_query import QueueView
from vocapp.cases.types import QueueTab
from vocapp.database import DB
from vocapp.feature import Registry

CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")


@asynccontextmanager
async def statements() -> AsyncIterator[list[str]]:
    """The statements that the block sends, without those that begin and end transactions."""
    sent: list[str] = []

    def log(record: Any) -> None:
        if not record.query.lstrip().startswith(CONTROL):
            sent.append(record.query)

    async with DB.connection() as connection:
        with connection.query_logger(log):
            yield sent


async def test_the_case_page_sends_eleven_statements(registry: Registry, desk: Desk, ada: UUID) -> None:
    case = await case_about(registry, ada, unit_id=desk.id)
    await add_comment(case["response_id"], -0.9)
    await actions.claim(registry, desk.omar, case["id"])
    view = QueueView(QueueTab.UNIT)
    await case_page.load_page(desk.omar, case["number"], view)  # what is published is read once and kept
    async with statements() as sent:
        data = await case_page.load_page(desk.omar, case["number"], view)

    assert data.case.row.number == case["number"]
    assert "assign" in data.case.may
    assert len(sent) == 11, "\n\n".join(sent)


@pytest.mark.parametrize("name", ["lena", "omar"])
async def test_the_queue_page_sends_four_statements(registry: Registry, desk: Desk, ada: UUID, name: str) -> None:
    await case_about(registry, ada, unit_id=desk.id)
    async with statements() as sent:
        data = await queue_page.load_page(getattr(desk, name), QueueView(QueueTab.UNIT))

    assert len(data.rows) == 1
    assert bool(data.choices.colleagues) is (name == "lena")
    assert len(sent) == 4, "\n\n".join(sent)
