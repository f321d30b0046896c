"""`vocapp digest preview` and `vocapp digest send`."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import msgspec

from vocapp import settings as configuration
from vocapp.catalogue.published import NotPublishedError
from vocapp.charts.picture_cache import PICTURE_CACHE
from vocapp.digests import send_now
from vocapp.digests.archive import embed_images as with_pictures
from vocapp.digests.compose_stage import ComposedDigest, ComposeStage, compose_digest
from vocapp.digests.periods import DigestPeriod, Frequency, period_of
from vocapp.digests.subscriptions import IS_KEPT, read_subscriptions
from vocapp.digests.tables import DigestSubscription
from vocapp.digests.types import Subscription, SubscriptionSettings
from vocapp.digests.visibility import READER_ROLES
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.rollups.count_stage import load_zone
from vocapp.staff import user_queries
from vocapp.staff.commands import InputError
from vocapp.staff.sessions import actor_for_user
from vocapp.startup.open_app import open_registry
from vocapp.ui.languages import STAFF

COMMAND = Actor(kind="command")
WEEK = re.compile(r"(\d{4})-W(\d{1,2})", re.ASCII)
MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def run(work: Callable[[Registry], Coroutine[Any, Any, None]]) -> None:
    """Run `work` with the database open."""

    async def inside() -> None:
        async with open_registry(configuration.load()) as registry:
            try:
                await work(registry)
            except NotPublishedError as missing:
                raise InputError(str(missing)) from missing
            finally:
                await asyncio.to_thread(PICTURE_CACHE.close)

    asyncio.run(inside())


@click.group()
def digest() -> None:
    """Reports for executives."""


EMAIL = click.argument("email")
FOLDER = click.Path(file_okay=False, path_type=Path)
EVERY = click.option(
    "--every", type=click.Choice([every.value for every in Frequency]), help="A weekly or monthly digest."
)
PERIOD = click.option(
    "--period", "name", default="", help="For example 2026-W47 or 2026-11; the last complete period by default."
)


@digest.command()
@EMAIL
@EVERY
@PERIOD
@click.option("--language", type=click.Choice(STAFF), help="Use this language instead of the reader's.")
@click.option("--folder", type=FOLDER, help="Write digest.html, .txt and .json to this folder.")
def preview(email: str, every: str | None, name: str, language: str | None, folder: Path | None) -> None:
    """Show the digest that EMAIL would get; nothing is sent or kept.

    A user without a subscription gets the standard digest, of everything that they may see.
    """

    async def work(registry: Registry) -> None:
        found = await _subscription(email, every, name) or await _standard(email, every, name)
        if language:
            found = msgspec.structs.replace(found, settings=msgspec.structs.replace(found.settings, language=language))
        actor = await actor_for_user(found.user_id)
        if actor is None:
            raise InputError(f"{email} is disabled and cannot read digests. Enable the user first.")
        composed = await compose_digest(registry, found, actor, await _period(found, name), found.id)
        _show(composed, folder)

    run(work)


@digest.command()
@EMAIL
@EVERY
@PERIOD
def send(email: str, every: str | None, name: str) -> None:
    """Send the digest of a period to EMAIL, a subscriber; each period is sent once.

    The digest is composed now; a running `vocapp serve` sends it.
    """

    async def work(registry: Registry) -> None:
        found = await _subscription(email, every, name)
        if found is None:
            raise InputError(
                f"{email} has no digest. Add a subscription on the page /app/digests, or use: vocapp digest preview"
            )
        if not found.is_on:
            raise InputError(f"The digest of {email} is paused. Resume it on the page /app/digests first.")
        period = await _period(found, name)
        try:
            digest_id = await send_now.send_period(found, period, COMMAND)
        except send_now.AlreadySentError as already:
            raise InputError(f"The digest of {_days(period)} was already sent to {email}.") from already
        await ComposeStage(registry).compose(digest_id)
        click.echo(f"The digest of {_days(period)} for {email} is queued.")

    run(work)


def _show(composed: ComposedDigest, folder: Path | None) -> None:
    body = composed.body
    if folder is None:
        click.echo(f"Subject: {body.subject}\n\n{body.text}")
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "digest.html").write_text(with_pictures(body.html, body.images), encoding="utf-8")
    (folder / "digest.txt").write_text(body.text, encoding="utf-8")
    numbers = msgspec.json.format(msgspec.json.encode(composed.data))
    (folder / "digest.json").write_bytes(numbers)
    click.echo(f"{body.subject}\n{folder / 'digest.html'}, digest.txt and digest.json (the numbers) were written.")


async def _subscription(email: str, every: str | None, name: str) -> Subscription | None:
    """The user's subscription that fits the options; InputError if several do."""
    of_user = DigestSubscription.user_id == await _user(email)
    wanted = every or ("month" if MONTH.fullmatch(name) else "week" if WEEK.fullmatch(name) else None)
    order = (DigestSubscription.paused, DigestSubscription.id)
    found = await read_subscriptions(of_user, IS_KEPT, order=order)
    fitting = [each for each in found if wanted in (None, each.settings.every.value)]
    if len({each.settings.every for each in fitting}) > 1:
        raise InputError(f"{email} has weekly and monthly digests. Choose one with --every week or --every month.")
    return fitting[0] if fitting else None


async def _standard(email: str, every: str | None, name: str) -> Subscription:
    """The standard digest, for a user without a subscription."""
    user = await user_queries.get_user(await _user(email))
    if user is None or user.role not in READER_ROLES:
        raise InputError(f"{email} cannot read digests. Only executives, leads, analysts and administrators can.")
    often = Frequency(every or ("month" if MONTH.fullmatch(name) else "week"))
    settings = SubscriptionSettings(every=often, timezone=user.timezone or await load_zone(), language=user.language)
    return Subscription(
        id=user.id,
        user_id=user.id,
        user_name=user.name,
        email=user.email,
        role=user.role,
        settings=settings,
        paused=False,
        next_due_at=user.created_at,
        key_id="",
        active=user.active,
    )


async def _user(email: str) -> UUID:
    found = await user_queries.find_user_id(email)
    if found is None:
        raise InputError(f"There is no user {email}. `vocapp users list` lists all users.")
    return found


async def _period(found: Subscription, name: str) -> DigestPeriod:
    newest = await send_now.newest_period(found)
    period = _named(name, found.settings.every) if name else newest
    if period.until > newest.until:
        raise InputError(f"{_days(period)} is not over yet. The last complete period is {_days(newest)}.")
    return period


def _named(name: str, every: Frequency) -> DigestPeriod:
    week, month = WEEK.fullmatch(name), MONTH.fullmatch(name)
    try:
        if week and every is Frequency.WEEK:
            return period_of(every, date.fromisocalendar(int(week[1]), int(week[2]), 1))
        if month and every is Frequency.MONTH:
            return period_of(every, date(int(month[1]), int(month[2]), 1))
    except ValueError:
        pass
    example = "2026-W47" if every is Frequency.WEEK else "2026-11"
    raise InputError(f"--period {name} does not fit a digest of every {every}. Write the period like {example}.")


def _days(period: DigestPeriod) -> str:
    return f"{period.since} to {period.until}"
