"""Form of a unit."""

from datetime import date
from uuid import UUID

from vocapp.http.request import Form
from vocapp.staff.units import KINDS, UnitIn, slug_of
from vocapp.ui.reader import mark

LONGEST_NAME = 120


def read_unit(form: Form) -> tuple[UnitIn | None, dict[str, str]]:
    """The unit of a submitted form; or None, and a sentence for each wrong field."""
    errors = read_name(form)
    slug = read_slug(form, errors)
    if form["kind"] not in KINDS:
        errors["kind"] = mark("Choose a kind.")
    parent = _parent(form["parent"], errors)
    first, last = _day("valid_from", form, errors), _day("valid_to", form, errors)
    if first and last and last < first:
        errors["valid_to"] = mark("The last day is before the first.")
    if errors:
        return None, errors
    return UnitIn(slug, form["name"], form["kind"], parent, first, last), {}


def read_name(form: Form) -> dict[str, str]:
    """Errors in the name."""
    if form["name"] and len(form["name"]) <= LONGEST_NAME:
        return {}
    return {"name": mark("Enter the name, at most 120 characters.")}


def read_slug(form: Form, errors: dict[str, str]) -> str:
    """The short name, derived from the name if left out; adds to `errors`."""
    slug = form["slug"] or slug_of(form["name"])
    if "name" not in errors and (not slug or slug != slug_of(slug)):
        errors["slug"] = mark("Use lower-case letters a–z, digits and hyphens, e.g. billing-north.")
    return slug


def _parent(text: str, errors: dict[str, str]) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        errors["parent"] = mark("Choose a unit from the list.")
        return None


def _day(name: str, form: Form, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(form[name]) if form[name] else None
    except ValueError:
        errors[name] = mark("Enter a date like 2026-05-03.")
        return None
