"""Form of a key's limits, for the page and the command."""

import re
from datetime import timedelta
from uuid import UUID

from vocapp.http.request import Form
from vocapp.staff import trusted_sources
from vocapp.staff.key_rights import LIFETIMES, KeyLimits
from vocapp.ui.reader import mark

MOST_SOURCES = 100
SEPARATORS = re.compile(r"[,;\r\n]+")


def read_limits(form: Form) -> tuple[KeyLimits | None, dict[str, str]]:
    """The limits of a submitted form; or None, and a sentence for each wrong field."""
    errors = {}
    every, sources = "every_source" in form, read_sources(form["sources"])
    if not every and not sources:
        errors["sources"] = mark("Name the sources that the key writes to, as they stand in `source` of its contacts.")
    elif len(sources) > MOST_SOURCES or any(len(source) > trusted_sources.LONGEST for source in sources):
        errors["sources"] = mark("A source has at most 80 characters, and a key at most 100 sources.")
    if form["days"] not in map(str, LIFETIMES):
        errors["days"] = mark("Choose from the list how long the key works.")
    try:
        units = frozenset(UUID(text) for text in form.all("units"))
    except ValueError:
        errors["units"] = mark("Choose units from the list.")
    if errors:
        return None, errors
    return KeyLimits(frozenset() if every else sources, units, timedelta(days=int(form["days"]))), {}


def read_sources(text: str) -> frozenset[str]:
    """The names in a text, separated by commas, semicolons or lines."""
    return frozenset(name.strip() for name in SEPARATORS.split(text) if name.strip())
