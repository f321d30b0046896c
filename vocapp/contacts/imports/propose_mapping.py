"""Proposes what the columns of a table mean, from their names and their values. A person confirms it. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from vocapp.contacts.imports.amounts import unit_in
from vocapp.contacts.imports.column_names import (
    CALLED,
    CLOCK_NAMES,
    EMPTY,
    END_NAMES,
    FIRST_NAMES,
    LAST_NAMES,
    START_NAMES,
    SYSTEMS,
)
from vocapp.contacts.imports.mapping_file import IdentityRule, MappingFile, MappingRule, Value
from vocapp.contacts.imports.table_profile import TableColumn, TableProfile
from vocapp.contacts.imports.time_forms import DateOrder
from vocapp.contacts.imports.words import OWN, likely_word
from vocapp.customers.types import IdentityKind
from vocapp.staff.units import slug_of

Test = Callable[[TableColumn], bool]
FITS: Final[Mapping[str, Test]] = {
    "external_id": lambda column: column.is_nearly_key,
    "channel": lambda column: column.has_few_words and not column.times,
    "touchpoint": lambda column: column.has_few_words and not column.times and _has_likely_word("touchpoint", column),
    "outcome": lambda column: column.has_few_words and not column.times and _has_likely_word("outcome", column),
    "started_at": lambda column: column.share("times") > 0.6,
    "ended_at": lambda column: column.share("times") > 0.6,
    "identity.email": lambda column: column.share("emails") + column.share("named_emails") > 0.5,
    "identity.phone": lambda column: column.share("phones") > 0.5,
    "customer.name": lambda column: not column.emails and not column.times,
    "handler.name": lambda column: not column.emails and not column.times,
    "handler.email": lambda column: column.share("emails") > 0.5,
    "customer.country": lambda column: not column.times,
}
TWO_WORDS: Final = 2
"""Words in which "Call date" and "Call time" differ."""
NO_CLOCK: Final = 9
SECONDS: Final = ("wait_seconds", "hold_seconds", "handling_seconds")
OF_STAFF: Final = re.compile(r"(?i)agent|assignee|owner|bearbeiter|mitarbeiter|teammate|conseill|operator")


def bare_name(name: str) -> str:
    """The name of a column in small letters and digits; of a path its last two steps."""
    return "".join(char for char in name.casefold() if char.isalnum())


def propose_columns(profile: TableProfile) -> dict[str, str]:
    """Field → column, as names and values suggest it.

    No column stands for two fields, but for one whose cells are names with addresses: "Ada Lark (ada@example.com)".
    """
    found: dict[str, str] = {}
    for rank in (lambda name: {bare_name(name)}, _loosely):
        for field, words in CALLED.items():
            if field in found:
                continue
            names = [
                n for n in profile.columns if _is_free(n, field, found, profile) and _may_be(field, profile.columns[n])
            ]
            known = {key: name for name in reversed(names) for key in rank(name)}
            hit = next((known[word] for word in words.split() if word in known), "")
            if hit and (profile.columns[hit].filled or field == "external_id"):
                found[field] = hit
    for field in ("customer.name",) if found.get("customer.name") in _parts_of_names(profile) else ():
        del found[field]  # the last name alone; `propose_name` has both
    if "external_id" not in found and profile.key:
        found["external_id"] = profile.key
    for field, kind in (("identity.email", "emails"), ("started_at", "times")):
        if field not in found:
            free = [c for c in profile.columns.values() if c.name not in found.values() and c.share(kind) > 0.8]
            free = [column for column in free if not OF_STAFF.search(column.name)]
            if free:
                found[field] = free[0].name
    return found


def _loosely(name: str) -> set[str]:
    """Other forms of a name: without what stands in brackets, and the ends of a path."""
    steps = name.split(".")
    forms = {re.sub(r"[(\[].*?[)\]]", "", name), steps[-1], " ".join(steps[-2:])}
    return {bare_name(form) for form in forms}


def _is_free(name: str, field: str, found: Mapping[str, str], profile: TableProfile) -> bool:
    if name not in found.values():
        return True
    return field == "identity.email" and found.get("customer.name") == name and bool(profile.columns[name].named_emails)


def _has_likely_word(field: str, column: TableColumn) -> bool:
    return any(likely_word(field, word) for word in column.words or {})


def _parts_of_names(profile: TableProfile) -> dict[str, str]:
    """The column of first names and that of last names, each with the template of both; empty if one is missing."""
    first = next((name for name in profile.columns if bare_name(name) in FIRST_NAMES), "")
    last = next((name for name in profile.columns if bare_name(name) in LAST_NAMES), "")
    return dict.fromkeys((first, last), f"{{{first}}} {{{last}}}") if first and last else {}


def propose_source(profile: TableProfile, stem: str) -> str:
    """The name of the system that a file comes from: by its columns, else the file's name without dates and numbers."""
    names = {bare_name(name) for name in profile.columns}
    for system, columns in SYSTEMS.items():
        if names.issuperset(columns):
            return system
    return re.sub(r"[\W\d_]*\d[\W\d_]*$", "", stem)[:80].strip() or stem[:80].strip() or "file"


