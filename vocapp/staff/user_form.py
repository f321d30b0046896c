"""Form of a user, for the page and the command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import available_timezones

from vocapp.channels.email.mail_address import AddressError, normalise_address
from vocapp.http.access import Role
from vocapp.http.request import Form
from vocapp.ui.languages import STAFF
from vocapp.ui.reader import mark

LONGEST_NAME = 120

ROLES: Mapping[Role, tuple[str, str]] = {
    Role.AGENT: (mark("Agent"), mark("answers customers; sees the contacts of the units chosen below")),
    Role.LEAD: (mark("Lead"), mark("leads teams; sees the contacts of the units chosen below")),
    Role.ANALYST: (mark("Analyst"), mark("reads everything, unless limited to units below")),
    Role.EXECUTIVE: (mark("Executive"), mark("reads the numbers and what customers say")),
    Role.INTEGRATOR: (mark("Integrator"), mark("connects other systems: keys, messages; sees no customers")),
    Role.ADMIN: (mark("Administrator"), mark("may do everything, including users and keys")),
}


@dataclass(frozen=True)
class UserIn:
    """The new values of a user; units and lines by id."""

    email: str
    name: str
    role: Role
    language: str = "en"
    timezone: str = "UTC"
    every_unit: bool = False
    units: frozenset[UUID] = field(default_factory=frozenset)
    lines: frozenset[UUID] = field(default_factory=frozenset)


def read_user(form: Form) -> tuple[UserIn | None, dict[str, str]]:
    """The user of a submitted form; or None, and a sentence for each wrong field."""
    email, errors = read_email(form["email"])
    if not form["name"] or len(form["name"]) > LONGEST_NAME:
        errors["name"] = mark("Enter the name, at most 120 characters.")
    if form["role"] not in set(Role):
        errors["role"] = mark("Choose a role.")
    errors |= read_locale(form)
    units, lines = _ids(form.all("units")), _ids(form.all("lines"))
    if units is None or lines is None:
        errors["units"] = mark("Choose units and lines from the lists.")
    if errors or units is None or lines is None:
        return None, errors
    every = "every_unit" in form
    user = UserIn(email, form["name"], Role(form["role"]), form["language"], form["timezone"], every, units, lines)
    return user, {}


def read_email(text: str) -> tuple[str, dict[str, str]]:
    """The address in its one form, and an error if it is not valid."""
    try:
        return normalise_address(text), {}
    except AddressError:
        return "", {"email": mark("Enter an e-mail address like name@company.example.")}


def read_locale(form: Form) -> dict[str, str]:
    """Errors in the language and the time zone of a form."""
    errors = {}
    if form["language"] not in STAFF:
        errors["language"] = mark("Choose a language from the list.")
    if form["timezone"] not in available_timezones():
        errors["timezone"] = mark("Enter a time zone such as Europe/Berlin.")
    return errors


def _ids(texts: list[str]) -> frozenset[UUID] | None:
    try:
        return frozenset(UUID(text) for text in texts)
    except ValueError:
        return None
