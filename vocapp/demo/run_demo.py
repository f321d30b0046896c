"""Command `vocapp demo`: a demonstration on a bare machine without other servers, in a database of its own."""

import asyncio
import itertools
import logging
import socket
import sys
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from zoneinfo import ZoneInfo

import click
import httpx

from vocapp import app as application
from vocapp import clock
from vocapp import settings as configuration
from vocapp.database import DB, new_id
from vocapp.demo.company_setup import LOGINS, PASSWORD, ZONE, DemoSetup, set_up_company
from vocapp.demo.daily_contacts import invented_contact
from vocapp.demo.history import A_DAY, DAYS, create_history
from vocapp.demo.invented_customers import CUSTOMERS, invented_customer
from vocapp.demo.respondents import RespondentCrowd
from vocapp.demo.smtp_sink import smtp_sink
from vocapp.gateways.gateway import Outgoing
from vocapp.gateways.outbox import OutboxGateway
from vocapp.settings import Settings
from vocapp.startup.keyfile import load_keyring
from vocapp.startup.open_app import database_dsn
from vocapp.startup.readiness import NotReadyError
from vocapp.startup.serve import Server, exit_on_signals, server_config
from vocapp.tokens import Keyring

CONTACTS_OF_TODAY = 24
SECONDS_BETWEEN = 12.0

log = logging.getLogger(__name__)


@click.command()
@click.option(
    "--port", type=int, default=8000, show_default=True, help="Port to listen on; the next free one if taken."
)
@click.option("--quiet-crowd", is_flag=True, help="No customer answers automatically.")
@click.option(
    "--days", type=click.IntRange(0, DAYS), default=DAYS, show_default=True, help="Days lived through before."
)
def demo(port: int, quiet_crowd: bool, days: int) -> None:
    """Try vocapp: a fictional company, its mails, and customers who answer, until you press Ctrl-C."""
    began = time.monotonic()
    given = configuration.load()
    settings = replace(
        Settings(), home=given.home / "demo", log_level=given.log_level, pg_bin=given.pg_bin, now=given.now
    )
    exit_on_signals()
    with database_dsn(settings, create=True) as dsn, free_socket(settings.host, port) as listening_socket:
        settings = replace(settings, port=listening_socket.getsockname()[1])
        with suppress(KeyboardInterrupt):
            asyncio.run(_run(settings, dsn, listening_socket, began, days, crowded=not quiet_crowd))
    click.echo(f"Stopped. The same command goes on where it was; the demonstration lies in {settings.home.absolute()}.")


def free_socket(host: str, port: int) -> socket.socket:
    """A listening socket on `port`, or on the next free one of the following hundred."""
    for candidate in range(port, port + 100):
        taken = socket.socket()
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((host, candidate))
        except OSError:
            taken.close()
        else:
            taken.listen(2048)
            return taken
    raise NotReadyError(f"No free port from {port} to {port + 99} on {host}: give another with --port.")


