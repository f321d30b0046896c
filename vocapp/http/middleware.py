"""Middleware around every request, before routing and after the answer.

The client's address, a request id, limits on addresses and headers, a time-out for slow bodies, HEAD as a GET without
its body, security headers, stars for the tokens of links that staff and keys read, and one line in the log.
"""

import asyncio
import logging
from collections.abc import Callable
from itertools import count
from secrets import token_hex
from time import perf_counter
from typing import Any

from vocapp.http.access import ANYONE, Policy
from vocapp.http.client_address import parse_networks, rate_limit_key, real_client
from vocapp.http.log_format import REQUEST_ID, log_access
from vocapp.http.problem_json import MEDIA_TYPE, RequestError, encoded, problem
from vocapp.http.security_headers import add_missing_headers, security_headers
from vocapp.settings import Settings
from vocapp.tokens import mask_links, mend_link

MOST_HEADER_BYTES = 32 * 1024
MOST_ADDRESS_BYTES = 8 * 1024
MOST_PARAMETERS = 500
CHUNK_SECONDS = 10.0
BODY_SECONDS = 60.0

# A request's id names it in the log, on pages and in problems; it is not a secret.
PROCESS = token_hex(4)
NUMBER = count(1)

log = logging.getLogger(__name__)

Scope = Any
Receive = Callable[[], Any]
Send = Callable[[Any], Any]


class RequestMiddleware:
    """An ASGI layer around the application. `missed` is called for addresses that guess tokens or keys."""

    def __init__(
        self,
        app: Any,
        settings: Settings,
        missed: Callable[[str], None] = lambda _: None,
        chunk_seconds: float = CHUNK_SECONDS,
    ) -> None:
        self._app = app
        self._chunk_seconds = chunk_seconds
        self._trusted = parse_networks(settings.trusted_proxies)
        self._headers = security_headers(settings)
        self._missed = missed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send, self._headers, self._chunk_seconds)
        REQUEST_ID.set(exchange.id)
        self._name_client(scope)
        if exchange.is_head:
            scope = {**scope, "method": "GET"}  # a copy: the server needs the original to know that no body follows
        scope = _with_mended_link(scope)
        exchange.scope = scope
        try:
            if refusal := _unusable(scope):
                await exchange.refuse(refusal)
            else:
                await self._app(scope, exchange.receive, exchange.send)
        except Exception:
            log.exception("request failed outside its handler")
            if exchange.status:
                raise
            await exchange.refuse(RequestError(500))
        finally:
            self._after(scope, exchange)

    def _name_client(self, scope: Scope) -> None:
        client = scope.get("client")
        if self._trusted and client:
            address, scheme = real_client(client[0], scope["headers"], self._trusted)
            scope["client"] = (address, client[1])
            scope["scheme"] = scheme or scope["scheme"]

    def _after(self, scope: Scope, exchange: "Exchange") -> None:
        handler = scope.get("route_handler")
        if handler is not None and scope.get("client") and _is_guess(handler.opt.get("policy"), exchange.status):
            self._missed(rate_limit_key(scope["client"][0]))
        log_access(
            request=exchange.id,
            method="HEAD" if exchange.is_head else scope["method"],
            route=scope.get("path_template", "") if handler is not None else "",
            status=exchange.status,
            ms=round((perf_counter() - exchange.started) * 1000, 1),
            by=scope.get("actor", ANYONE).kind,
        )


def _with_mended_link(scope: Scope) -> Scope:
    """The scope with the link of a customer as it was sent, see `mend_link`."""
    path = mend_link(scope["path"])
    return scope if path == scope["path"] else {**scope, "path": path, "raw_path": path.encode()}


class Exchange:
    """One request and its answer."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, headers: list[tuple[bytes, bytes]], chunk_seconds: float
    ) -> None:
        self.scope = scope
        self.id = scope["request_id"] = f"{PROCESS}{next(NUMBER):08x}"
        self.started = perf_counter()
        self.status = 0
        self.is_head = scope["method"] == "HEAD"
        self._receive = receive
        self._send = send
        self._headers = [*headers, (b"x-request-id", self.id.encode())]
        self._is_read = False
        self._chunk_seconds = chunk_seconds

    async def receive(self) -> Any:
        """The next piece of the body; RequestError 408 if it is late."""
        if self._is_read:
            return await self._receive()
        remaining = BODY_SECONDS - (perf_counter() - self.started)
        try:
            async with asyncio.timeout(max(0.0, min(self._chunk_seconds, remaining))):
                message = await self._receive()
        except TimeoutError as timeout:
            raise RequestError(408, headers={"connection": "close"}) from timeout
        self._is_read = not message.get("more_body", False)
        return message

    async def send(self, message: Any) -> None:
        """Sends a message with the headers of every answer; HEAD gets no body."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": add_missing_headers(list(message.get("headers", ())), self._headers)}
        elif self.is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        elif message.get("body") and self._hides_links():
            message = {**message, "body": mask_links(message["body"])}
        await self._send(message)

    def _hides_links(self) -> bool:
        """Whether staff or a key reads this: links in mails are for those who got them. A handler may show its own."""
        handler = self.scope.get("route_handler")
        policy = handler.opt.get("policy") if handler is not None else None
        return policy is not None and policy.kind in ("staff", "key") and not self.scope.get("shows_links")

    async def refuse(self, refusal: RequestError) -> None:
        """Answers with problem+json before routing, when no page can be made."""
        body = encoded(problem(refusal, self.id))
        headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
        await self.send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _is_guess(policy: Policy | None, status: int) -> bool:
    """Whether a token or a key was wrong. A client with a valid key may well ask for what does not exist."""
    return policy is not None and (policy.kind, status) in (("token", 404), ("key", 401))


def _unusable(scope: Scope) -> RequestError | None:
    """The fault of the address or the headers, before routing."""
    query: bytes = scope["query_string"]
    if len(scope["path"]) + len(query) > MOST_ADDRESS_BYTES:
        return RequestError(414)
    if query.count(b"&") >= MOST_PARAMETERS:
        return RequestError(
            400, f"The address has more than {MOST_PARAMETERS} parameters. Leave out what is not needed."
        )
    if "\0" in scope["path"] or b"%00" in query or b"\0" in query:
        return RequestError(422, code="address.nul")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADER_BYTES:
        return RequestError(431)
    return None
