"""Checks of `vocapp doctor`: settings, key file, database, open work, mail, and the checks of each feature."""

import asyncio
import stat
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from vocapp.catalogue.published import brands
from vocapp.database import DB
from vocapp.database.instance_facts import sending_is_held
from vocapp.database.migrate import missing
from vocapp.feature import CheckResult, Registry
from vocapp.http.client_address import parse_networks
from vocapp.operations.backlog import load_backlog
from vocapp.operations.mail_dns import DnsQuery, check_sender, query_dns, sender_domains
from vocapp.settings import Settings

MOST_SKEW_SECONDS = 2.0
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def check_settings(settings: Settings) -> list[CheckResult]:
    """Checks the public URL and the trusted proxies. SettingError for a proxy that is not a network."""
    parse_networks(settings.trusted_proxies)
    origin = urlsplit(settings.origin)
    found = [CheckResult("ok", "public URL", settings.origin)]
    if not settings.public_url:
        remedy = "set VOCAPP_PUBLIC_URL=https://…, where customers reach this service"
        found = [
            CheckResult(
                "warning", "public URL", f"links lead to {settings.origin}, which only this machine can open", remedy
            )
        ]
    elif origin.scheme not in ("http", "https") or not origin.hostname or origin.path not in ("", "/"):
        remedy = "set VOCAPP_PUBLIC_URL to a scheme and a host, such as https://feedback.example"
        found = [CheckResult("error", "public URL", f"{settings.public_url} is not a scheme and a host", remedy)]
    elif origin.scheme == "http" and not _is_loopback_host(origin.hostname):
        remedy = "put a TLS proxy in front (docs/deploy.md) and set VOCAPP_PUBLIC_URL=https://…"
        found = [CheckResult("error", "public URL", f"{settings.origin} is not encrypted", remedy)]
    if origin.scheme == "https" and not settings.trusted_proxies:
        text = "all clients appear to come from the proxy and share one rate limit"
        found.append(CheckResult("warning", "proxies", text, "set VOCAPP_TRUSTED_PROXIES to the proxy's address"))
    return found


def _is_loopback_host(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def check_key_file(path: Path) -> CheckResult:
    """Checks that only its owner can read the key file."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & OPEN_TO_OTHERS:
        return CheckResult(
            "error", "key file", f"other users can read {path} (mode {mode:o})", f"run: chmod 600 {path}"
        )
    return CheckResult("ok", "key file", f"{path}, readable by its owner only")


async def check_database(settings: Settings) -> list[CheckResult]:
    """Checks version, clock, migrations and connections of the database that `DB` is open on."""
    version = await DB.fetch_value("SHOW server_version")
    where = "configured" if settings.database_url else "embedded"
    return [
        CheckResult("ok", "database", f"PostgreSQL {version}, {where}"),
        await _clock(),
        await _migrations(),
        await _connections(settings),
    ]


async def _clock() -> CheckResult:
    there: datetime = await DB.fetch_value("SELECT clock_timestamp()")
    return check_skew(abs((there - datetime.now(there.tzinfo)).total_seconds()))


def check_skew(seconds: float) -> CheckResult:
    """Checks the clock skew: leases use the database's clock, due times use the clock of this machine."""
    text = f"{seconds:.2f} s difference to the database's clock"
    if seconds > MOST_SKEW_SECONDS:
        return CheckResult(
            "error", "clock", text, "synchronise both machines with a time server (systemd-timesyncd, chrony)"
        )
    return CheckResult("ok", "clock", text)


async def _migrations() -> CheckResult:
    if behind := await missing():
        return CheckResult("error", "migrations", f"missing: {', '.join(behind)}", "run: vocapp migrate")
    return CheckResult("ok", "migrations", "up to date")


async def _connections(settings: Settings) -> CheckResult:
    allowed = await DB.fetch_value("SELECT current_setting('max_connections')::int")
    needed = settings.pool_size + 2
    if needed > allowed - 5:
        remedy = "lower VOCAPP_POOL_SIZE, or raise max_connections on the server"
        return CheckResult("error", "connections", f"a process may need {needed} of {allowed}", remedy)
    return CheckResult("ok", "connections", f"a process may need {needed} of {allowed}")


async def check_work(registry: Registry) -> list[CheckResult]:
    """Checks for failed jobs, uncertain messages and held sending."""
    reading = await load_backlog([stage.name for stage in registry.stages])
    found = []
    for stage in reading.stages:
        if stage.quarantined:
            text = f"{stage.quarantined} jobs failed five times"
            found.append(
                CheckResult(
                    "warning",
                    f"stage {stage.name}",
                    text,
                    "see the log, then run them again on the page /app/messages/failed-jobs",
                )
            )
    if uncertain := reading.messages["uncertain"]:
        found.append(
            CheckResult(
                "warning",
                "messages",
                f"{uncertain} may or may not have been sent",
                "settle them on the page /app/messages",
            )
        )
    if await sending_is_held():
        remedy = "when the original is permanently off, run: vocapp release-sending"
        found.append(CheckResult("warning", "sending", "held, because this is a restored copy", remedy))
    return found or [CheckResult("ok", "work", "no failed jobs, no uncertain messages")]


async def check_mail(settings: Settings, ask: DnsQuery = query_dns) -> list[CheckResult]:
    """Checks the DNS records of each brand's sender."""
    if settings.email_gateway != "smtp":
        text = f"e-mail goes to the {settings.email_gateway} and is not delivered"
        return [CheckResult("warning", "e-mail", text, "set VOCAPP_EMAIL_GATEWAY=smtp to deliver it")]
    senders = {sender_domains(look.brand.sender_address, settings): None for look in await brands()}
    found: Sequence[list[CheckResult]] = await asyncio.gather(*(check_sender(who, settings, ask) for who in senders))
    return list(dict.fromkeys(finding for group in found for finding in group))


async def check_features(registry: Registry) -> AsyncIterator[list[CheckResult]]:
    """Checks that need an open and migrated database, with those of each feature."""
    yield await check_work(registry)
    yield await check_mail(registry.settings)
    for feature in registry.features:
        for look in feature.doctor:
            yield await look()
