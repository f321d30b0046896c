"""Client addresses: forwarded headers are trusted only from configured proxies."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from vocapp.settings import SettingError

Network = IPv4Network | IPv6Network
Headers = Iterable[tuple[bytes, bytes]]


def parse_networks(names: Sequence[str]) -> tuple[Network, ...]:
    """The networks of VOCAPP_TRUSTED_PROXIES. Raises SettingError for an invalid one."""
    try:
        return tuple(ip_network(name, strict=False) for name in names)
    except ValueError as failure:
        raise SettingError(
            f"VOCAPP_TRUSTED_PROXIES: {failure}. Write addresses or networks such as 10.0.0.0/8."
        ) from failure


def real_client(address: str, headers: Headers, trusted: Sequence[Network]) -> tuple[str, str | None]:
    """The client's address, and its scheme if a trusted proxy names it.

    X-Forwarded-For is read from the right: each trusted hop vouches for the one before it, and the first untrusted one
    is the client. Anybody could have written what is to the left of it.
    """
    if not trusted or not _within(address, trusted):
        return address, None
    hops: list[str] = []
    scheme = None
    for name, value in headers:
        if name == b"x-forwarded-for":
            hops += value.decode("latin-1").split(",")
        elif name == b"x-forwarded-proto":
            scheme = value.decode("latin-1").rpartition(",")[2].strip().lower()
    client = address
    for hop in (h.strip() for h in reversed(hops)):
        if _parsed(hop) is None:
            break
        client = hop
        if not _within(hop, trusted):
            break
    return client, scheme if scheme in ("http", "https") else None


def rate_limit_key(address: str) -> str:
    """The key for rate limits: an IPv4 address, or the /64 network of an IPv6 address."""
    found = _parsed(address) if ":" in address else None
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else address


def neighbourhood(address: str) -> str:
    """The wider network that one attacker often has: the /24 of an IPv4 address, the /48 of an IPv6 address."""
    found = _parsed(address)
    if found is None:
        return address
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def _within(address: str, trusted: Sequence[Network]) -> bool:
    found = _parsed(address)
    return found is not None and any(found in network for network in trusted)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
