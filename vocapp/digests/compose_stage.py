"""A digest is composed once, kept word for word, and handed over for sending in the same transaction.

Whoever opens it later sees what was sent, whatever the numbers have become. A preview is composed the same way and
kept nowhere.
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
from vocapp.charts.drawing_protocol import PictureRequest
from vocapp.charts.picture_cache import PICTURE_CACHE
from vocapp.charts.types import Chart
from vocapp.database import DB, from_json, new_id
from vocapp.database.notify import wake
from vocapp.digests.content import digest_charts, mail_layout
from vocapp.digests.content.mail_layout import DrawnChart, MailLinks
from vocapp.digests.content.types import DigestData
from vocapp.digests.load_numbers import find_restatements, load_digest_data
from vocapp.digests.pages import subscription_choices
from vocapp.digests.periods import MISSED_AFTER, DigestPeriod, period_before
from vocapp.digests.scope import scope_parts
from vocapp.digests.subscriptions import KIND, find_subscription
from vocapp.digests.types import Subscription
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.messages import message_queue
from vocapp.messages.message_queue import NewMessage
from vocapp.rollups.rollup_slice import Slice
from vocapp.staff.sessions import as_user
from vocapp.tokens import Keyring, TokenPurpose
from vocapp.ui.reader import ReaderLocale, reading

GRACE: Final = timedelta(hours=6)
"""So much later than LATE a digest that was owed in time may still be composed, should composing have failed."""
DRAWING_SECONDS: Final = 60.0
"""Nobody waits for a mail, so a busy machine may take its time."""

_READ: Final = "SELECT id, subscription_id, since, until, due_at, state, is_test, address FROM digest WHERE id = $1"
_EARLIER: Final = """
SELECT numbers FROM digest
WHERE subscription_id = $1 AND since = $2 AND until = $3 AND state = 'ready' AND NOT is_test"""
_KEEP: Final = """
UPDATE digest SET state = 'ready', address = $2, language = $3, subject = $4, html = $5, plain = $6, numbers = $7,
  composed_at = $8 WHERE id = $1 AND state = 'due'"""
_SETTLE: Final = "UPDATE digest SET state = $2 WHERE id = $1 AND state = 'due'"
_CHART: Final = "INSERT INTO digest_chart (id, digest_id, name, png) VALUES ($1, $2, $3, $4)"
_QUOTE: Final = "INSERT INTO digest_quote (id, digest_id, position, response_id, words) VALUES ($1, $2, $3, $4, $5)"


class ComposedDigest(Struct, frozen=True):
    """A mail, and the numbers it was made of."""

    body: MailBody
    material: DigestData


class ComposeStage:
    """The stage that composes what came due."""

    def __init__(self, registry: Registry) -> None:
        self._house = registry

    async def compose(self, digest_id: UUID) -> None:
        """Compose one digest that is due, keep it and put its mail in line; nothing where that was done before."""
        row = await DB.fetch_one(_READ, digest_id)
        if row is None or row["state"] != "due":
            return
        found = await find_subscription(row["subscription_id"])
        actor = await as_user(found.user_id) if found else None
        if found is None or actor is None or not (found.is_on or row["is_test"]):
            await DB.execute(_SETTLE, digest_id, "stopped")
            return
        if clock.now() - row["due_at"] > MISSED_AFTER + GRACE:
            await DB.execute(_SETTLE, digest_id, "missed")
            return
        period = DigestPeriod(row["since"], row["until"])
        composed = await compose_digest(self._house, found, actor, period, digest_id, is_test=row["is_test"])
        address = row["address"] if row["is_test"] else found.email
        async with DB.transaction():
            is_new = await _save(digest_id, address, composed)
        if is_new:
            wake(message_queue.STAGE)


async def compose_digest(
    registry: Registry,
    found: Subscription,
    actor: Actor,
    period: DigestPeriod,
    digest_id: UUID,
    *,
    is_test: bool = False,
) -> ComposedDigest:
    """The digest of a period as `actor`, the subscription's reader, may see it. NotPublishedError without a company.

    `digest_id` is that of the subscription for a preview, which has no page of its own in the archive.
    """
    snapshot = await published.snapshot()
    company, reader = snapshot.company, ReaderLocale(found.wish.language, found.wish.timezone)
    scope, known = found.wish.scope, await subscription_choices.load_choices(actor)
    chosen = scope_parts(scope, known.above, known.lines_of_brands)
    with reading(reader):
        material = await load_digest_data(actor, scope, chosen, period)
        material = msgspec.structs.replace(
            material,
            restated=find_restatements(await _load_earlier(found.id, period_before(period)), material),
            scope_words=known.words(scope),
        )
        pictures = [
            drawn for name, chart in digest_charts.charts(material) if (drawn := await _draw_chart(name, chart))
        ]
    look = mail_layout.company_style(company.name, snapshot.brand_by_slug[company.brand], reader.language)
    numbers = chosen[0].of(Slice(*period)) if len(chosen) == 1 else Slice(*period)
    links = _links(registry, found, numbers, digest_id)
    return ComposedDigest(
        mail_layout.build_mail(digest_id, material, reader, look, links, pictures, is_test=is_test), material
    )


async def _draw_chart(name: str, chart: Chart) -> DrawnChart | None:
    """The chart on light and on dark ground; None where it could not be drawn: the mail then goes without."""
    schemes: tuple[Scheme, Scheme] = ("light", "dark")
    orders = [PictureRequest(chart, mail_layout.DRAWN_WIDTH, "png", scheme) for scheme in schemes]
    light, dark = await PICTURE_CACHE.drawn(orders, patience=DRAWING_SECONDS)
    return DrawnChart(name, chart.title, chart.alt, light, dark) if light and dark else None


async def _load_earlier(subscription_id: UUID, period: DigestPeriod) -> DigestData | None:
    """What the digest of an earlier period was made of; None where there is none, or it was made by another release."""
    kept = await DB.fetch_value(_EARLIER, subscription_id, *period)
    try:
        return msgspec.convert(from_json(kept), DigestData) if kept else None
    except msgspec.ValidationError:
        return None


async def _save(digest_id: UUID, address: str, composed: ComposedDigest) -> bool:
    """Keep what was composed and put it in line; whether nobody else did so before."""
    body, material = composed.body, composed.material
    numbers = msgspec.json.encode(material).decode()
    values = (address, body.language, body.subject, body.html, body.text, numbers, clock.now())
    if not await DB.execute(_KEEP, digest_id, *values):
        return False
    await DB.execute_many(_CHART, [(new_id(), digest_id, image.name, image.png) for image in body.images])
    quoted = enumerate((*material.low, *material.high))
    await DB.execute_many(_QUOTE, [(new_id(), digest_id, at, quote.response_id, quote.words) for at, quote in quoted])
    message = NewMessage(kind=KIND, subject_id=digest_id, customer_id=None, address=address, due_at=clock.now())
    return await message_queue.enqueue_message(message) is not None


def _links(registry: Registry, found: Subscription, numbers: Slice, digest_id: UUID) -> MailLinks:
    origin = registry.settings.origin
    change = f"{origin}/app/digests/subscriptions/{found.id}"
    return MailLinks(
        numbers=f"{origin}/app/numbers?{numbers.query()}",
        archive=f"{change}/preview" if digest_id == found.id else f"{origin}/app/digests/{digest_id}",
        change=change,
        stop=stop_url(origin, registry.keys, found),
    )


def stop_url(origin: str, keys: Keyring, found: Subscription) -> str:
    """The link that stops a subscription."""
    return f"{origin}/d/{keys.token(TokenPurpose.DIGEST_STOP, found.id, key_id=found.key_id)}"
