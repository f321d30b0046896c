"""The pages /app/digests: subscriptions, and the archive of digests."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath

from vocapp.database.notify import wake
from vocapp.digests import archive, send_now, subscriptions
from vocapp.digests.archive import ArchivedDigest
from vocapp.digests.pages import subscription_choices
from vocapp.digests.pages.subscription_form import WEEKDAYS
from vocapp.digests.periods import DigestPeriod, Frequency
from vocapp.digests.schedule import STAGE
from vocapp.digests.types import Subscription, SubscriptionSettings
from vocapp.digests.visibility import READER_ROLES
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.problem_json import not_found
from vocapp.http.security_headers import POLICY
from vocapp.messages.outbox_pages import MAIL_POLICY
from vocapp.rollups.count_stage import load_zone
from vocapp.staff import user_queries
from vocapp.ui.languages import STAFF
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.paging import make_page, parse_key
from vocapp.ui.reader import mark

PATH: Final = "/app/digests"
READERS: Final = staff(*READER_ROLES)
STARTED: Final = mark("You will receive a digest every Monday at 7:00.")
SENT: Final = mark("The digest will be sent within a minute.")
ALREADY: Final = mark("This digest was already sent.")


@get(PATH, opt=READERS.opt)
async def digests_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Subscriptions, and the digests that were sent, newest first."""
    actor = actor_of(request)
    after = parse_key(request.query_params.get("after", ""))
    rows = await archive.list_digests(actor, await address_of(request), after)
    found = await subscriptions.list_subscriptions(actor)
    known = await subscription_choices.load_choices(actor)
    return staff_page(
        request,
        registry,
        "digests/digests.html",
        subscriptions=found,
        has_own=any(each.user_id == actor.id for each in found),
        is_executive=actor.role is Role.EXECUTIVE,
        page=make_page(rows, PATH, {}, after, archive.SIZE),
        weekdays=WEEKDAYS,
        words=known.names,
        is_week=is_week,
    )


@post(f"{PATH}/start", opt=READERS.opt, status_code=303)
async def digests_start(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Subscribes the user to the standard digest: Mondays at 7:00 in their zone, everything they may see."""
    actor = actor_of(request)
    if actor.id is None:
        raise not_found()
    language = actor.language if actor.language in STAFF else STAFF[0]
    user = await user_queries.get_user(actor.id)
    settings = SubscriptionSettings(timezone=(user and user.timezone) or await load_zone(), language=language)
    made = await subscriptions.add(registry.keys, actor.id, settings, actor)
    return redirect_done(request, registry, PATH, STARTED, undo=f"{PATH}/subscriptions/{made}/delete")


@get(f"{PATH}/{{digest_id:uuid}}", opt=READERS.opt)
async def digest_page(
    request: AnyRequest, registry: NamedDependency[Registry], digest_id: FromPath[UUID]
) -> Response[str]:
    """One digest as it was sent."""
    row = await _found(request, digest_id)
    page = staff_page(request, registry, "digests/digest.html", row=row, is_week=is_week)
    page.headers["content-security-policy"] = POLICY + "; frame-src 'self'"
    return page


@get(f"{PATH}/{{digest_id:uuid}}/mail", opt=READERS.opt)
async def digest_mail(request: AnyRequest, digest_id: FromPath[UUID]) -> Response[bytes]:
    """The HTML of the digest, for the sandboxed frame on its page."""
    row = await _found(request, digest_id)
    if row.html is None:
        raise not_found()
    return framed(archive.embed_images(row.html, await archive.load_images(digest_id)))


@post(f"{PATH}/{{digest_id:uuid}}/send", opt=READERS.opt, status_code=303)
async def digest_send(
    request: AnyRequest, registry: NamedDependency[Registry], digest_id: FromPath[UUID]
) -> Response[bytes]:
    """Sends a missed digest."""
    row, actor = await _found(request, digest_id), actor_of(request)
    found = await subscriptions.find_visible(actor, row.subscription_id)
    if found is None or not found.is_on:
        raise not_found()
    try:
        await send_now.send_period(found, DigestPeriod(row.since, row.until), actor)
    except send_now.AlreadySentError:
        return redirect_done(request, registry, f"{PATH}/{digest_id}", ALREADY)
    wake(STAGE)
    return redirect_done(request, registry, PATH, SENT)


async def address_of(request: AnyRequest) -> str:
    """The mail address of the signed-in user."""
    actor = actor_of(request)
    user = await user_queries.get_user(actor.id) if actor.id else None
    return user.email if user else ""


def framed(html: str) -> Response[bytes]:
    """A mail for a sandboxed frame: its own styles and charts, no script, no third-party content."""
    headers = {"content-security-policy": MAIL_POLICY, "x-frame-options": "SAMEORIGIN"}
    return Response(html.encode(), media_type=MediaType.HTML, headers=headers)


def is_week(thing: Subscription | ArchivedDigest) -> bool:
    """Whether it is weekly; otherwise it is monthly."""
    return (thing.settings.every if isinstance(thing, Subscription) else thing.every) == Frequency.WEEK


async def _found(request: AnyRequest, digest_id: UUID) -> ArchivedDigest:
    row = await archive.find_digest(actor_of(request), digest_id)
    if row is None:
        raise not_found()
    return row


ROUTES: Final = (digests_page, digests_start, digest_page, digest_mail, digest_send)
