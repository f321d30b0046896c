"""Reader of a page: the language and time zone for texts, dates and numbers."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale

from vocapp.ui import languages
from vocapp.ui.translations import catalogue


@dataclass(frozen=True)
class ReaderLocale:
    """A language tag and an IANA zone."""

    language: str = languages.DEFAULT
    timezone: str = "UTC"

    @property
    def locale(self) -> Locale:
        """Babel's locale."""
        return languages.locale(self.language)

    @property
    def zone(self) -> ZoneInfo:
        """The zone; UTC for a name that this machine does not know."""
        return _zone(self.timezone)

    @property
    def texts(self) -> NullTranslations:
        """The interface texts."""
        return catalogue(self.language)


ANYONE = ReaderLocale()
_CURRENT: ContextVar[ReaderLocale] = ContextVar("reader", default=ANYONE)


def current() -> ReaderLocale:
    """The reader of the page that is being rendered; English and UTC outside of any."""
    return _CURRENT.get()


@contextmanager
def use_reader(reader: ReaderLocale) -> Iterator[None]:
    """Texts inside the block are for `reader`."""
    token = _CURRENT.set(reader)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def gettext(text: str) -> str:
    """`text` in the current reader's language."""
    return current().texts.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """`one` or `many`, as the current reader's language counts."""
    return current().texts.ngettext(one, many, count)


def mark(text: str) -> str:
    """Returns `text`: marks an interface text for the catalogues; it is translated where it is shown."""
    return text


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
