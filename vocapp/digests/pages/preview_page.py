"""The preview of a digest, composed now as its reader may see it; not kept and not sent."""

from datetime import date
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.catalogue.published import NotPublishedError
from vocapp.digests import send_now
from vocapp.digests.archive import embed_images
from vocapp.digests.compose_stage import ComposedDigest, compose_digest
from vocapp.digests.pages.digest_pages import READERS, framed
from vocapp.digests.pages.subscription_pages import HERE, found_by
from vocapp.digests.periods import DigestPeriod, period_before, period_of
from vocapp.digests.types import Subscription
from vocapp.feature import Registry
from vocapp.http.problem_json import RequestError, not_found
from vocapp.http.security_headers import POLICY
from vocapp.rollups.queries.context import load_today
from vocapp.staff.sessions import actor_for_user
from vocapp.ui.page_response import AnyRequest, staff_page

PERIODS: Final = 6


@get(f"{HERE}/{{subscription_id:uuid}}/preview", opt=READERS.opt)
async def preview_page(
    request: AnyRequest, registry: NamedDependency[Registry], subscription_id: FromPath[UUID]
) -> Response[str]:
    """The mail of a period as of now, and its plain text."""
    found = await found_by(request, subscription_id)
    period, newest = await _period(request, found), await send_now.newest_period(found)
    offered = [period_of(found.settings.every, await load_today()), newest]
    while len(offered) < PERIODS:
        offered.append(period_before(offered[-1]))
    page = staff_page(
        request,
        registry,
        "digests/preview.html",
        found=found,
        period=period,
        periods=offered,
        body=(await _composed(registry, found, period)).body,
    )
    page.headers["content-security-policy"] = POLICY + "; frame-src 'self'"
    return page


@get(f"{HERE}/{{subscription_id:uuid}}/preview/mail", opt=READERS.opt)
async def preview_mail(
    request: AnyRequest, registry: NamedDependency[Registry], subscription_id: FromPath[UUID]
) -> Response[bytes]:
    """The HTML of the preview, for the sandboxed frame."""
    found = await found_by(request, subscription_id)
    body = (await _composed(registry, found, await _period(request, found))).body
    return framed(embed_images(body.html, body.images))


async def _composed(registry: Registry, found: Subscription, period: DigestPeriod) -> ComposedDigest:
    actor = await actor_for_user(found.user_id)
    if actor is None:
        raise RequestError(409, f"{found.user_name} is disabled and cannot read digests.")
    try:
        return await compose_digest(registry, found, actor, period, found.id)
    except NotPublishedError as missing:
        raise RequestError(409, str(missing)) from missing


async def _period(request: AnyRequest, found: Subscription) -> DigestPeriod:
    """The period of the day in the query; the newest by default."""
    text = request.query_params.get("since", "")
    if not text:
        return await send_now.newest_period(found)
    try:
        return period_of(found.settings.every, date.fromisoformat(text))
    except (ValueError, OverflowError) as failure:
        raise not_found() from failure


ROUTES: Final = (preview_page, preview_mail)
