"""Exports as other systems write them: what is proposed for their columns, without a word from a person."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vocapp.contacts.imports.explain_file import explain_table
from vocapp.contacts.imports.mapping_file import MappingFile
from vocapp.contacts.imports.propose_mapping import propose_mapping
from vocapp.contacts.imports.table_profile import profile_table
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
