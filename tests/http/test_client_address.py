"""Who is asking, behind proxies that tell the truth and clients that do not."""

import pytest

from vocapp.http.client_address import parse_networks, rate_limit_key, real_client
from vocapp.settings import SettingError

TRUSTED = parse_networks(["10.0.0.0/8", "fd00::/8"])


def via(address: str, *forwarded: str, proto: str = "") -> tuple[str, str | None]:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    if proto:
        headers.append((b"x-forwarded-proto", proto.encode()))
    return real_client(address, headers, TRUSTED)


def test_without_trusted_proxies_nobody_is_believed() -> None:
    headers = [(b"x-forwarded-for", b"1.2.3.4"), (b"x-forwarded-proto", b"https")]
    assert real_client("10.0.0.1", headers, ()) == ("10.0.0.1", None)


def test_forwarded_headers_of_an_untrusted_client_are_ignored() -> None:
    assert via("203.0.113.9", "1.2.3.4", proto="https") == ("203.0.113.9", None)


def test_a_proxy_names_the_client_and_the_scheme() -> None:
    assert via("10.0.0.1", "203.0.113.9", proto="https") == ("203.0.113.9", "https")
    assert via("fd00::1", "2001:db8::9") == ("2001:db8::9", None)
    assert via("::ffff:10.0.0.1", "203.0.113.9") == ("203.0.113.9", None)


def test_forwarded_headers_of_the_client_are_ignored() -> None:
    assert via("10.0.0.1", "6.6.6.6, 203.0.113.9")[0] == "203.0.113.9"
    assert via("10.0.0.1", "6.6.6.6", "203.0.113.9, 10.0.0.7")[0] == "203.0.113.9"
    assert via("10.0.0.1", "6.6.6.6, nonsense, 10.0.0.7")[0] == "10.0.0.7"
    assert via("10.0.0.1", proto="javascript") == ("10.0.0.1", None)


def test_limits_count_a_customers_whole_ipv6_network() -> None:
    assert rate_limit_key("2001:db8:1:2:aaaa::1") == rate_limit_key("2001:db8:1:2:bbbb::2") == "2001:db8:1:2::/64"
    assert rate_limit_key("203.0.113.9") == "203.0.113.9"
    assert rate_limit_key("::ffff:203.0.113.9") == "::ffff:203.0.113.9"


def test_an_invalid_network_is_reported() -> None:
    with pytest.raises(SettingError, match="VOCAPP_TRUSTED_PROXIES"):
        parse_networks(["proxy.example"])
