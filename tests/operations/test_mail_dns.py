"""The DNS of a sender's domain, read as a mail administrator would."""

import base64
from collections.abc import Sequence
from dataclasses import replace

import pytest

from vocapp.operations.mail_dns import SenderDomains, check_sender, query_dns, sender_domains
from vocapp.settings import Settings

WHO = SenderDomains("mail.aster.example", "aster.example", "bounces.aster.example")
GOOD = {
    ("bounces.aster.example", "TXT"): ["google-site-verification=1", "v=spf1 ip4:192.0.2.1 -all"],
    ("_dmarc.aster.example", "TXT"): ["v=DMARC1; p=reject"],
    ("bounces.aster.example", "MX"): ["10 mx.aster.example."],
}
Zone = dict[tuple[str, str], list[str]]


def der(tag: int, content: bytes) -> bytes:
    """One value as DER; short of 128 bytes, which is enough for a key that signs nothing."""
    return bytes((tag, len(content))) + content


def number(value: int) -> bytes:
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def private(modulus: int) -> str:
    body = der(0x30, b"".join(map(number, (0, modulus, 65537, 3, 5, 7, 1, 1, 1))))
    return f"-----BEGIN RSA PRIVATE KEY-----\n{base64.b64encode(body).decode()}\n-----END RSA PRIVATE KEY-----\n"


def public(modulus: int) -> str:
    key = base64.b64encode(der(0x30, number(modulus) + number(65537))).decode()
    return f"v=DKIM1; k=rsa; p={key[:10]} {key[10:]}"


async def looked_at(zone: Zone, settings: Settings) -> dict[str, str]:
    """The level found for each record, by its kind."""

    async def ask(name: str, kind: str) -> Sequence[str]:
        return zone.get((name, kind), [])

    return {finding.subject.split()[0]: finding.level for finding in await check_sender(WHO, settings, ask)}


async def test_a_complete_mail_domain_has_no_finding(settings: Settings) -> None:
    signing = replace(settings, dkim_key=private(1234567), dkim_selector="s1")
    zone = {**GOOD, ("s1._domainkey.aster.example", "TXT"): [public(1234567)]}
    assert await looked_at(zone, signing) == {"SPF": "ok", "DKIM": "ok", "DMARC": "ok", "MX": "ok"}


async def test_an_unprepared_mail_domain_has_findings(settings: Settings) -> None:
    assert await looked_at({}, settings) == {"SPF": "error", "DKIM": "warning", "DMARC": "warning", "MX": "error"}


@pytest.mark.parametrize(
    ("records", "level"),
    [([public(1234567)], "ok"), ([public(89)], "error"), (["v=DKIM1; p=???"], "error"), ([], "error")],
)
async def test_the_published_key_must_be_ours(settings: Settings, records: list[str], level: str) -> None:
    signing = replace(settings, dkim_key=private(1234567))
    assert (await looked_at({("vocapp._domainkey.aster.example", "TXT"): records}, signing))["DKIM"] == level


async def test_a_key_that_is_none(settings: Settings) -> None:
    for key in ("nonsense", "--\nzz\n--", "--\n!\n--", "--\nü\n--"):
        assert (await looked_at(GOOD, replace(settings, dkim_key=key)))["DKIM"] == "error"


async def test_two_spf_records_are_none(settings: Settings) -> None:
    twice = {("bounces.aster.example", "TXT"): ["v=spf1 -all", "v=spf1 ~all"]}
    assert (await looked_at(twice, settings))["SPF"] == "error"


async def test_a_domain_that_takes_no_mail(settings: Settings) -> None:
    assert (await looked_at({("bounces.aster.example", "MX"): ["0 ."]}, settings))["MX"] == "error"


async def test_without_a_dns_nothing_is_claimed(settings: Settings) -> None:
    async def silent(name: str, kind: str) -> None:
        return None

    found = await check_sender(WHO, replace(settings, dkim_key=private(1234567)), silent)
    assert {(finding.level, finding.text.split(":")[0]) for finding in found} == {("warning", "unknown")}


def test_the_domains_of_spf_dkim_and_replies(settings: Settings) -> None:
    assert sender_domains("hello@Aster.example", settings) == SenderDomains(
        "aster.example", "aster.example", "aster.example"
    )
    apart = replace(settings, dkim_domain="d.example", mail_domain="b.example")
    assert sender_domains("hello@aster.example", apart) == SenderDomains("aster.example", "d.example", "b.example")


async def test_a_name_that_cannot_be_asked_for_is_unknown() -> None:
    assert await query_dns("a..example", "TXT") is None
