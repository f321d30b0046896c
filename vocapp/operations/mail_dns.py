"""DNS records that other mail servers check before they accept our mail: SPF, DKIM, DMARC and MX."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import dns.asyncresolver
import dns.exception
import dns.resolver
from dkim.crypto import UnparsableKeyError, parse_pem_private_key, parse_public_key

from vocapp.feature import CheckResult
from vocapp.settings import Settings

SECONDS = 3.0
DnsQuery = Callable[[str, str], Awaitable[Sequence[str] | None]]


@dataclass(frozen=True)
class SenderDomains:
    """The domains of a sender: of its address, of the DKIM key and of bounces."""

    domain: str
    dkim_domain: str
    bounce_domain: str


def sender_domains(address: str, settings: Settings) -> SenderDomains:
    """The domains whose records matter for mail from `address`."""
    domain = address.rpartition("@")[2].lower()
    return SenderDomains(domain, settings.dkim_domain or domain, settings.mail_domain or domain)


async def query_dns(name: str, kind: str) -> Sequence[str] | None:
    """The records of `name`, TXT as text; empty without records, None if the DNS does not answer."""
    try:
        resolver = dns.asyncresolver.Resolver()
        answer = await resolver.resolve(name, kind, lifetime=SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError):
        return None
    if kind == "TXT":
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
    return [record.to_text() for record in answer]


async def check_sender(who: SenderDomains, settings: Settings, ask: DnsQuery = query_dns) -> list[CheckResult]:
    """Checks all four records of a sender."""
    return list(
        await asyncio.gather(
            _spf(who.bounce_domain, ask),
            _dkim(who.dkim_domain, settings, ask),
            _dmarc(who.domain, ask),
            _mx(who.bounce_domain, ask),
        )
    )


async def _spf(domain: str, ask: DnsQuery) -> CheckResult:
    subject = f"SPF of {domain}"
    records = await ask(domain, "TXT")
    if records is None:
        return _unknown(subject)
    found = [record for record in records if record.lower().startswith("v=spf1")]
    if len(found) == 1:
        return CheckResult("ok", subject, found[0])
    if found:
        return CheckResult(
            "error", subject, f"{len(found)} records, so receivers ignore all of them", "keep one record"
        )
    remedy = f'add the TXT record "v=spf1 include:YOUR-MAIL-SERVER -all" to {domain}'
    return CheckResult("error", subject, "no record: receivers may reject the mail as forged", remedy)


async def _dmarc(domain: str, ask: DnsQuery) -> CheckResult:
    """The record of the domain itself, else of the nearest domain above it."""
    subject = f"DMARC of {domain}"
    names = domain.split(".")
    for above in range(max(1, len(names) - 1)):
        records = await ask("_dmarc." + ".".join(names[above:]), "TXT")
        if records is None:
            return _unknown(subject)
        if found := [record for record in records if record.lower().startswith("v=dmarc1")]:
            return CheckResult("ok", subject, found[0])
    remedy = f'add the TXT record "v=DMARC1; p=none; rua=mailto:..." to _dmarc.{domain}'
    return CheckResult("warning", subject, "no record: large receivers require one from bulk senders", remedy)


async def _dkim(domain: str, settings: Settings, ask: DnsQuery) -> CheckResult:
    subject = f"DKIM of {domain}"
    if not settings.dkim_key:
        remedy = "set VOCAPP_DKIM_KEY_FILE, unless your mail server signs the mail"
        return CheckResult("warning", subject, "vocapp does not sign mail: no key is set", remedy)
    name = f"{settings.dkim_selector}._domainkey.{domain}"
    try:
        ours = parse_pem_private_key(settings.dkim_key.encode())["modulus"]
    except (UnparsableKeyError, ValueError, IndexError):
        return CheckResult(
            "error", subject, "VOCAPP_DKIM_KEY is not an RSA key in PEM format", "create one: openssl genrsa 2048"
        )
    records = await ask(name, "TXT")
    if records is None:
        return _unknown(subject)
    if not records:
        return CheckResult("error", subject, f"no record {name}", f"publish the public key at {name}")
    if _modulus(records[0]) != ours:
        remedy = f"publish the public half of VOCAPP_DKIM_KEY at {name}, or set VOCAPP_DKIM_SELECTOR"
        return CheckResult("error", subject, f"{name} has another key", remedy)
    return CheckResult("ok", subject, f"{name} has our key")


def _modulus(record: str) -> int | None:
    tags = {name.strip(): value for name, _, value in (tag.partition("=") for tag in record.split(";"))}
    try:
        modulus: int = parse_public_key(base64.b64decode("".join(tags.get("p", "").split())))["modulus"]
    except (UnparsableKeyError, ValueError, IndexError):
        return None
    return modulus


async def _mx(domain: str, ask: DnsQuery) -> CheckResult:
    subject = f"MX of {domain}"
    records = await ask(domain, "MX")
    if records is None:
        return _unknown(subject)
    if [record for record in records if not record.endswith(" .")]:
        return CheckResult("ok", subject, ", ".join(sorted(records)))
    remedy = f"add an MX record to {domain} that points to VOCAPP_INBOUND_HOST, or set VOCAPP_MAIL_DOMAIN"
    return CheckResult("error", subject, "no record: bounces and replies are lost", remedy)


def _unknown(subject: str) -> CheckResult:
    return CheckResult(
        "warning", subject, "unknown: the DNS does not answer", "run the doctor on a machine that reaches the DNS"
    )
