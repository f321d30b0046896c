"""What is done with a subscription by one button: paused, resumed, deleted, brought back, tried on oneself."""

from typing import Final
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.database.notify import wake
from vocapp.digests import send_now, subscriptions
from vocapp.digests.pages.digest_pages import PATH, READERS, address_of
from vocapp.digests.pages.subscription_pages import HERE, found_by
from vocapp.digests.schedule import STAGE
from vocapp.feature import Registry
from vocapp.http.access import actor_of
from vocapp.ui.page_response import AnyRequest, redirect_done
from vocapp.ui.reader import mark

ONE: Final = f"{HERE}/{{subscription_id:uuid}}"
PAUSED: Final = mark("The digest was paused.")
RESUMED: Final = mark("The digest was resumed.")
DELETED: Final = mark("The digest of %(name)s was deleted. Sent digests stay in the archive.")
RESTORED: Final = mark("The digest was restored.")
TESTED: Final = mark("A test will be sent to %(address)s within a minute.")

Id = FromPath[UUID]


@post(f"{ONE}/pause", opt=READERS.opt, status_code=303)
async def subscription_pause(
    request: AnyRequest, registry: NamedDependency[Registry], subscription_id: Id
) -> Response[bytes]:
    """Send no more for a while."""
    found = await found_by(request, subscription_id)
    await subscriptions.pause(found, actor_of(request))
    return redirect_done(request, registry, PATH, PAUSED, undo=f"{HERE}/{found.id}/resume")


@post(f"{ONE}/resume", opt=READERS.opt, status_code=303)
async def subscription_resume(
    request: AnyRequest, registry: NamedDependency[Registry], subscription_id: Id
) -> Response[bytes]:
    """Send again."""
    found = await found_by(request, subscription_id)
    await subscriptions.resume(found, actor_of(request))
    return redirect_done(request, registry, PATH, RESUMED, undo=f"{HERE}/{found.id}/pause")


@post(f"{ONE}/delete", opt=READERS.opt, status_code=303)
async def subscription_delete(
    request: AnyRequest, registry: NamedDependency[Registry], subscription_id: Id
) -> Response[bytes]:
    """Take it out of the list."""
    found = await found_by(request, subscription_id)
    await subscriptions.delete(found, actor_of(request))
    return redirect_done(request, registry, PATH, DELETED, undo=f"{HERE}/{found.id}/restore", name=found.user_name)


@post(f"{ONE}/restore", opt=READERS.opt, status_code=303)
async def subscription_restore(
    request: AnyRequest, registry: NamedDependency[Registry], subscription_id: Id
) -> Response[bytes]:
    """Bring it back."""
    await subscriptions.restore(await found_by(request, subscription_id), actor_of(request))
    return redirect_done(request, registry, PATH, RESTORED)


@post(f"{ONE}/test", opt=READERS.opt, status_code=303)
async def subscription_test(
    request: AnyRequest, registry: NamedDependency[Registry], subscription_id: Id
) -> Response[bytes]:
    """Send the newest one to whoever asks, and to nobody else."""
    found, address = await found_by(request, subscription_id), await address_of(request)
    await send_now.send_test(found, await send_now.newest_period(found), address, actor_of(request))
    wake(STAGE)
    return redirect_done(request, registry, PATH, TESTED, address=address)


ROUTES: Final = (
    subscription_pause,
    subscription_resume,
    subscription_delete,
    subscription_restore,
    subscription_test,
)
