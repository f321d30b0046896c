"""Application: collects the features of all packages. The only module that imports them all."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from litestar import Litestar
from litestar.di import Provide

from vocapp.audit.feature import feature as audit
from vocapp.cases.feature import feature as cases
from vocapp.comments.feature import feature as comments
from vocapp.contacts.feature import feature as contacts
from vocapp.customers.feature import feature as customers
from vocapp.dashboards.feature import feature as dashboards
from vocapp.database import DB
from vocapp.database.notify import NOTIFICATIONS
from vocapp.digests.feature import feature as digests
from vocapp.feature import Feature, Registry
from vocapp.gateways.feature import feature as gateways
from vocapp.http.app_options import HttpLayer, documented
from vocapp.invitations.feature import feature as invitations
from vocapp.messages.feature import feature as messages
from vocapp.operations.feature import feature as operations
from vocapp.responses.feature import feature as responses
from vocapp.rollups.feature import feature as rollups
from vocapp.settings import Settings
from vocapp.staff.feature import feature as staff
from vocapp.startup.worker_loop import run_workers
from vocapp.studio.feature import feature as studio
from vocapp.timeline.feature import feature as timeline
from vocapp.tokens import Keyring
from vocapp.ui.error_page import error_page
from vocapp.ui.feature import feature as ui

# In the order of the trip; the menu has an order of its own.
FEATURES: tuple[Callable[[Registry], Feature], ...] = (
    ui,
    gateways,
    audit,
    messages,
    staff,
    customers,
    contacts,
    invitations,
    responses,
    comments,
    cases,
    rollups,
    dashboards,
    timeline,
    digests,
    studio,
    operations,
)


def build(settings: Settings, keys: Keyring) -> Registry:
    """The registry with every feature in it."""
    registry = Registry(settings, keys)
    registry.features = tuple(make(registry) for make in FEATURES)
    return registry


def create(registry: Registry, *, work: bool = False, dsn: str | None = None) -> Litestar:
    """The ASGI application; with `work` it also runs jobs. `dsn` opens the pool in the lifespan."""

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if dsn is not None:
                await DB.open(dsn, size=registry.settings.pool_size)
                stack.push_async_callback(DB.close)
                await stack.enter_async_context(NOTIFICATIONS.running(dsn))
            for feature in registry.features:
                for opening in feature.lifespans:
                    await stack.enter_async_context(opening())
                for gateway in feature.gateways:
                    stack.push_async_callback(gateway.close)
            if work:
                await stack.enter_async_context(run_workers(registry))
            yield

    edge = HttpLayer(registry.settings, registry.keys, error_page)
    application = Litestar(
        route_handlers=documented(route for feature in registry.features for route in feature.routes),
        dependencies={
            "registry": Provide(lambda: registry, sync_to_thread=False),
            **{name: given for feature in registry.features for name, given in feature.dependencies.items()},
        },
        middleware=[layer for feature in registry.features for layer in feature.middleware],
        lifespan=[lifespan],
        **edge.options(
            guards=[guard for feature in registry.features for guard in feature.guards],
            late_guards=[guard for feature in registry.features for guard in feature.late_guards],
        ),
    )
    return edge.surround(application)
