"""The form that matches columns: guessed from their names, chosen by staff, turned into a mapping file. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.contacts.event import ContactOutcome
from vocapp.contacts.imports.mapping_file import NEEDED, TIMES, IdentityRule, MappingFile, MappingRule, Value, as_rule
from vocapp.customers.types import IdentityKind
from vocapp.ui.reader import mark

COLUMN: Final = "column:"
CONSTANT: Final = "constant:"
ROW: Final = "row"
"""The choice of file name and row number for the id of the contact."""

LABELS: Final[Mapping[str, str]] = {
    "external_id": mark("Id of the contact"),
    "channel": mark("Channel"),
    "touchpoint": mark("Touchpoint"),
    "started_at": mark("Started at"),
    "ended_at": mark("Ended at"),
    "unit": mark("Unit"),
    "line_of_business": mark("Line of business"),
    "issue": mark("Ticket or order"),
    "outcome": mark("Outcome"),
    "language": mark("Language of the contact"),
    "customer.name": mark("Customer’s name"),
    "customer.language": mark("Customer’s language"),
    "customer.country": mark("Customer’s country"),
    "identity.email": mark("E-mail address"),
    "identity.phone": mark("Phone number"),
    "identity.loyalty": mark("Customer number"),
}
"""The fields of the form, required ones first. A mapping file has more."""

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "channel": tuple(ContactChannel),
    "touchpoint": tuple(Touchpoint),
    "outcome": tuple(ContactOutcome),
}
"""Fields with a fixed list of values."""

SLUGS: Final = ("unit", "line_of_business")
DATES: Final[Mapping[str, tuple[str, ...]]] = {
    "iso": (),
    "d.m.y": ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"),
    "d/m/y": ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y"),
    "m/d/y": ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y"),
}
CALLED: Final[Mapping[str, str]] = {
    "external_id": "externalid id ticket ticketid ticketnumber ticketno number caseid callid contactid vorgang nummer",
    "channel": "channel via medium kanal submittedvia",
    "touchpoint": "touchpoint reason anlass topic",
    "started_at": "startedat started start opened openedat created createdat date datereceived datum beginn at",
    "ended_at": "endedat ended end closed closedat resolvedat ende geschlossen",
    "unit": "unit team group site gruppe einheit",
    "line_of_business": "lineofbusiness line business product sparte produkt",
    "issue": "issue order ordernumber case auftrag bestellung",
    "outcome": "outcome result ergebnis",
    "language": "language lang sprache",
    "customer.name": "name customer customername kunde kundenname requester",
    "customer.language": "customerlanguage",
    "customer.country": "country customercountry land",
    "identity.email": "email mail emailaddress customeremail requesteremail",
    "identity.phone": "phone phonenumber telephone mobile telefon telefonnummer",
    "identity.loyalty": "loyaltyid customerid customernumber kundennummer",
}
"""Usual names of columns, in lower-case letters and digits only; the first that exists is chosen."""


WRONG_WORDS: Final = mark(
    "Write one value per line, such as: Call = phone_in_house. The right side must be a value of vocapp."
)


class ImportFormError(Exception):
    """Some choices cannot be used: field → what to do."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def guess_choices(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The choices that the column names, and the dates in the first rows, suggest."""
    known = {re.sub(r"[^a-zäöüß0-9]", "", column.lower()): column for column in columns}
    found = {
        field: COLUMN + next(known[word] for word in words.split() if word in known)
        for field, words in CALLED.items()
        if any(word in known for word in words.split())
    }
    started = found.get("started_at", "").removeprefix(COLUMN)
    cells = [row[columns.index(started)] for row in rows] if started else []
    return {"source": "file", "zone": "company", "dates": _dates_of(cells), **found}


def _dates_of(cells: Sequence[str]) -> str:
    """The date format of some cells. If day and month cannot be told apart, the day is first."""
    if any(re.match(r"\d{1,2}\.\d", cell) for cell in cells):
        return "d.m.y"
    parts = [[int(number) for number in found.groups()] for c in cells if (found := re.match(r"(\d+)/(\d+)/\d", c))]
    if not parts:
        return "iso"
    return "m/d/y" if any(second > 12 for _, second in parts) else "d/m/y"


