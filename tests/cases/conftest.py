"""Monday at noon, everything published; the billing desk with Lena, Omar and Mia; and Ada, a customer in London."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from tests.cases.case_fixtures import SOLVED, case_about, colleague, unit
from tests.invitations.customer_rows import NOON, customer, publish_all
from vocapp import clock
from vocapp.cases import actions
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role


@dataclass(frozen=True)
class Desk:
    """A unit, and who works there; Hugo works elsewhere."""

    id: UUID
    lena: Actor
    omar: Actor
    mia: Actor
    hugo: Actor
    manila: UUID


@pytest.fixture
async def noon(database: str) -> AsyncIterator[None]:
    """Monday at noon, with everything published."""
    with clock.travelled(NOON):
        await publish_all()
        yield


@pytest.fixture
async def desk(noon: None) -> Desk:
    """The billing desk."""
    return await a_desk()


async def a_desk() -> Desk:
    """The billing desk, and Hugo's in Manila."""
    here, there = await unit("billing-desk"), await unit("manila")
    return Desk(
        here,
        await colleague("Lena Lind", Role.LEAD, here),
        await colleague("Omar Osei", Role.AGENT, here),
        await colleague("Mia Moss", Role.AGENT, here),
        await colleague("Hugo Haas", Role.AGENT, there),
        there,
    )


@pytest.fixture
async def ada(noon: None) -> UUID:
    """Ada, whom the law of her country allows us to invite."""
    return await customer("Ada", "ada@example.org")


@pytest.fixture
async def closed(registry: Registry, desk: Desk, ada: UUID) -> UUID:
    """Ada's case, closed by Omar at noon."""
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id))["id"]))
    await actions.close(registry, desk.omar, case, **SOLVED)
    return case