async def _run(
    settings: Settings, dsn: str, listening_socket: socket.socket, began: float, days: int, *, crowded: bool
) -> None:
    keys = load_keyring(settings)
    furnished = await _prepared(settings, dsn, keys, days)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(follow_redirects=True, timeout=30))
        crowd = RespondentCrowd(client) if crowded else None
        port = await stack.enter_async_context(smtp_sink(partial(_arrived, crowd)))
        settings = replace(settings, email_gateway="smtp", smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
        registry = application.build(settings, keys)
        server = Server(server_config(application.create(registry, work=True, dsn=dsn), settings))
        serving = asyncio.create_task(server.serve(sockets=[listening_socket]))
        while not server.started and not serving.done():  # noqa: ASYNC110 uvicorn has no event to wait for
            await asyncio.sleep(0.02)
        click.echo(welcome(settings.origin, furnished, time.monotonic() - began))
        day = asyncio.create_task(_day(client, server, settings.origin, furnished))
        await serving
        day.cancel()
        with suppress(asyncio.CancelledError):
            await day


async def _prepared(settings: Settings, dsn: str, keys: Keyring, days: int) -> DemoSetup:
    """The company on this morning; at the first start its history is created before."""
    # A crash in these seconds loses rows that the next start creates again.
    await DB.open(
        f"{dsn}{'&' if '?' in dsn else '?'}options=-c%20synchronous_commit%3Doff", size=8, statement_seconds=60
    )
    try:
        today = clock.now() if clock.is_moved() else working_hour(clock.now(), ZONE)
        clock.move_to(today - timedelta(days=days + 1))
        furnished = await set_up_company(settings, keys)
        clock.move_to(today)
        if furnished.next_contact == 0:
            with click.progressbar(length=days, label=f"{days} days of a company's life", file=sys.stderr) as bar:
                await create_history(settings, keys, furnished, bar.update, days)
    finally:
        await DB.close()
    return replace(furnished, next_contact=furnished.next_contact or DAYS * A_DAY)


async def _arrived(crowd: RespondentCrowd | None, mail: bytes, address: str) -> None:
    message = message_from_bytes(mail, policy=policy.default)
    name, subject = str(message["Message-ID"] or new_id()), str(message["Subject"] or "")
    await OutboxGateway().deliver(Outgoing("email", "", address, mail, name, subject))
    if crowd is not None:
        crowd.deliver(mail, address)


async def _day(client: httpx.AsyncClient, server: Server, origin: str, furnished: DemoSetup) -> None:
    """Posts the contacts of this morning, then a new one every few seconds, for ever."""
    first = furnished.next_contact
    for number in range(first, first + CONTACTS_OF_TODAY):
        ended = clock.now() - timedelta(minutes=5 + 6 * (first + CONTACTS_OF_TODAY - number))
        await _post(client, server, origin, furnished, number, ended)
    for number in itertools.count(first + CONTACTS_OF_TODAY):
        await _post(client, server, origin, furnished, number, clock.now() - timedelta(seconds=30))
        await asyncio.sleep(SECONDS_BETWEEN)


async def _post(
    client: httpx.AsyncClient, server: Server, origin: str, furnished: DemoSetup, number: int, ended: datetime
) -> None:
    body = invented_contact(number, invented_customer(number * 7 % CUSTOMERS), ended, furnished.brands)
    headers = {"Authorization": f"Bearer {furnished.api_key}"}
    try:
        answer = await client.post(f"{origin}/api/v1/contacts", json=body, headers=headers)
        if answer.is_error:
            log.error(
                "the demonstration's contact was refused", extra={"status": answer.status_code, "said": answer.text}
            )
    except httpx.HTTPError as failure:
        if not server.should_exit:
            log.error("the demonstration cannot reach its own service", extra={"error": str(failure)})


def working_hour(now: datetime, timezone: str) -> datetime:
    """`now`, or ten in the morning if customers must not be written to at this hour."""
    local = now.astimezone(ZoneInfo(timezone))
    if 9 <= local.hour < 19:
        return now
    ten = local.replace(hour=10, minute=0, second=0, microsecond=0)
    return ten if local.hour < 9 else ten + timedelta(days=1)


def welcome(origin: str, furnished: DemoSetup, seconds: float) -> str:
    """The text on the terminal once everything runs."""
    people = "\n".join(f"    {email:<24} {PASSWORD}   {role}" for role, email, _ in LOGINS)
    local = clock.now().astimezone(ZoneInfo(furnished.timezone))
    return f"""
  vocapp is up after {seconds:.1f} s:  {origin}/app

    sign in as{" " * 31}password
{people}

    {origin}/app/outbox      the mails that went out: open one and answer it yourself
    {origin}/app/contacts    each contact with its decision, invitation, messages and answers

  The company's clock says {local:%A %H:%M} ({furnished.timezone}). Ctrl-C stops it.
"""
