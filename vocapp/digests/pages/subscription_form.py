"""Reads and validates the form of a subscription."""

from typing import Final
from uuid import UUID
from zoneinfo import available_timezones

from vocapp.digests.pages.subscription_choices import ScopeChoices
from vocapp.digests.periods import Frequency
from vocapp.digests.scope import DigestScope
from vocapp.digests.types import SubscriptionSettings
from vocapp.http.request import Form
from vocapp.ui.languages import STAFF
from vocapp.ui.reader import mark

WEEKDAYS: Final = {
    1: mark("Monday"),
    2: mark("Tuesday"),
    3: mark("Wednesday"),
    4: mark("Thursday"),
    5: mark("Friday"),
    6: mark("Saturday"),
    7: mark("Sunday"),
}
MONTH_DAYS: Final = range(1, 32)
HOURS: Final = range(24)
EVERY: Final = {
    Frequency.WEEK: mark("every week, for the week before"),
    Frequency.MONTH: mark("every month, for the month before"),
}


def read_subscription_form(form: Form, choices: ScopeChoices) -> tuple[SubscriptionSettings | None, dict[str, str]]:
    """The settings from a submitted form; or None, with a message for each wrong field."""
    errors: dict[str, str] = {}
    every = form["every"] if form["every"] in set(Frequency) else ""
    if not every:
        errors["every"] = mark("Choose weekly or monthly.")
    on_day = _number(form["month_day" if every == Frequency.MONTH else "weekday"])
    if on_day not in (MONTH_DAYS if every == Frequency.MONTH else WEEKDAYS):
        errors["on_day"] = mark("Choose a day from the list.")
    hour = _number(form["hour"])
    if hour not in HOURS:
        errors["hour"] = mark("Choose an hour from the list.")
    if form["timezone"] not in available_timezones():
        errors["timezone"] = mark("Enter a time zone such as Europe/Berlin.")
    if form["language"] not in STAFF:
        errors["language"] = mark("Choose a language from the list.")
    scope = _scope(form)
    if scope is None or not choices.allows(scope):
        errors["scope"] = mark("Choose units, lines, channels and brands from the lists.")
    if errors or scope is None:
        return None, errors
    settings = SubscriptionSettings(
        every=Frequency(every),
        on_day=on_day,
        hour=hour,
        timezone=form["timezone"],
        language=form["language"],
        scope=scope,
    )
    return settings, {}


def _scope(form: Form) -> DigestScope | None:
    try:
        units, lines = (tuple(UUID(text) for text in form.all(name)) for name in ("units", "lines"))
    except ValueError:
        return None
    return DigestScope(units, lines, tuple(form.all("channels")), tuple(form.all("brands")))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else -1
