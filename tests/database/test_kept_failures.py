"""What is kept or logged of a failure names no customer: the address in these failures appears nowhere."""

import asyncio
import logging
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from tests.database.recording_stage import row
from tests.patience import until
from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.database.jobs import ATTEMPTS, Stage, enqueue, run_jobs
from vocapp.database.locks import lead
from vocapp.failures import describe_failure

pytestmark = pytest.mark.committed
ADDRESS = "ann@customers.example"


async def write_twice(_: UUID) -> None:
    """Fails as a row does that exists: PostgreSQL's DETAIL quotes the address."""
    await DB.execute("INSERT INTO guest (address) VALUES ($1), ($1)", ADDRESS)


@pytest.fixture
async def guests(own_database: str) -> None:
    await DB.execute("CREATE TABLE guest (address text CONSTRAINT guest_address UNIQUE)")


async def test_a_databases_failure_is_described_without_its_detail(guests: None) -> None:
    with pytest.raises(asyncpg.UniqueViolationError) as failure:
        await write_twice(new_id())
    assert ADDRESS in str(failure.value), "else this test proves nothing"
    assert describe_failure(failure.value) == "UniqueViolationError 23505 guest_address guest"


async def test_a_job_keeps_the_type_state_and_constraint(guests: None) -> None:
    await enqueue("guests", ada := new_id())
    await run_jobs(Stage(name="guests", work=write_twice))
    assert (await row(ada))["error"] == "UniqueViolationError 23505 guest_address guest"


async def test_a_quarantined_job_keeps_its_real_error(guests: None) -> None:
    await enqueue("guests", ada := new_id())
    for hour in range(ATTEMPTS + 2):
        with clock.travelled(clock.now() + timedelta(hours=hour)):
            await run_jobs(Stage(name="guests", work=write_twice))
    found = await row(ada)
    assert found["quarantined_at"] is not None
    assert found["attempts"] == ATTEMPTS
    assert found["error"] == "UniqueViolationError 23505 guest_address guest"


async def test_a_leader_logs_no_message(guests: None, caplog: pytest.LogCaptureFixture) -> None:
    task = asyncio.create_task(lead(DB.dsn, "guests", lambda: write_twice(new_id())))
    await until(lambda: "leader lost its database" in caplog.text)
    task.cancel()
    await asyncio.wait({task})
    (record, *_) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert vars(record)["error"] == "UniqueViolationError 23505 guest_address guest"
