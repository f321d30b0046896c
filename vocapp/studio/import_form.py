"""The form that matches columns: guessed from their names, chosen by staff, turned into a mapping file. Pure.

What a mapping says beyond the form (attributes, units of durations, rows to skip) is kept as long as its columns are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from vocapp.contacts.imports.mapping_file import (
    HOLE,
    NEEDED,
    TIMES,
    IdentityRule,
    MappingFile,
    MappingRule,
    PermissionRule,
    Value,
    as_rule,
    find_unknown_columns,
)
from vocapp.contacts.imports.words import OWN, likely_word
from vocapp.customers.types import Basis, IdentityKind, Purpose, WritingChannel
from vocapp.ui.reader import mark

COLUMN: Final = "column:"
TEMPLATE: Final = "template:"
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
    "handling_seconds": mark("Handling time"),
    "wait_seconds": mark("Waiting time"),
    "hold_seconds": mark("Hold time"),
    "outcome": mark("Outcome"),
    "language": mark("Language of the contact"),
    "customer.name": mark("Customer’s name"),
    "customer.language": mark("Customer’s language"),
    "customer.country": mark("Customer’s country"),
    "identity.email": mark("E-mail address"),
    "identity.phone": mark("Phone number"),
    "identity.loyalty": mark("Customer number"),
    "handler.name": mark("Agent"),
    "handler.email": mark("Agent’s e-mail address"),
    "permission": mark("Consent to surveys by e-mail (yes or no)"),
}
"""The fields of the form, required ones first. A mapping file has more."""

WORDS: Final = OWN
"""Fields with a fixed list of values."""

SLUGS: Final = ("unit", "line_of_business")
DATES: Final[Mapping[str, tuple[str, ...]]] = {
    "": (),
    "day first": ("day first",),
    "month first": ("month first",),
}
"""Choices of what comes first in a date; "": the whole column decides."""

TEMPLATED: Final = (*TIMES, "customer.name")
"""Fields that may be made of two columns."""
OTHER: Final = "other"

ColumnWords = Mapping[str, Sequence[str]]
"""The distinct words of each column that has few."""

UNMATCHED: Final = mark("Choose what each word of the column stands for.")
WRONG_WORDS: Final = mark(
    "Write one value per line, such as: Call = phone_in_house. The right side must be a value of vocapp."
)


class ImportFormError(Exception):
    """Some choices cannot be used: field → what to do."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def build_mapping(
    form: Mapping[str, str],
    columns: Sequence[str],
    file: str,
    before: MappingFile | None = None,
    of_columns: ColumnWords | None = None,
) -> MappingFile:
    """The mapping file that the choices make, for a file with those columns. `before`: the mapping that was offered.

    ImportFormError with everything that is wrong.
    """
    errors = {field: mark("Choose a column: every contact needs this field.") for field in NEEDED if not form[field]}
    chosen = {field: form[field] for field in LABELS if form[field]}
    not_offered = [field for field, choice in chosen.items() if not _offered(field, choice, columns)]
    errors |= {field: mark("Choose a value from the list.") for field in not_offered}
    words = {}
    for field in WORDS:
        words[field], wrong = _words(field, form)
        new = [word for word in _column_words(field, form, of_columns or {}) if word not in words[field]]
        words[field] |= {word: likely_word(field, word) for word in new}
        if field == "channel" and not _is_shown(field, form, before) and not all(words[field].values()):
            wrong = wrong or UNMATCHED
        if wrong:
            errors[f"words.{field}"] = wrong
    if not form["source"]:
        errors["source"] = mark("Name the system that the file comes from, for example helpdesk.")
    if errors:
        raise ImportFormError(errors)
    country = form.get("always.country", "")
    if country and "customer.country" not in chosen:
        chosen["customer.country"] = CONSTANT + country
    if before is not None and find_unknown_columns(before, tuple(columns), file):
        before = None
    return _made(form, chosen, words, file, before or MappingFile(source=form["source"], fields={}))


def _is_shown(field: str, form: Mapping[str, str], before: MappingFile | None) -> bool:
    """Whether the words of the chosen column were on the page: not if another column was chosen there."""
    offered = as_rule(before.fields.get(field, "")).column if before is not None else ""
    shown = form.get(f"of.{field}") or COLUMN + offered
    return form[field] == shown or not form[field].startswith(COLUMN)


def _column_words(field: str, form: Mapping[str, str], of_columns: ColumnWords) -> Sequence[str]:
    return of_columns.get(form[field].removeprefix(COLUMN), ()) if form[field].startswith(COLUMN) else ()


def _made(
    form: Mapping[str, str], chosen: dict[str, str], words: dict[str, dict[str, str]], file: str, before: MappingFile
) -> MappingFile:
    rules = {field: as_rule(value) for field, value in before.fields.items()}
    dates = DATES.get(form["dates"], ())
    values: dict[str, Value] = {
        field: _value(field, choice, dates, words.get(field, {}), file, rules.get(field))
        for field, choice in chosen.items()
    }
    identities = tuple(
        IdentityRule(kind=IdentityKind(field.partition(".")[2]), value=values.pop(field))
        for field in tuple(values)
        if field.startswith("identity.")
    )
    agent = {field.partition(".")[2]: values.pop(field) for field in tuple(values) if field.startswith("handler.")}
    values.pop("permission", None)
    more = {f"handler.{name}" for name in before.handlers[0]} - LABELS.keys() if before.handlers else set()
    first = {name: value for name, value in (before.handlers or ({},))[0].items() if f"handler.{name}" in more} | agent
    zone = form["zone"].replace("{", "").replace("}", "")
    return msgspec.structs.replace(
        before,
        source=form["source"][:80],
        fields={field: value for field, value in before.fields.items() if field not in LABELS} | values,
        identities=(*identities, *(i for i in before.identities if f"identity.{i.kind}" not in LABELS)),
        handlers=({"kind": "agent", **first}, *before.handlers[1:]) if agent or before.handlers[1:] else (),
        permissions=(
            *_permissions(chosen.get("permission", "").removeprefix(COLUMN)),
            *(permission for permission in before.permissions if not permission.column),
        ),
        zone=zone if zone or isinstance(before.zone, str) else before.zone,
        create_missing="create_missing" in form,
    )


