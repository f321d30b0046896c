"""The choice of comments for suggestions, read from an address and written back to one. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from vocapp.comments.comment_filters import CommentFilter
from vocapp.comments.pages.comment_list_query import PATH
from vocapp.http.access import Actor, Role

HERE: Final = f"{PATH}/suggestions"
LENGTHS: Final = (28, 90, 180, 365)
DEFAULT: Final = 90
MOST_CHARACTERS: Final = 200


class SuggestionQuery(Struct, frozen=True):
    """Comments of one language in the last `days`, as far as an actor with these units and lines may see them."""

    language: str
    days: int = DEFAULT
    line: UUID | None = None
    survey: str | None = None
    units: tuple[UUID, ...] | None = None
    lines: tuple[UUID, ...] | None = None

    @property
    def key(self) -> bytes:
        """A digest, equal for equal queries of actors who may see the same."""
        return hashlib.sha256(msgspec.json.encode(self)).digest()

    @property
    def whose(self) -> Actor:
        """An actor who may see exactly these comments."""
        return Actor("staff", role=Role.LEAD, units=self.units, lines=self.lines)

    @property
    def query(self) -> dict[str, str]:
        """The query string of the address, as a dict."""
        given = {"language": self.language, "days": self.days, "line": self.line, "survey": self.survey}
        return {name: str(value) for name, value in given.items() if value is not None}

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"{HERE}?{urlencode(self.query)}"

    def chosen(self, today: date, zone: ZoneInfo) -> tuple[CommentFilter, CommentFilter]:
        """The filters of the period up to today and of the period before. Days begin in `zone`."""
        tomorrow = today + timedelta(days=1)
        ends = [_midnight(tomorrow - timedelta(days=self.days * back), zone) for back in (0, 1, 2)]
        given: dict[str, Any] = {"state": "scored", "language": self.language, "line": self.line, "survey": self.survey}
        return CommentFilter(since=ends[1], until=ends[0], **given), CommentFilter(
            since=ends[2], until=ends[1], **given
        )


def parse_suggestion_query(query: Mapping[str, str], actor: Actor, languages: Sequence[str]) -> SuggestionQuery:
    """Parses the query of an address, ignoring invalid values. `languages`: supported ones, the default first."""
    language, days, survey = query.get("language", ""), query.get("days", ""), query.get("survey", "")
    return SuggestionQuery(
        language if language in languages else languages[0],
        int(days) if days in map(str, LENGTHS) else DEFAULT,
        _id(query.get("line", "")),
        survey[:MOST_CHARACTERS].replace("\0", "") or None,
        None if actor.units is None else tuple(sorted(actor.units)),
        None if actor.lines is None else tuple(sorted(actor.lines)),
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)
