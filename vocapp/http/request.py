"""Reading a request: JSON strictly, in one pass, with all its errors; a form as plain texts.

Litestar's own decoding accepts "5" for 5 and reports one error; here a handler's `data: JSONBody[T]` gets a `T` that
was decoded strictly, or the caller a problem that names every place.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import litestar
import msgspec

from vocapp.http.fault_texts import field_error
from vocapp.http.json_errors import errors_of, unstorable
from vocapp.http.problem_json import RequestError
from vocapp.shape_faults import json_place

MOST_FIELDS = 1000


class Request(litestar.Request[Any, Any, Any]):
    """A request whose JSON is decoded into the type that its handler declares."""

    async def json(self) -> Any:
        """The body as the type of the handler's `data`; RequestError 400, 415 or 422."""
        parameter = self.route_handler.parsed_fn_signature.parameters.get("data")
        check_content_type(self.headers.get("content-type", ""))
        return decode(await self.body(), Any if parameter is None else parameter.annotation)


def check_content_type(value: str) -> None:
    """Refuses (415) a body that is not JSON by its header; no header counts as JSON."""
    name = value.partition(";")[0].strip().lower()
    if name and name != "application/json" and not name.endswith("+json"):
        raise RequestError(415, f"The body must be application/json, not {name[:80]}.")


def decode(body: bytes, kind: Any) -> Any:
    """`body` as `kind`, strictly; RequestError 400 if it is not JSON, 422 with all errors if it does not fit."""
    try:
        found = _decoder(kind).decode(body)
    except msgspec.ValidationError as failure:
        raise RequestError(422, errors=map(field_error, errors_of(_parsed(body), kind))) from failure
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as failure:
        raise _unreadable(failure, body) from failure
    if b"\\u0000" in body and (errors := list(unstorable(_parsed(body)))):
        raise RequestError(422, errors=map(field_error, errors))
    return found


@lru_cache(maxsize=256)
def _decoder(kind: Any) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(kind)


def _parsed(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as failure:
        raise _unreadable(failure, body) from failure


def _unreadable(failure: Exception, body: bytes) -> RequestError:
    if isinstance(failure, RecursionError):
        return RequestError(400, "The body is nested too deeply. Leave out what is not needed.", code="body.not_json")
    place = json_place(failure, body)
    return RequestError(400, f"The body is not JSON in UTF-8 (byte {place}). Correct it there.", code="body.not_json")


class Form(Mapping[str, str]):
    """The fields of a submitted page: texts without outer blanks; a missing one is "" (an unticked box sends none)."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        values = self._fields.get(name)
        return values[-1].strip() if values else ""

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __iter__(self) -> Any:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def raw(self, name: str) -> str:
        """The text exactly as sent, for passwords."""
        values = self._fields.get(name)
        return values[-1] if values else ""

    def pairs(self) -> list[tuple[str, str]]:
        """Every field and value exactly as sent, to send the form again."""
        return [(name, value) for name, values in self._fields.items() for value in values]

    def all(self, name: str) -> list[str]:
        """Every value of a field that may occur several times, e.g. tick boxes."""
        return [value.strip() for value in self._fields.get(name, [])]


async def read_form(request: litestar.Request[Any, Any, Any]) -> Form:
    """The submitted form; RequestError 400 for texts that cannot be stored (NUL, broken UTF-8).

    Litestar's own parser caches the last 1,024 bodies, passwords included; nothing is cached here.
    """
    cached: Form | None = request.scope.get("form")  # type: ignore[assignment]
    if cached is None:
        content_type = request.headers.get("content-type", "application/x-www-form-urlencoded")
        if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
            raise RequestError(415, "The form must be sent as application/x-www-form-urlencoded.")
        cached = request.scope["form"] = parse_form(await request.body())  # type: ignore[typeddict-unknown-key]
    return cached


def parse_form(body: bytes) -> Form:
    """The fields of a url-encoded body; RequestError 400 if they cannot be stored as they are."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as failure:
        raise RequestError(400, "The form cannot be read. Go back, reload the page and send it again.") from failure
    fields: dict[str, list[str]] = {}
    for name, text in pairs:
        if "\0" in name or "\0" in text:
            raise RequestError(400, "The form contains a character that cannot be kept. Remove it and send it again.")
        fields.setdefault(name, []).append(text)
    return Form(fields)
