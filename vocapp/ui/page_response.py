"""Responses of handlers: pages and redirects."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request, Response
from litestar.enums import MediaType

from vocapp.feature import Registry
from vocapp.http import csrf
from vocapp.http.access import Actor, actor_of
from vocapp.ui import flash as flashes
from vocapp.ui import languages
from vocapp.ui.flash import FlashMessage
from vocapp.ui.jinja import render
from vocapp.ui.reader import ReaderLocale

AnyRequest = Request[Any, Any, Any]
NOTHING: Final[Mapping[str, object]] = {}


def reader_of(actor: Actor) -> ReaderLocale:
    """The language and time zone of a staff user."""
    return ReaderLocale(actor.language if actor.language in languages.STAFF else languages.DEFAULT, actor.timezone)


def staff_page(
    request: AnyRequest, registry: Registry, template: str, *, status: int = 200, **context: Any
) -> Response[str]:
    """A page for a signed-in user. The template extends `ui/base_staff.html`; see there for its blocks."""
    actor = actor_of(request)
    flash = flashes.read_flash(request, registry.keys)
    entries = registry.menu(actor.role)
    menu = [entry for entry in entries if not entry.path.startswith("/app/settings/")]
    path: str = request.scope["path"]
    text = render(
        template,
        reader_of(actor),
        actor=actor,
        path=path,
        # Of two entries that cover this path, the more specific one.
        place=max(menu, key=lambda entry: entry.reaches(path), default=None),
        menu=menu,
        tabs=[entry for entry in entries if entry.path.startswith("/app/settings/")],
        csrf=csrf.token(registry.keys, actor.session_id) if actor.session_id else "",
        flash=flash,
        **context,
    )
    cookies = [flashes.cleared_cookie(secure=is_secure(registry))] if flash else []
    return Response(text, media_type=MediaType.HTML, status_code=status, cookies=cookies)


def public_page(
    request: AnyRequest, template: str, *, status: int = 200, offered: Sequence[str] = languages.PUBLIC, **context: Any
) -> Response[str]:
    """A page for an unknown person, in the language of `offered` that the browser prefers."""
    reader = ReaderLocale(languages.best(request.headers.get("accept-language", ""), offered))
    return Response(render(template, reader, **context), media_type=MediaType.HTML, status_code=status)


def redirect(path: str) -> Response[bytes]:
    """303: the browser fetches `path` next."""
    return Response(b"", status_code=303, headers={"location": path})


def redirect_done(
    request: AnyRequest, registry: Registry, path: str, text: str, undo: str = "", **values: object
) -> Response[bytes]:
    """303 to `path`, which shows `text` once; with `undo`, beside a button that posts to that path.

    `text` is an interface text (`mark`ed for the catalogues) with `values` in the places `%(name)s`.
    """
    return _told(request, registry, path, text, undo, "good", values)


def redirect_refused(
    request: AnyRequest,
    registry: Registry,
    path: str,
    text: str,
    values: Mapping[str, object] = NOTHING,
    undo: str = "",
) -> Response[bytes]:
    """Like `redirect_done`, for what could not be done: `text` says why, with `values` in its places."""
    return _told(request, registry, path, text, undo, "warning", values)


def _told(
    request: AnyRequest, registry: Registry, path: str, text: str, undo: str, look: str, values: Mapping[str, object]
) -> Response[bytes]:
    response = redirect(path)
    actor = actor_of(request)
    if actor.session_id is not None:
        flash = FlashMessage(translate_for(actor, text, values), undo, look)
        response.set_cookie(flashes.flash_cookie(registry.keys, actor.session_id, flash, secure=is_secure(registry)))
    return response


def translate_for(actor: Actor, text: str, values: Mapping[str, object]) -> str:
    """A `mark`ed text in the actor's language, with `values` in the places `%(name)s`."""
    words = reader_of(actor).texts.gettext(text)
    return words % values if values else words


def own_path(text: str, otherwise: str = "/app") -> str:
    """`text` if it is a path of our staff pages, else `otherwise`, so that no redirect leaves this site."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return otherwise
    inside = parts.path == "/app" or parts.path.startswith("/app/")
    plain = text.isascii() and text.isprintable() and "\\" not in text
    return text if inside and plain and not parts.scheme and not parts.netloc else otherwise


def is_secure(registry: Registry) -> bool:
    """Whether cookies are restricted to TLS."""
    return registry.settings.origin.startswith("https://")
