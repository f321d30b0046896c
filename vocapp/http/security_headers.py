"""Security headers of every answer: only our own files, no frame, no sniffing, no referrer."""

from vocapp.settings import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self' data:",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# Addresses contain tokens: no referrer, no search engine, no cache.
ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
}
HTTPS_ONLY = {"strict-transport-security": "max-age=31536000; includeSubDomains"}
NAMES = frozenset(name.encode() for name in (*ALWAYS, *HTTPS_ONLY))

RawHeaders = list[tuple[bytes, bytes]]


def security_headers(settings: Settings) -> RawHeaders:
    """The headers of every answer; a header that a handler sets is kept."""
    found = ALWAYS | (HTTPS_ONLY if settings.origin.startswith("https://") else {})
    return [(name.encode(), value.encode()) for name, value in found.items()]


def add_missing_headers(headers: RawHeaders, ours: RawHeaders) -> RawHeaders:
    """`headers` and those of `ours` that are missing."""
    present = {name for name, _ in headers}
    if present.isdisjoint(NAMES):
        return headers + ours
    return [*headers, *(header for header in ours if header[0] not in present)]