def _may_be(field: str, column: TableColumn) -> bool:
    if not field.startswith("handler.") and field not in ("unit", *SECONDS) and OF_STAFF.search(column.name):
        return False
    return not column.filled or field not in FITS or FITS[field](column)


def clock_beside(profile: TableProfile, day: str, wanted: frozenset[str] = START_NAMES) -> str:
    """The column with the time of day that belongs to a column of days; "" if there is none. `wanted`: its names.

    It is called as the column of days but for one word, or has one of the names, or one that says only "time".
    """
    column = profile.columns[day]
    if not column.times or column.days < column.times:
        return ""
    clocks = {c.name: _name_words(c.name) for c in profile.columns.values() if c.share("clocks") > 0.6}
    ranks = {name: _clock_rank(words, _name_words(day), wanted) for name, words in clocks.items()}
    fitting = [name for name, rank in ranks.items() if rank == 0 or (rank < NO_CLOCK and wanted is not END_NAMES)]
    return min(fitting, key=lambda name: ranks[name], default="")


def _clock_rank(words: frozenset[str], of_day: frozenset[str], wanted: frozenset[str]) -> int:
    """How well a column of times of day fits a column of days: 0 the best."""
    if words & wanted:
        return 0
    if words & (START_NAMES | END_NAMES):
        return NO_CLOCK
    if of_day & words and len(of_day ^ words) <= TWO_WORDS:
        return 1
    if words & CLOCK_NAMES:
        return 2
    return 3 if any(word.endswith("zeit") for word in words) else NO_CLOCK


def _name_words(name: str) -> frozenset[str]:
    """The words of the name of a column, also of startTime and created_time."""
    return frozenset(word.casefold() for word in re.findall(r"[A-ZÄÖÜ]?[^\W\d_A-ZÄÖÜ]+|[A-ZÄÖÜ]+", name))


def propose_words(field: str, column: TableColumn) -> dict[str, str]:
    """Word of the file → our word; "" where nothing is likely."""
    return {word: likely_word(field, word) for word in column.words or {}}


def propose_mapping(profile: TableProfile, source: str) -> MappingFile:
    """A whole mapping, for a file that nobody has said anything about."""
    columns = propose_columns(profile)
    fields: dict[str, Value] = {}
    milliseconds = _in_milliseconds([columns[field] for field in SECONDS if field in columns], profile)
    for field, column in columns.items():
        if field != "permission" and field.partition(".")[0] not in ("identity", "handler"):
            fields[field] = _rule(field, column, profile, milliseconds=milliseconds)
    if "ended_at" not in fields and "started_at" in columns:
        day = columns["started_at"]
        if end := clock_beside(profile, day, END_NAMES):
            fields["ended_at"] = MappingRule(template=f"{{{day}}} {{{end}}}")
    if "customer.name" not in fields and (names := _parts_of_names(profile)):
        fields["customer.name"] = next(iter(names.values()))
    calls = any(field in columns for field in SECONDS) or "identity.phone" in columns
    fields.setdefault("external_id", f"{slug_of(source)}-{{row}}")
    fields.setdefault("channel", "phone_in_house" if calls and "identity.email" not in columns else "email")
    fields.setdefault("touchpoint", "support")
    identities = tuple(
        IdentityRule(kind=IdentityKind(field.partition(".")[2]), value=MappingRule(column=column))
        for field, column in columns.items()
        if field.startswith("identity.")
    )
    handler: dict[str, Value] = {
        field.partition(".")[2]: MappingRule(column=column)
        for field, column in columns.items()
        if field.startswith("handler.")
    }
    return MappingFile(
        source=propose_source(profile, source),
        fields=fields,
        identities=identities,
        handlers=({"kind": "agent", **handler},) if handler else (),
        zone="company",
        empty=EMPTY,
        create_missing=True,
    )


def _in_milliseconds(columns: Iterable[str], profile: TableProfile) -> bool:
    """Whether the durations of a file are milliseconds: a system counts all of them in one unit."""
    return any(not unit_in(column) and _are_milliseconds(column, profile) for column in columns)


def _are_milliseconds(column: str, profile: TableProfile) -> bool:
    """Whether plain numbers are too large for the seconds of a contact: half of those seen are over five hours."""
    place = list(profile.columns).index(column)
    cells = [cells[place] for cells in profile.first_rows if cells[place] and cells[place] != "0"]
    return bool(cells) and all(cell.isdecimal() for cell in cells) and sorted(map(int, cells))[len(cells) // 2] > 18_000


def _rule(field: str, column: str, profile: TableProfile, *, milliseconds: bool) -> Value:
    if field in OWN:
        words = propose_words(field, profile.columns[column])
        known = {word: ours for word, ours in words.items() if ours or field == "outcome"}
        return MappingRule(column=column, values=known, default="other" if field == "touchpoint" else None)
    if field in ("started_at", "ended_at"):
        clock = clock_beside(profile, column)
        order = profile.columns[column].evidence.order
        dates = (order.value,) if order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST) else ()
        return MappingRule(template=f"{{{column}}} {{{clock}}}") if clock else MappingRule(column=column, dates=dates)
    if field in SECONDS and not unit_in(column) and milliseconds:
        return MappingRule(column=column, unit="ms")
    return MappingRule(column=column, slug=field in ("unit", "line_of_business"))
