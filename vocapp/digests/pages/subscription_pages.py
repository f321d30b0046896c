"""The pages /app/digests/subscriptions: add and change a subscription."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.digests import subscribers, subscriptions
from vocapp.digests.pages import subscription_choices
from vocapp.digests.pages.digest_pages import PATH, READERS
from vocapp.digests.pages.subscription_choices import ScopeChoices
from vocapp.digests.pages.subscription_form import EVERY, HOURS, MONTH_DAYS, WEEKDAYS, read_subscription_form
from vocapp.digests.scope import DigestScope
from vocapp.digests.subscribers import Subscriber
from vocapp.digests.types import Subscription, SubscriptionSettings
from vocapp.feature import Registry
from vocapp.http.access import Actor, actor_of
from vocapp.http.problem_json import not_found
from vocapp.http.request import Form, read_form
from vocapp.rollups.count_stage import load_zone
from vocapp.rollups.labels import GROUPS
from vocapp.staff.sessions import actor_for_user
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.reader import mark

HERE: Final = f"{PATH}/subscriptions"
ADDED: Final = mark("%(name)s will receive this digest.")
SAVED: Final = mark("The digest was changed.")
NOBODY: Final = mark("Choose a reader from the list.")


@get(f"{HERE}/new", opt=READERS.opt)
async def subscription_new(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The form for a new digest."""
    actor = actor_of(request)
    settings = SubscriptionSettings(
        timezone=await load_zone() if actor.timezone == "UTC" else actor.timezone, language=actor.language
    )
    values = _values(settings) | {"user": str(actor.id)}
    return await _form(request, registry, values, {}, await subscription_choices.load_choices(actor))


@post(f"{HERE}/new", opt=READERS.opt, status_code=303)
async def subscription_add(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str] | Response[bytes]:
    """Subscribes the user, or somebody whose digests they may see."""
    form, actor = await read_form(request), actor_of(request)
    chosen = await subscribers.find_subscriber(actor, form["user"] or str(actor.id))
    known = await subscription_choices.load_choices(await _reader(chosen.id) if chosen else actor)
    settings, errors = read_subscription_form(form, known)
    errors |= {} if chosen else {"user": NOBODY}
    if settings is None or chosen is None:
        return await _form(request, registry, _typed(form), errors, known, status=422)
    made = await subscriptions.add(registry.keys, chosen.id, settings, actor)
    return redirect_done(request, registry, PATH, ADDED, undo=f"{HERE}/{made}/delete", name=chosen.name)


@get(f"{HERE}/{{subscription_id:uuid}}", opt=READERS.opt)
async def subscription_page(
    request: AnyRequest, registry: NamedDependency[Registry], subscription_id: FromPath[UUID]
) -> Response[str]:
    """The form of one subscription."""
    found = await found_by(request, subscription_id)
    known = await subscription_choices.load_choices(await _reader(found.user_id))
    return await _form(request, registry, _values(found.settings), {}, known, found=found)


@post(f"{HERE}/{{subscription_id:uuid}}", opt=READERS.opt, status_code=303)
async def subscription_change(
    request: AnyRequest, registry: NamedDependency[Registry], subscription_id: FromPath[UUID]
) -> Response[str] | Response[bytes]:
    """Saves the form."""
    found, form = await found_by(request, subscription_id), await read_form(request)
    known = await subscription_choices.load_choices(await _reader(found.user_id))
    settings, errors = read_subscription_form(form, known)
    if settings is None:
        return await _form(request, registry, _typed(form), errors, known, found=found, status=422)
    await subscriptions.change(found, settings, actor_of(request))
    return redirect_done(request, registry, PATH, SAVED)


async def found_by(request: AnyRequest, subscription_id: UUID) -> Subscription:
    """The subscription; 404 unless the user may see it."""
    found = await subscriptions.find_visible(actor_of(request), subscription_id)
    if found is None:
        raise not_found()
    return found


async def _reader(user_id: UUID) -> Actor:
    """The reader, whose units limit the choices; without any units for a disabled user."""
    return await actor_for_user(user_id) or Actor(units=(), lines=())


def _values(settings: SubscriptionSettings) -> dict[str, Any]:
    """A settings as the form shows it."""
    day = (
        {"weekday": settings.on_day, "month_day": 1}
        if settings.every == "week"
        else {"weekday": 1, "month_day": settings.on_day}
    )
    scope = settings.scope
    chosen = {name: {str(one) for one in getattr(scope, name)} for name in DigestScope.__struct_fields__}
    return (
        {
            "every": settings.every.value,
            "hour": settings.hour,
            "timezone": settings.timezone,
            "language": settings.language,
        }
        | day
        | chosen
    )


def _typed(form: Form) -> dict[str, Any]:
    numbers = {name: int(form[name]) if form[name].isdigit() else 1 for name in ("weekday", "month_day", "hour")}
    texts = {name: form[name] for name in ("every", "timezone", "language", "user")}
    return numbers | texts | {name: set(form.all(name)) for name in DigestScope.__struct_fields__}


async def _form(
    request: AnyRequest,
    registry: Registry,
    values: dict[str, Any],
    errors: dict[str, str],
    known: ScopeChoices,
    *,
    found: Subscription | None = None,
    status: int = 200,
) -> Response[str]:
    people: list[Subscriber] = [] if found else await subscribers.list_subscribers(actor_of(request))
    return staff_page(
        request,
        registry,
        "digests/subscription.html",
        status=status,
        found=found,
        values=values,
        errors=errors,
        known=known,
        people=people,
        channels=[(channel, GROUPS[channel]) for channel in subscription_choices.CHANNELS],
        every=EVERY,
        weekdays=WEEKDAYS,
        month_days=MONTH_DAYS,
        hours=HOURS,
    )


ROUTES: Final = (subscription_new, subscription_add, subscription_page, subscription_change)
