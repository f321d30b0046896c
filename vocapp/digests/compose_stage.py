"""Composing digests: each is composed once, kept word for word, and its mail enqueued in the same transaction.

The archive shows what was sent, whatever the numbers are today. A preview is composed in the same way and not kept.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from vocapp import clock
from vocapp.catalogue import published
from vocapp.channels.mail_content import MailBody
from vocapp.charts.chart_style import Scheme
from vocapp.charts.drawing_process import PictureRequest
from vocapp.charts.picture_cache import PICTURE_CACHE
from vocapp.charts.types import Chart
from vocapp.database import DB, from_json, new_id, to_json
from vocapp.database.notify import wake
from vocapp.digests.content import digest_charts, mail_layout
from vocapp.digests.content.mail_layout import DigestPicture, MailLinks
from vocapp.digests.content.types import DigestData
from vocapp.digests.load_numbers import find_restatements, load_digest_data
from vocapp.digests.pages import subscription_choices
from vocapp.digests.periods import MISSED_AFTER, DigestPeriod, period_before
from vocapp.digests.scope import scope_parts
from vocapp.digests.subscriptions import KIND, find_subscription
from vocapp.digests.tables import Digest, DigestChart, DigestQuote
from vocapp.digests.types import Subscription
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.messages import message_queue
from vocapp.messages.message_queue import NewMessage
from vocapp.rollups.queries.context import NumbersContext, read_numbers
from vocapp.rollups.rollup_slice import Slice
from vocapp.staff.sessions import actor_for_user
from vocapp.tokens import Keyring, TokenPurpose
from vocapp.ui.reader import ReaderLocale, use_reader

GRACE: Final = timedelta(hours=6)
"""A digest that was planned in time may still be composed so long after MISSED_AFTER, where composing failed."""
DRAWING_SECONDS: Final = 60.0
"""Longer than on a page: nobody waits for a mail, so a busy machine may take its time."""


class ComposedDigest(Struct, frozen=True):
    """A mail, and the data it was made of."""

    body: MailBody
    data: DigestData


class ComposeStage:
    """The stage `digest`: composes the digests that are due."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def compose(self, digest_id: UUID) -> None:
        """Compose a digest that is due, keep it and enqueue its mail; nothing for one that is composed already."""
        digest = await Digest.objects().where(Digest.id == digest_id).first()
        if digest is None or digest.state != "due":
            return
        subscription = await find_subscription(digest.subscription_id)
        actor = await actor_for_user(subscription.user_id) if subscription else None
        if subscription is None or actor is None or not (subscription.is_on or digest.is_test):
            await _settle(digest_id, "stopped")
            return
        if clock.now() - digest.due_at > MISSED_AFTER + GRACE:
            await _settle(digest_id, "missed")
            return
        period = DigestPeriod(digest.since, digest.until)
        composed = await compose_digest(self._registry, subscription, actor, period, digest_id, is_test=digest.is_test)
        address = digest.address if digest.is_test else subscription.email
        async with DB.transaction():
            is_new = await _save(digest_id, address, composed)
        if is_new:
            wake(message_queue.STAGE)


async def _settle(digest_id: UUID, state: str) -> None:
    """Ends a digest that is not composed."""
    await Digest.update({Digest.state: state}).where(Digest.id == digest_id, Digest.state == "due")


async def compose_digest(
    registry: Registry,
    subscription: Subscription,
    actor: Actor,
    period: DigestPeriod,
    digest_id: UUID,
    *,
    is_test: bool = False,
) -> ComposedDigest:
    """The digest of a period as `actor`, the subscription's reader, may see it. NotPublishedError without a company.

    `digest_id` is that of the subscription for a preview, which has no page of its own in the archive. Everything is
    read in one snapshot, so that all numbers are of one moment; the charts are drawn after its end.
    """
    reader = ReaderLocale(subscription.settings.language, subscription.settings.timezone)
    with use_reader(reader):
        async with read_numbers(actor) as context:
            catalogue = await published.snapshot()
            data, numbers = await _load(context, subscription, period)
        drawn = [await _draw_chart(name, chart) for name, chart in digest_charts.charts(data)]
    style = mail_layout.company_style(
        catalogue.company.name, catalogue.brand_by_slug[catalogue.company.brand], reader.language
    )
    links = _links(registry, subscription, numbers, digest_id)
    charts = [chart for chart in drawn if chart is not None]
    body = mail_layout.build_mail(digest_id, data, reader, style, links, charts, is_test=is_test)
    return ComposedDigest(body, data)


