"""The whole house: collects the parts of the rooms. The only module that knows them all."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from litestar import Litestar
from litestar.di import Provide

from vocapp.audit.feature import part as events
from vocapp.cases.feature import part as followup
from vocapp.comments.feature import part as insight
from vocapp.contacts.feature import part as contacts
from vocapp.customers.feature import part as customers
from vocapp.database import DB
from vocapp.database.notify import HUB
from vocapp.digests.feature import part as digests
from vocapp.feature import House, Part
from vocapp.gateways.feature import part as gateways
from vocapp.http.app_options import Edge, in_document
from vocapp.invitations.feature import part as invitations
from vocapp.messages.feature import part as sending
from vocapp.operations.feature import part as operations
from vocapp.responses.feature import part as responses
from vocapp.rollups.feature import part as rollups
from vocapp.settings import Settings
from vocapp.staff.feature import part as staff
from vocapp.startup.worker_loop import working
from vocapp.studio.feature import part as studio
from vocapp.timeline.feature import part as timeline
from vocapp.tokens import Keyring
from vocapp.ui.error_page import error_page
from vocapp.ui.feature import part as ui

# In the order of the trip; the menu has an order of its own.
ROOMS: tuple[Callable[[House], Part], ...] = (
    ui,
    gateways,
    events,
    sending,
    staff,
    customers,
    contacts,
    invitations,
    responses,
    insight,
    followup,
    rollups,
    timeline,
    digests,
    studio,
    operations,
)


def build(settings: Settings, keys: Keyring) -> House:
    """The house with every room in it."""
    house = House(settings, keys)
    house.parts = tuple(room(house) for room in ROOMS)
    return house


def create(house: House, *, work: bool = False, dsn: str | None = None) -> Litestar:
    """The ASGI application; with `work` it also works off what is due. `dsn` opens the pool in the lifespan."""

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if dsn is not None:
                await DB.open(dsn, size=house.settings.pool_size)
                stack.push_async_callback(DB.close)
                await stack.enter_async_context(HUB.running(dsn))
            for part in house.parts:
                for opening in part.lifespans:
                    await stack.enter_async_context(opening())
                for gateway in part.gateways:
                    stack.push_async_callback(gateway.close)
            if work:
                await stack.enter_async_context(working(house))
            yield

    edge = Edge(house.settings, house.keys, error_page)
    application = Litestar(
        route_handlers=in_document([route for part in house.parts for route in part.routes]),
        dependencies={"house": Provide(lambda: house, sync_to_thread=False)},
        middleware=[layer for part in house.parts for layer in part.middleware],
        lifespan=[lifespan],
        **edge.options(guard for part in house.parts for guard in part.guards),
    )
    return edge.surround(application)
