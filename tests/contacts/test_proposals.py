"""What is proposed for the names and the words of many systems and languages."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vocapp.contacts.imports.explain_file import explain_table
from vocapp.contacts.imports.words import likely_word

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def explained(folder: Path, table: str) -> dict[str, Any]:
    (folder / "a.csv").write_text(table, encoding="utf-8")
    return explain_table(folder / "a.csv", None, NOW)


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("Datum", "Uhrzeit"), ("Date", "Time"), ("Call Date", "Call Time"), ("Start Date", "Start Time"),
        ("Anrufdatum", "Anrufzeit"), ("Date", "Heure"), ("Fecha", "Hora"), ("Data", "Godzina"), ("Day", "Hour"),
        ("Date of call", "Time of call"), ("Datum", "Zeit"), ("Date d'appel", "Heure d'appel"),
        ("Opened Date", "Opened Time"), ("Eingang Datum", "Eingang Uhrzeit"), ("created_date", "created_time"),
        ("StartDate", "StartTime"), ("date_start", "time_start"),
    ],
)  # fmt: skip
def test_a_day_and_its_time_in_two_columns(tmp_path: Path, day: str, clock: str) -> None:
    rows = "1;26.11.2026;14:05;+493012345601\n2;27.11.2026;09:30;+493012345602\n"
    found = explained(tmp_path, f"Nr;{day};{clock};Telefon\n{rows}")
    assert found["mapping"]["fields"]["started_at"] == {"template": f"{{{day}}} {{{clock}}}"}
    assert "ended_at" not in found["mapping"]["fields"]
    assert (found["new"], found["faults"]) == (2, [])


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        ("Datum", "Beginn", "Ende"),
        ("Date", "Start Time", "End Time"),
        ("Date", "Début", "Fin"),
        ("Datum", "von", "bis"),
    ],
)
def test_a_day_a_start_and_an_end(tmp_path: Path, day: str, start: str, end: str) -> None:
    rows = "1;26.11.2026;14:05;14:20\n2;27.11.2026;09:30;09:45\n"
    fields = explained(tmp_path, f"Nr;{day};{start};{end}\n{rows}")["mapping"]["fields"]
    assert fields["started_at"] == {"template": f"{{{day}}} {{{start}}}"}
    assert fields["ended_at"] == {"template": f"{{{day}}} {{{end}}}"}


def test_a_column_that_has_the_time_already_needs_no_other(tmp_path: Path) -> None:
    found = explained(tmp_path, "Nr;Datum;Zeit\n1;26.11.2026 10:00;0:07\n2;27.11.2026 11:00;0:09\n")
    assert found["mapping"]["fields"]["started_at"] == {"column": "Datum", "dates": ("day first",)}


@pytest.mark.parametrize(
    "name",
    [
        "Ticket #", "Ticket No.", "Case #", "#", "ID", "Id", "Ref", "Reference", "Order-ID", "Vorgang",
        "Vorgangs-Nr.", "N°", "Nº", "No", "Lfd.Nr.", "CallID", "call_id", "uuid", "GUID", "Interaction Id",
        "Session ID", "Numéro", "Número de caso", "Nr zgłoszenia", "conversation.id",
    ],
)  # fmt: skip
def test_an_id(tmp_path: Path, name: str) -> None:
    found = explained(tmp_path, f"{name},Created,Email\nA1,2026-11-20,a@b.example\nA2,2026-11-21,c@b.example\n")
    assert found["mapping"]["fields"]["external_id"] == {"column": name}


@pytest.mark.parametrize("name", ["Kundennummer", "Customer No", "Phone number", "Account Id", "Postleitzahl (PLZ)"])
def test_a_number_of_a_customer_is_no_reason_to_refuse_row_numbers(tmp_path: Path, name: str) -> None:
    mapping = 'source = "s"\nzone = "UTC"\n[fields]\nexternal_id = "s-{row}"\nchannel = "email"\ntouchpoint = "other"\n'
    (tmp_path / "m.toml").write_text(mapping + 'started_at = { column = "Created" }\n', encoding="utf-8")
    (tmp_path / "a.csv").write_text(f"{name},Created\n101,2026-11-20\n102,2026-11-20\n", encoding="utf-8")
    found = explain_table(tmp_path / "a.csv", tmp_path / "m.toml", NOW)
    assert (found["new"], found["faults"]) == (2, [])


@pytest.mark.parametrize(
    "name",
    [
        "E-Mail", "E-mail address", "EMAIL", "Mail", "Customer Email", "Kunden-E-Mail", "Adresse e-mail",
        "Courriel", "Correo electrónico", "Correo", "Contact e-mail", "email_address", "Requester Email",
        "E-Mail-Adresse", "Adres e-mail", "e-post",
    ],
)  # fmt: skip
def test_an_address(tmp_path: Path, name: str) -> None:
    found = explained(tmp_path, f"ID,Created,{name}\nA1,2026-11-20,a@b.example\nA2,2026-11-21,c@b.example\n")
    assert found["mapping"]["identities"] == ({"kind": "email", "value": {"column": name}},)


@pytest.mark.parametrize(
    ("word", "channel"),
    [
        ("Phone", "phone_in_house"), ("Inbound call", "phone_in_house"), ("Telefonanruf", "phone_in_house"),
        ("Anruf", "phone_in_house"), ("Tel.", "phone_in_house"), ("voice", "phone_in_house"),
        ("PHONE", "phone_in_house"), ("Appel entrant", "phone_in_house"), ("Teléfono", "phone_in_house"),
        ("Llamada", "phone_in_house"), ("telefoon", "phone_in_house"), ("E-Mail", "email"), ("e-mail", "email"),
        ("Correo electrónico", "email"), ("Chat", "web_chat"), ("Live Chat", "web_chat"), ("WhatsApp", "sms"),
        ("Facebook", "social"), ("Twitter", "social"), ("In store", "face_to_face"), ("Filiale", "face_to_face"),
        ("Tienda", "face_to_face"), ("Brief", "letter"), ("Carta", "letter"), ("Fax", "fax"), ("SMS", "sms"),
        ("Webformular", "web_chat"), ("Contact form", "web_chat"), ("Kiosk", "kiosk"), ("IVR", "ivr"),
        ("Video", "web_collaboration"), ("Rückruf", "phone_in_house"), ("Callback", "phone_in_house"),
    ],
)  # fmt: skip
def test_a_word_for_a_channel(word: str, channel: str) -> None:
    assert likely_word("channel", word) == channel


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("Solved", "resolved"), ("Gelöst", "resolved"), ("offen", "unresolved"), ("In Bearbeitung", "unresolved"),
        ("Pending", "unresolved"), ("On-hold", "unresolved"), ("Résolu", "resolved"), ("En cours", "unresolved"),
        ("Cerrado", "resolved"), ("Abierto", "unresolved"), ("Abandoned", "abandoned"), ("Missed", "abandoned"),
        ("Transferred", "transferred"), ("Weitergeleitet", "transferred"), ("Not resolved", "unresolved"),
        ("nicht gelöst", "unresolved"), ("unsolved", "unresolved"), ("Closed - unresolved", "unresolved"),
        ("Waiting on Customer", "unresolved"), ("Waiting for customer", "unresolved"), ("Closed", "resolved"),
        ("Deleted", ""), ("Spam", ""),
    ],
)  # fmt: skip
def test_a_word_for_an_outcome(word: str, outcome: str) -> None:
    assert likely_word("outcome", word) == outcome


@pytest.mark.parametrize(
    "rows", ["A1;26.11.2026\n;26.11.2026\nA3;26.11.2026\n", "A1;26.11.2026\nA2;26.11.2026\n;\n;x\n"]
)
def test_an_id_that_is_missing_does_not_make_row_numbers_of_all(tmp_path: Path, rows: str) -> None:
    found = explained(tmp_path, f"Ticket;Datum\n{rows}")
    assert found["mapping"]["fields"]["external_id"] == {"column": "Ticket"}
    assert (found["new"], found["rejected"]) == (2, 1)