def _permissions(column: str) -> tuple[PermissionRule, ...]:
    if not column:
        return ()
    rule = PermissionRule(
        kind=IdentityKind.EMAIL,
        channel=WritingChannel.EMAIL,
        purpose=Purpose.SURVEY,
        basis=Basis.CONSENT,
        evidence=f"column {column} of the imported file"[:200],
        column=column,
    )
    return (rule,)


def _value(
    field: str, choice: str, dates: tuple[str, ...], words: dict[str, str], file: str, rule: MappingRule | None
) -> Value:
    if choice == ROW:
        return f"{re.sub(r'[{}]', '', file)[:150]}-{{row}}"
    if choice.startswith(CONSTANT):
        return re.sub(r"[{}]", "", choice.removeprefix(CONSTANT))
    if choice.startswith(TEMPLATE):
        return MappingRule(template=choice.removeprefix(TEMPLATE), dates=dates if field in TIMES else ())
    column = choice.removeprefix(COLUMN)
    if rule is not None and rule.column == column:
        if field in TIMES and (dates or rule.dates in DATES.values()):
            rule = msgspec.structs.replace(rule, dates=dates)
        return msgspec.structs.replace(rule, values=words) if words else rule
    return MappingRule(
        column=column,
        slug=field in SLUGS,
        dates=dates if field in TIMES else (),
        values=words,
        default=OTHER if field == "touchpoint" else None,
    )


def _offered(field: str, choice: str, columns: Sequence[str]) -> bool:
    if choice.startswith(CONSTANT):
        return choice.removeprefix(CONSTANT) in WORDS.get(field, ())
    if choice == ROW:
        return field == "external_id"
    if choice.startswith(TEMPLATE):
        holes = HOLE.findall(choice.removeprefix(TEMPLATE))
        return field in TEMPLATED and bool(holes) and all(hole in columns for hole in holes)
    return choice.startswith(COLUMN) and choice.removeprefix(COLUMN) in columns


def _words(field: str, form: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The chosen value of each word, also of lines such as `Call = phone_in_house`, and what is wrong with them."""
    found = {}
    choice = form.get(field, "")
    listed = form.get(f"listed.{field}", "") if (form.get(f"of.{field}") or choice) == choice else ""
    for number, word in enumerate(listed.split("\n")):
        ours = form.get(f"word.{field}.{number}")
        if ours is not None and word:
            found[word.rstrip("\r")] = ours if ours in WORDS[field] else ""
    for line in form.get(f"words.{field}", "").splitlines():
        word, equals, ours = (part.strip() for part in line.rpartition("="))
        if equals and word and ours in WORDS[field]:
            found[word] = ours
        elif line.strip():
            return {}, WRONG_WORDS
    return found, ""


def offered_words(
    form: Mapping[str, str], mapping: MappingFile | None, of_columns: ColumnWords
) -> dict[str, dict[str, str]]:
    """Each distinct word of the chosen columns, and our word that is chosen or likely; by field."""
    found: dict[str, dict[str, str]] = {}
    for field in WORDS:
        rule = MappingRule() if mapping is None else as_rule(mapping.fields.get(field, ""))
        column = form.get(field, "").removeprefix(COLUMN)
        known = dict(rule.values) if isinstance(rule.values, dict) and rule.column == column else {}
        chosen, _ = _words(field, form)
        words = [*known, *(word for word in of_columns.get(column, ()) if word not in known)]
        offered = {word: chosen.get(word, known.get(word, likely_word(field, word))) for word in words}
        if offered:
            found[field] = offered
    return found


def choices_of_mapping(mapping: MappingFile) -> dict[str, str]:
    """The choices of a mapping that a form has made, to be changed. What only a file can express is left out."""
    rules = {name: as_rule(value) for name, value in mapping.fields.items()}
    rules |= {f"identity.{identity.kind}": as_rule(identity.value) for identity in mapping.identities}
    rules |= {f"handler.{name}": as_rule(value) for agent in mapping.handlers[:1] for name, value in agent.items()}
    if mapping.permissions and mapping.permissions[0].column:
        rules["permission"] = MappingRule(column=mapping.permissions[0].column)
    found = {field: choice for field, own in rules.items() if field in LABELS for choice in _choices(field, own)}
    dates = rules["started_at"].dates if "started_at" in rules else ()
    country = rules.get("customer.country", MappingRule()).template
    return {
        "source": mapping.source,
        "zone": mapping.zone if isinstance(mapping.zone, str) else "",
        "dates": next((name for name, forms in DATES.items() if forms == dates), ""),
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
    elif field in TEMPLATED and HOLE.search(own.template):
        yield TEMPLATE + own.template
