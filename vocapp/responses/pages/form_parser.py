"""Parser of an `application/x-www-form-urlencoded` body or query, with limits."""

from typing import Final
from urllib.parse import unquote

MOST_FIELDS: Final = 400
MEDIA_TYPE: Final = "application/x-www-form-urlencoded"

PAGE: Final = "_page"
LANGUAGE: Final = "_lang"
SAVE: Final = "_save"
BACK: Final = "_back"
"""The page's own fields: the page that was sent, its language, sent by the script while filling in, the back button.
A question's id never begins with an underscore."""

Fields = dict[str, list[str]]


class SurveyFormError(Exception):
    """The body is not a survey form: too many fields, or of another type."""


def parse_form(body: bytes) -> Fields:
    """Field → values, in order. Bytes that are not UTF-8 become lone surrogates, which `answers.parse` refuses."""
    if body.count(b"&") >= MOST_FIELDS:
        raise SurveyFormError(f"a form has at most {MOST_FIELDS} fields")
    text = body.decode("utf-8", "surrogateescape")
    coded = "%" in text or "+" in text
    fields: Fields = {}
    for pair in text.split("&"):
        name, parted, value = pair.partition("=")
        if not parted:
            continue
        if coded:
            name, value = _decoded(name), _decoded(value)
        fields.setdefault(name, []).append(value)
    return fields


def parse_query(query: bytes) -> Fields:
    """Field → values of an address, of the first 400: mail programs and scanners add what they like."""
    return parse_form(b"&".join(query.split(b"&", MOST_FIELDS)[:MOST_FIELDS]))


def last_value(fields: Fields, name: str) -> str | None:
    """The last value of a field, or None."""
    values = fields.get(name)
    return values[-1] if values else None


def _decoded(text: str) -> str:
    return unquote(text.replace("+", " "), errors="surrogateescape")
