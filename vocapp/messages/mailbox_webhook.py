"""Webhook for inbound mail from a mail server without LMTP: `POST /in/mailbox`, signed, the raw mail as body.

The signature follows Standard Webhooks (https://www.standardwebhooks.com): `webhook-id`, `webhook-timestamp` in
seconds, and `webhook-signature: v1,BASE64` of HMAC-SHA256(secret, id.timestamp.body). The secret is the text of
VOCAPP_MAILBOX_SECRET, not base64. A request older than five minutes is refused; the same mail twice is processed once.
"""

import base64
import hmac
import re
import time
from typing import Any, Final

from litestar import Request, post
from litestar.di import NamedDependency

from vocapp.channels.email.parse_mime import MOST_BYTES
from vocapp.feature import Registry
from vocapp.http.access import SIGNED
from vocapp.http.problem_json import RequestError, not_found
from vocapp.messages.inbound_store import store_inbound
from vocapp.messages.mail_parser import addressee_apart

TOLERANCE_SECONDS: Final = 300


@post("/in/mailbox", opt=SIGNED.opt, status_code=202, request_max_body_size=MOST_BYTES, include_in_schema=False)
async def mailbox_hook(request: Request[Any, Any, Any], registry: NamedDependency[Registry]) -> None:
    """Stores an inbound mail; 202 means stored. 404 if no secret is set, 401 for a bad or old signature."""
    secret = registry.settings.mailbox_secret
    if not secret:
        raise not_found()
    body = await request.body()
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    if not is_signed(secret, body, *(request.headers.get(name, "") for name in names), now=time.time()):
        raise RequestError(401, code="signature.invalid")
    await store_inbound(await addressee_apart(body), body)


def is_signed(secret: str, body: bytes, sent_id: str, timestamp: str, signatures: str, *, now: float) -> bool:
    """Whether one of the space-separated `signatures` is valid for id, timestamp and body, and recent."""
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = signature(secret, body, sent_id, timestamp).encode()
    return any(hmac.compare_digest(expected, given.encode()) for given in signatures.split(" "))


def signature(secret: str, body: bytes, sent_id: str, timestamp: str) -> str:
    """Returns `v1,BASE64`, as in the header."""
    signed = f"{sent_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret.encode(), signed, "sha256")).decode()
