"""Actions on a subscription, one button each: pause, resume, delete, restore, and send a test."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from vocapp.database.notify import wake
from vocapp.digests import send_now, subscriptions
from vocapp.digests.pages.digest_pages import PATH, READERS, address_of
from vocapp.digests.pages.subscription_pages import HERE, found_by
from vocapp.digests.schedule import STAGE
from vocapp.digests.types import Subscription
from vocapp.feature import Registry
from vocapp.http.access import Actor, actor_of
from vocapp.ui.page_response import AnyRequest, redirect_done
from vocapp.ui.reader import mark

ONE: Final = f"{HERE}/{{subscription_id:uuid}}"
TESTED: Final = mark("A test will be sent to %(address)s within a minute.")


class SubscriptionAction(Struct, frozen=True):
    """The action of a button, the message afterwards, and the action that undoes it."""

    apply: Callable[[Subscription, Actor], Awaitable[None]]
    message: str
    undo: str


ACTIONS: Final = {
    "pause": SubscriptionAction(subscriptions.pause, mark("The digest was paused."), undo="resume"),
    "resume": SubscriptionAction(subscriptions.resume, mark("The digest was resumed."), undo="pause"),
    "delete": SubscriptionAction(
        subscriptions.delete,
        mark("The digest of %(name)s was deleted. Sent digests stay in the archive."),
        undo="restore",
    ),
    "restore": SubscriptionAction(subscriptions.restore, mark("The digest was restored."), undo="delete"),
}


def _handler(name: str, action: SubscriptionAction) -> HTTPRouteHandler:
    @post(f"{ONE}/{name}", opt=READERS.opt, status_code=303)
    async def subscription_action(
        request: AnyRequest, registry: NamedDependency[Registry], subscription_id: FromPath[UUID]
    ) -> Response[bytes]:
        """Applies the action of the path to the subscription."""
        found = await found_by(request, subscription_id)
        await action.apply(found, actor_of(request))
        undo = f"{HERE}/{found.id}/{action.undo}"
        return redirect_done(request, registry, PATH, action.message, undo=undo, name=found.user_name)

    return subscription_action


@post(f"{ONE}/test", opt=READERS.opt, status_code=303)
async def subscription_test(
    request: AnyRequest, registry: NamedDependency[Registry], subscription_id: FromPath[UUID]
) -> Response[bytes]:
    """Sends the newest digest to the user as a test."""
    found, address = await found_by(request, subscription_id), await address_of(request)
    await send_now.send_test(found, await send_now.newest_period(found), address, actor_of(request))
    wake(STAGE)
    return redirect_done(request, registry, PATH, TESTED, address=address)


ROUTES: Final = (*(_handler(name, action) for name, action in ACTIONS.items()), subscription_test)
