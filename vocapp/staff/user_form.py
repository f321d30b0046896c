"""Is this a user that can be kept? Reads the form of the users page and the options of the command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from vocapp.edge.access import Role
from vocapp.edge.requests import Form
from vocapp.ui.languages import STAFF

LONGEST_NAME = 120

ROLES: Mapping[Role, tuple[str, str]] = {
    Role.AGENT: ("Agent", "answers customers; sees the contacts of the units chosen below"),
    Role.LEAD: ("Lead", "leads teams; sees the contacts of the units chosen below"),
    Role.ANALYST: ("Analyst", "reads everything, unless limited to units below"),
    Role.EXECUTIVE: ("Executive", "reads the numbers and what customers say"),
    Role.INTEGRATOR: ("Integrator", "connects other systems: keys, sending; sees no customers"),
    Role.ADMIN: ("Administrator", "may do everything, users and keys too"),
}


@dataclass(frozen=True)
class UserIn:
    """A user as he is to be; units and lines by id."""

    email: str
    name: str
    role: Role
    language: str = "en"
    timezone: str = "UTC"
    every_unit: bool = False
    units: frozenset[UUID] = field(default_factory=frozenset)
    lines: frozenset[UUID] = field(default_factory=frozenset)


def read_user(form: Form) -> tuple[UserIn | None, dict[str, str]]:
    """The user of a submitted form; or None, and a sentence for each field that is wrong."""
    email, errors = read_email(form["email"])
    if not form["name"] or len(form["name"]) > LONGEST_NAME:
        errors["name"] = f"Enter the name, at most {LONGEST_NAME} characters."
    if form["role"] not in set(Role):
        errors["role"] = "Choose a role."
    errors |= read_habits(form)
    units, lines = _ids(form.all("units")), _ids(form.all("lines"))
    if units is None or lines is None:
        errors["units"] = "Choose units and lines of the lists."
    if errors or units is None or lines is None:
        return None, errors
    every = "every_unit" in form
    user = UserIn(email, form["name"], Role(form["role"]), form["language"], form["timezone"], every, units, lines)
    return user, {}


def read_email(text: str) -> tuple[str, dict[str, str]]:
    """The address in lower case, and an error where it is none."""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower(), {}
    except EmailNotValidError:
        return "", {"email": "Enter an e-mail address like name@company.example."}


def read_habits(form: Form) -> dict[str, str]:
    """What is wrong with the language and the time zone of a form."""
    errors = {}
    if form["language"] not in STAFF:
        errors["language"] = "Choose a language of the list."
    if form["timezone"] not in available_timezones():
        errors["timezone"] = "Enter a time zone such as Europe/Berlin."
    return errors


def _ids(texts: list[str]) -> frozenset[UUID] | None:
    try:
        return frozenset(UUID(text) for text in texts)
    except ValueError:
        return None
