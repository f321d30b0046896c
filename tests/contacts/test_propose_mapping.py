"""Exports as other systems write them: what is proposed for their columns, without a word from a person."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.contacts import system_exports
from vocapp.contacts.event import ContactIn
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.imports.explain_file import explain_table
from vocapp.contacts.imports.mapping_file import MappingFile, MappingRule
from vocapp.contacts.imports.propose_mapping import propose_mapping
from vocapp.contacts.imports.read_rows import open_import_rows
from vocapp.contacts.imports.reject_file import reject_writer
from vocapp.contacts.imports.table_profile import profile_table
from vocapp.contacts.validate_contact import ValidContact, validate_contact
from vocapp.files.open_table import open_table

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
EXPORTS = {
    "zendesk.csv": (
        "Id,Subject,Status,Via,Group,Assignee,Requester,Requester email,Created at,Solved at\n"
        "101,Bill,Solved,Web form,Bills,Omar,Ada,ada@example.com,2026-11-02 10:15:00 UTC,2026-11-03 09:00:00 UTC\n"
        "102,Call,Closed,Phone call,Billing,Olga,Kay Blum,kay@example.com,2026-11-04 12:15:00 UTC,\n",
        {"external_id": "Id", "channel": "Via", "started_at": "Created at", "ended_at": "Solved at", "unit": "Group"},
    ),
    "genesys.csv": (
        "Conversation ID,Date,Duration,Media Type,Queue,Users,Remote,Total Handle\n"
        "5f1a-1,11/2/26 2:05 PM,312000,voice,Service,Omar,+493012345601,300000\n"
        "5f1a-2,11/14/26 9:15 AM,112000,voice,Service,Olga,+493012345602,100000\n",
        {
            "external_id": "Conversation ID",
            "channel": "Media Type",
            "started_at": "Date",
            "handling_seconds": "Total Handle",
        },
    ),
    "connect.csv": (
        "ContactId,Channel,InitiationMethod,InitiationTimestamp,DisconnectTimestamp,Queue,Agent,CustomerEndpoint\n"
        "a-1,VOICE,INBOUND,2026-11-02T10:15:00Z,2026-11-02T10:19:00Z,Basic,omar,+493012345601\n",
        {"external_id": "ContactId", "channel": "Channel", "started_at": "InitiationTimestamp"},
    ),
    "hubspot.csv": (
        "Ticket ID,Ticket name,Ticket status,Source,Create date,Close date,Ticket owner,Contact Email\n"
        "901,Refund,Closed,Email,2026-11-02 10:15,2026-11-03 11:00,Omar,ada@example.com\n",
        {"external_id": "Ticket ID", "channel": "Source", "started_at": "Create date", "outcome": "Ticket status"},
    ),
    "intercom.json": (
        '[{"id":"215","state":"closed","created_at":1793610000,"source":{"type":"email","author":{"name":"Ada Lark",'
        '"email":"ada@example.com"}}}]',
        {
            "external_id": "id",
            "channel": "source.type",
            "started_at": "created_at",
            "customer.name": "source.author.name",
        },
    ),
    "deutsch.csv": (
        "Beschwerden November;;;;;;\n\nNr.;Datum;Uhrzeit;Kunde;Telefon;Grund;Bearbeiter\n"
        "1;02.11.2026;10:15;J\u00f6rg M\u00fcller;+49 30 12345601;Rechnung;Omar\n"
        "2;03.11.2026;11:30;Zo\u00eb Wei\u00df;+49 30 12345602;Lieferung;Olga\nSumme;;;2;;;\n",
        {"external_id": "Nr.", "started_at": "{Datum} {Uhrzeit}", "customer.name": "Kunde", "touchpoint": "Grund"},
    ),
}


def proposed(path: Path) -> MappingFile:
    with open_table(path) as table:
        return propose_mapping(profile_table(table.columns, table.rows), path.stem)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_understood(tmp_path: Path, name: str) -> None:
    content, expected = EXPORTS[name]
    (tmp_path / name).write_text(content, encoding="utf-8")
    fields = proposed(tmp_path / name).fields
    found = {field: rule if isinstance(rule, str) else rule.column or rule.template for field, rule in fields.items()}
    assert expected.items() <= found.items()
    explained = explain_table(tmp_path / name, None, NOW)
    assert (explained["new"], explained["faults"]) == (explained["rows"], [])


def test_milliseconds_are_seen_by_their_size(tmp_path: Path) -> None:
    (tmp_path / "genesys.csv").write_text(EXPORTS["genesys.csv"][0], encoding="utf-8")
    rule = proposed(tmp_path / "genesys.csv").fields["handling_seconds"]
    assert not isinstance(rule, str)
    assert rule.unit == "ms"


def rejects_of(path: Path, mapping: MappingFile) -> bytes:
    """The file of rejects of an import, as a person downloads it."""
    target = path.with_name("rejects")
    with reject_writer(target) as keep, open_import_rows(path, mapping, NOW) as rows:
        for number, event in rows.events:
            found = validate_contact(event, UTC, NOW) if isinstance(event, ContactIn) else event
            if isinstance(found, ContactFaults):
                keep(rows.sheet, rows.originals[number], found)
    return target.read_bytes()


@pytest.mark.parametrize("system", system_exports.EXPORTS)
def test_an_export_of_a_system_needs_one_correction_of_its_rejects(tmp_path: Path, system: str) -> None:
    export = system_exports.EXPORTS[system](10)
    path = tmp_path / export.name
    path.write_bytes(export.content)
    mapping = proposed(path)
    if export.choices:
        months = MappingRule(column="Date", dates=("month first",))
        mapping = msgspec.structs.replace(mapping, fields={**mapping.fields, "started_at": months, "ended_at": ""})
    explained = explain_rows(path, mapping)
    assert (explained["rows"], explained["rejected"]) == (export.rows, 1)
    corrected = rejects_of(path, mapping).decode("utf-8-sig")
    for wrong, right in export.corrections.items():
        corrected = corrected.replace(wrong, right)
    again = tmp_path / ("rejects.ndjson" if corrected.startswith("{") else "rejects.csv")
    again.write_text(corrected, encoding="utf-8-sig")
    assert explain_rows(again, mapping) == {"rows": 1, "rejected": 0, "odd": []}


def explain_rows(path: Path, mapping: MappingFile) -> dict[str, object]:
    """What validation makes of the rows of a file."""
    with open_import_rows(path, mapping, NOW) as rows:
        found = [validate_contact(e, UTC, NOW) if isinstance(e, ContactIn) else e for _, e in rows.events]
    good = [each for each in found if isinstance(each, ValidContact)]
    return {"rows": len(found), "rejected": len(found) - len(good), "odd": [odd for each in good for odd in each.odd]}


@pytest.mark.parametrize(
    ("system", "name", "address", "agent"),
    [
        ("HubSpot", "Jörg Müller", "person1@kunde.example", "Olga Rees"),
        ("Qualtrics", "Jörg Müller", "person1@kunde.example", ""),
        ("French workbook", "Jörg MÜLLER", "person1@kunde.example", ""),
        ("Freshdesk", "Zoë Weiß", "person2@kunde.example", "Nils Brandt"),
        ("Amazon Connect", "", "+493012345601", "Olga Rees"),
        ("Genesys Cloud", "", "+493012345601", "Olga Rees"),
    ],
)
def test_who_the_customer_is(tmp_path: Path, system: str, name: str, address: str, agent: str) -> None:
    export = system_exports.EXPORTS[system](10)
    path = tmp_path / export.name
    path.write_bytes(export.content)
    mapping = proposed(path)
    if export.choices:
        months = MappingRule(column="Date", dates=("month first",))
        mapping = msgspec.structs.replace(mapping, fields={**mapping.fields, "started_at": months, "ended_at": ""})
    with open_import_rows(path, mapping, NOW) as rows:
        event = [event for _, event in rows.events if isinstance(event, ContactIn)][1]
    assert isinstance(event, ContactIn)
    found = validate_contact(event, UTC, NOW)
    assert isinstance(found, ValidContact)
    assert (found.event.customer.name or "", found.identities[0][1]) == (name, address)
    assert (found.event.handlers[0].name if found.event.handlers else "") == agent