def build_mapping(form: Mapping[str, str], columns: Sequence[str], file: str) -> MappingFile:
    """The mapping file that the choices make, for a file with those columns.

    ImportFormError with everything that is wrong.
    """
    errors = {field: mark("Choose a column: every contact needs this field.") for field in NEEDED if not form[field]}
    chosen = {field: form[field] for field in LABELS if form[field]}
    not_offered = [field for field, choice in chosen.items() if not _offered(field, choice, columns)]
    errors |= {field: mark("Choose a value from the list.") for field in not_offered}
    words = {}
    for field in WORDS:
        words[field], wrong = _words(field, form.get(f"words.{field}", ""))
        if wrong:
            errors[f"words.{field}"] = wrong
    if not form["source"]:
        errors["source"] = mark("Name the system that the file comes from, for example helpdesk.")
    if errors:
        raise ImportFormError(errors)
    country = form.get("always.country", "")
    if country and "customer.country" not in chosen:
        chosen["customer.country"] = CONSTANT + country
    return _made(form, chosen, words, file)


def _made(form: Mapping[str, str], chosen: dict[str, str], words: dict[str, dict[str, str]], file: str) -> MappingFile:
    dates = DATES.get(form["dates"], ())
    values: dict[str, Value] = {
        field: _value(field, choice, dates, words.get(field, {}), file) for field, choice in chosen.items()
    }
    identities = tuple(
        IdentityRule(kind=IdentityKind(field.partition(".")[2]), value=values.pop(field))
        for field in tuple(values)
        if field.startswith("identity.")
    )
    return MappingFile(
        source=form["source"][:80],
        fields=values,
        identities=identities,
        zone=form["zone"].replace("{", "").replace("}", ""),
        create_missing="create_missing" in form,
    )


def _value(field: str, choice: str, dates: tuple[str, ...], words: dict[str, str], file: str) -> Value:
    if choice == ROW:
        return f"{re.sub(r'[{}]', '', file)[:150]}-{{row}}"
    if choice.startswith(CONSTANT):
        return re.sub(r"[{}]", "", choice.removeprefix(CONSTANT))
    column = choice.removeprefix(COLUMN)
    return MappingRule(column=column, slug=field in SLUGS, dates=dates if field in TIMES else (), values=words)


def _offered(field: str, choice: str, columns: Sequence[str]) -> bool:
    if choice.startswith(CONSTANT):
        return choice.removeprefix(CONSTANT) in WORDS.get(field, ())
    if choice == ROW:
        return field == "external_id"
    return choice.startswith(COLUMN) and choice.removeprefix(COLUMN) in columns


def _words(field: str, text: str) -> tuple[dict[str, str], str]:
    """The values in lines such as `Call = phone_in_house`, and what is wrong with them."""
    found = {}
    for line in text.splitlines():
        word, equals, ours = (part.strip() for part in line.rpartition("="))
        if equals and word and ours in WORDS[field]:
            found[word] = ours
        elif line.strip():
            return {}, WRONG_WORDS
    # Values of vocapp stand for themselves, so that a file may mix both.
    return ({own: own for own in WORDS[field]} | found if found else {}), ""


def choices_of_mapping(mapping: MappingFile) -> dict[str, str]:
    """The choices of a mapping that a form has made, to be changed. What only a file can express is left out."""
    rules = {name: as_rule(value) for name, value in mapping.fields.items()}
    rules |= {f"identity.{identity.kind}": as_rule(identity.value) for identity in mapping.identities}
    found = {field: choice for field, own in rules.items() if field in LABELS for choice in _choices(field, own)}
    dates = rules["started_at"].dates
    country = rules.get("customer.country", MappingRule()).template
    return {
        **{f"words.{field}": _lines(rules[field]) for field in WORDS if field in rules},
        "source": mapping.source,
        "zone": mapping.zone if isinstance(mapping.zone, str) else "",
        "dates": next((name for name, forms in DATES.items() if forms == dates), "iso"),
        "always.country": country,
        "create_missing": "yes" if mapping.create_missing else "",
        **found,
    }


def _choices(field: str, own: MappingRule) -> Iterator[str]:
    if own.column:
        yield COLUMN + own.column
    elif field == "external_id" and own.template.endswith("{row}"):
        yield ROW
    elif own.template in WORDS.get(field, ()):
        yield CONSTANT + own.template


def _lines(own: MappingRule) -> str:
    words = own.values if isinstance(own.values, dict) else {}
    return "\n".join(f"{word} = {ours}" for word, ours in words.items() if word != ours)