async def _load(context: NumbersContext, subscription: Subscription, period: DigestPeriod) -> tuple[DigestData, Slice]:
    """The data, and the slice that the mail's link to the dashboards opens."""
    scope = subscription.settings.scope
    choices = await subscription_choices.choices_of(context.actor, context.nodes, context.lines)
    parts = scope_parts(scope, choices.above, choices.lines_of_brands)
    data = await load_digest_data(context, scope, parts, period)
    earlier = await _load_earlier(subscription.id, period_before(period))
    data = msgspec.structs.replace(data, restated=find_restatements(earlier, data), scope_names=choices.names(scope))
    whole = Slice(*period)
    return data, parts[0].narrow(whole) if len(parts) == 1 else whole


async def _draw_chart(name: str, chart: Chart) -> DigestPicture | None:
    """The chart on a light and on a dark background; None where drawing failed: the mail then goes without it."""
    schemes: tuple[Scheme, Scheme] = ("light", "dark")
    orders = [PictureRequest(chart, mail_layout.DRAWN_WIDTH, "png", scheme) for scheme in schemes]
    light, dark = await PICTURE_CACHE.draw(orders, patience=DRAWING_SECONDS)
    return DigestPicture(name, chart.title, chart.alt, light, dark) if light and dark else None


async def _load_earlier(subscription_id: UUID, period: DigestPeriod) -> DigestData | None:
    """The data of the digest of an earlier period; None where there is none, or another release wrote it."""
    of_period = (Digest.since == period.since) & (Digest.until == period.until)
    is_sent = (Digest.state == "ready") & Digest.is_test.eq(False)
    earlier = Digest.select(Digest.numbers).where(Digest.subscription_id == subscription_id, of_period, is_sent)
    row = await earlier.first()
    try:
        return msgspec.convert(from_json(row["numbers"]), DigestData) if row and row["numbers"] else None
    except msgspec.ValidationError:
        return None


async def _save(digest_id: UUID, address: str, composed: ComposedDigest) -> bool:
    """Keep the digest and enqueue its mail, in the running transaction; False where another worker did so before."""
    body = composed.body
    keep = Digest.update(
        state="ready",
        address=address,
        language=body.language,
        subject=body.subject,
        html=body.html,
        plain=body.text,
        numbers=to_json(composed.data),
        composed_at=clock.now(),
    )
    if not await keep.where(Digest.id == digest_id, Digest.state == "due").returning(Digest.id):
        return False
    await _keep_parts(digest_id, composed)
    message = NewMessage(kind=KIND, subject_id=digest_id, customer_id=None, address=address, due_at=clock.now())
    return await message_queue.enqueue_message(message) is not None


async def _keep_parts(digest_id: UUID, composed: ComposedDigest) -> None:
    """Keep its charts and quotes."""
    if images := composed.body.images:
        charts = (DigestChart(id=new_id(), digest_id=digest_id, name=each.name, png=each.png) for each in images)
        await DigestChart.insert(*charts)
    if quotes := (*composed.data.low, *composed.data.high):
        rows = (
            DigestQuote(id=new_id(), digest_id=digest_id, position=at, response_id=each.response_id, words=each.words)
            for at, each in enumerate(quotes)
        )
        await DigestQuote.insert(*rows)


def _links(registry: Registry, subscription: Subscription, numbers: Slice, digest_id: UUID) -> MailLinks:
    origin = registry.settings.origin
    change = f"{origin}/app/digests/subscriptions/{subscription.id}"
    return MailLinks(
        numbers=f"{origin}/app/dashboards?{numbers.query()}",
        archive=f"{change}/preview" if digest_id == subscription.id else f"{origin}/app/digests/{digest_id}",
        change=change,
        stop=stop_url(origin, registry.keys, subscription),
    )


def stop_url(origin: str, keys: Keyring, subscription: Subscription) -> str:
    """The link that stops a subscription."""
    return f"{origin}/d/{keys.token(TokenPurpose.DIGEST_STOP, subscription.id, key_id=subscription.key_id)}"
