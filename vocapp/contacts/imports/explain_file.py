"""Explains what an import would make of a file: the header, the mapping, every row. Without the database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from vocapp.contacts.event import ContactIn
from vocapp.contacts.imports.mapping_file import MappingFile, load_mapping
from vocapp.contacts.imports.propose_mapping import propose_mapping
from vocapp.contacts.imports.read_rows import open_import_rows, read_options
from vocapp.contacts.imports.table_profile import profile_table
from vocapp.contacts.validate_contact import ValidContact, validate_contact
from vocapp.faults import Fault, FaultError
from vocapp.files.open_table import NOTHING_KNOWN, open_table
from vocapp.http.fault_texts import format_fault

MOST_FAULTS: Final = 1000


def explain_table(path: Path, mapping_path: Path | None, now: datetime) -> dict[str, Any]:
    """{"rows", "new", "rejected", "warnings", "header_row", "encoding", "mapping", "faults"}; every good row is new.

    Without a mapping one is proposed, unless the records are events as the API takes them.
    """
    told: dict[str, Any] = {
        "rows": 0, "new": 0, "rejected": 0, "warnings": [], "header_row": None, "encoding": None, "mapping": None,
        "faults": [], "sheet": None, "separator": None, "columns": [],
    }  # fmt: skip
    try:
        mapping = load_mapping(mapping_path) if mapping_path else None
        is_event = _open(path, mapping, told)
        if mapping is None and not is_event:
            mapping = _proposed(path, told)
        told["mapping"] = None if mapping is None else msgspec.to_builtins(mapping)
        _read(path, mapping, now, told)
    except FaultError as failure:
        told["faults"] += [_fault(None, fault) for fault in failure.faults]
        told["new"], told["rejected"] = 0, told["rows"]
    return told


def _open(path: Path, mapping: MappingFile | None, told: dict[str, Any]) -> bool:
    """Adds what is known of the file; whether its records are events."""
    with open_table(path, read_options(mapping) if mapping else NOTHING_KNOWN) as table:
        told |= {
            "header_row": table.header_row or None,
            "encoding": table.encoding,
            "sheet": table.sheet or None,
            "separator": table.separator or None,
            "columns": list(table.columns),
        }
        first = next(iter(table.rows), None)
        told["rows"] = (first is not None) + sum(1 for _ in table.rows)
    return not table.columns and first is not None and {"source", "external_id"} <= first.cells.keys()


def _proposed(path: Path, told: dict[str, Any]) -> MappingFile:
    with open_table(path) as table:
        profile = profile_table(table.columns, table.rows)
    told["columns"] = list(profile.columns)
    return propose_mapping(profile, path.stem.split(".")[0])


def _read(path: Path, mapping: MappingFile | None, now: datetime, told: dict[str, Any]) -> None:
    with open_import_rows(path, mapping, now) as rows:
        told["rows"] = 0
        for number, event in rows.events:
            found = validate_contact(event, UTC, now) if isinstance(event, ContactIn) else event
            told["rows"] += 1
            told["new" if isinstance(found, ValidContact) else "rejected"] += 1
            if isinstance(found, ValidContact):
                told["warnings"] += [_fault(number, odd) for odd in found.odd]
            for fault in () if isinstance(found, ValidContact) else found:
                if len(told["faults"]) < MOST_FAULTS:
                    told["faults"].append(_fault(number, fault))
        told["warnings"] += [format_fault(note) for note in rows.sheet.notes]


def _fault(row: int | None, fault: Fault) -> dict[str, Any]:
    value = str(fault.params.get("value", ""))
    return {"row": row, "field": fault.place, "value": value, "remedy": format_fault(fault), "code": fault.code}
