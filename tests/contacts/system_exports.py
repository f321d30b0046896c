"""Ten exports of contacts as other systems and people write them, with invented customers.

Each has a row that cannot be imported as it is, and what somebody would write instead.
"""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font

from tests.contacts.export_parts import CLERKS, Export, customer, names, start, table
from tests.contacts.helpdesk_exports import freshdesk, hubspot, intercom, salesforce, zendesk


def genesys(month: int) -> Export:
    """The CSV of the interactions view: American times, durations in milliseconds, customers by number only."""
    head = names(
        "Full Export Completed,Partial Result Timestamp,Filters,Media Type,Users,Remote,Date,End"
        " Date,Duration,Direction,ANI,DNIS,Queue,Wrap-up,Flow,Conversation ID,Total Queue,Total Talk,Total"
        " Hold,Total Handle"
    )
    rows: list[list[Any]] = [head]
    for number in range(10):
        at, (*_, phone) = start(month, number % 6), customer(number)
        at += timedelta(minutes=number)
        when, end = (f"{t.month}/{t.day}/{t:%y} {t:%I:%M %p}".replace(" 0", " ") for t in (at, at + timedelta(hours=1)))
        rows.append(
            ["YES", "", "", ("voice", "callback")[number % 4 == 3], CLERKS[number % 3], f"tel:{phone}", when, end,
             312_000 + number, "Inbound", f"tel:{phone}", "tel:+49309999000", "Service", "Billing question", "Main IVR",
             f"5f1a{month:02}{number:02}-0000-4000-8000-000000000000", 21_000, 200_000, 12_000, 300_000 + number]
        )  # fmt: skip
    good = str(rows[3][6])
    rows[3][6] = good.replace(f"{month}/", "13/13/", 1)
    wrong = str(rows[3][6])
    return Export(
        f"Interactions {month}_30_2026.csv", b"\xef\xbb\xbf" + table(rows).encode(), 10, {wrong: good},
        {"Dates such as 10/11/2026": "month first"},
    )  # fmt: skip


def connect(month: int) -> Export:
    """Contact records as a stream writes them: JSON objects one after the other, packed."""
    records = []
    for number in range(10):
        at, (*_, phone) = start(month, number), customer(number)
        agent = {"Username": CLERKS[number % 3], "AgentInteractionDuration": 240, "CustomerHoldDuration": 10}
        records.append(
            {
                "AWSAccountId": "123456789012",
                "ContactId": f"0a{month:02}{number:02}00-0000-4000-8000-000000000000",
                "Channel": ("VOICE", "CHAT")[number % 3 == 2],
                "InitiationMethod": "INBOUND",
                "InitiationTimestamp": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                "DisconnectTimestamp": f"{at + timedelta(minutes=7):%Y-%m-%dT%H:%M:%SZ}",
                "CustomerEndpoint": {"Address": phone, "Type": "TELEPHONE_NUMBER"},
                "SystemEndpoint": {"Address": "+49309999000", "Type": "TELEPHONE_NUMBER"},
                "Queue": {"Name": "BasicQueue", "Duration": 21, "EnqueueTimestamp": f"{at:%Y-%m-%dT%H:%M:%SZ}"},
                "Agent": agent,
                "Attributes": {},
                "Recordings": [{"Status": "AVAILABLE", "Type": "AUDIO"}],
            }
        )
    good = records[2]["InitiationTimestamp"]
    records[2]["InitiationTimestamp"] = "0001-13-01T00:00:00Z"
    content = gzip.compress("".join(map(json.dumps, records)).encode())
    return Export(f"connect-ctr-{month}.json.gz", content, 10, {"0001-13-01T00:00:00Z": str(good)})


def qualtrics(month: int) -> Export:
    """The CSV of responses with its three rows of headers: names, questions, and ids as JSON."""
    head = names(
        "StartDate,EndDate,Status,IPAddress,Progress,Duration (in"
        " seconds),Finished,RecordedDate,ResponseId,RecipientLastName,RecipientFirstName,RecipientEmail"
        ",ExternalReference,LocationLatitude,LocationLongitude,DistributionChannel,UserLanguage,Q1_NPS_GROUP,Q1,Q2"
    )
    questions = names(
        "Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded"
        " Date,Response ID,Recipient Last Name,Recipient First Name,Recipient Email,External Data"
        " Reference,Location Latitude,Location Longitude,Distribution Channel,User Language"
    )
    questions += ["How likely are you\nto recommend us? - Group", "How likely are you\nto recommend us?", "And why?"]
    ids = [json.dumps({"ImportId": name[0].lower() + name[1:]}) for name in head[:17]]
    ids += ['{"ImportId":"QID1_NPS_GROUP"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2_TEXT"}']
    rows: list[list[Any]] = [head, questions, ids]
    for number in range(9):
        at, (first, last, mail, _) = start(month, number), customer(number)
        end = f"{at + timedelta(seconds=95):%Y-%m-%d %H:%M:%S}"
        rows.append(
            [f"{at:%Y-%m-%d %H:%M:%S}", end, "IP Address", "192.0.2.7", 100, 95, "True", end, f"R_{month}x{number}Ab",
             last, first, mail, f"K-{number}", "52.5", "13.4", "email", ("DE", "EN-GB", "FR")[number % 3], "Promoter",
             9, 'Quick, "friendly"\nand kind']
        )  # fmt: skip
    good = str(rows[5][0])
    rows[5][0] = "2026-02-30 10:00:00"
    content = b"\xef\xbb\xbf" + table(rows).encode()
    return Export(f"Service+feedback_{month}+2026_10.15.csv", content, 9, {"2026-02-30 10:00:00": good})


def german_workbook(month: int) -> Export:
    """A workbook kept by hand: a cover, a title, date and time apart, a list on a hidden sheet, a sum below."""
    book = Workbook()
    cover = book.worksheets[0]
    cover.title = "Deckblatt"
    cover["B2"], cover["B4"] = f"Beschwerden {month}/2026", "geführt von Nils Brandt"
    page = book.create_sheet("Erfassung")
    page["A1"] = f"Beschwerden im Monat {month}"
    page["A1"].font = Font(bold=True, size=14)
    page.merge_cells("A1:I1")
    page.append([])
    page.append(["Lfd. Nr.", "Datum", "Uhrzeit", "Kunde", "Telefon", "Kanal", "Grund", "Bearbeiter", "Dauer (min)"])
    for number in range(11):
        at, (first, last, _, phone) = start(month, number), customer(number)
        way = ("Telefon", "E-Mail", "Filiale", "Brief")[number % 4]
        reason = ("Rechnung", "Lieferung", "Kündigung")[number % 3]
        page.append(
            [
                1000 * month + number,
                at.date(),
                at.time(),
                f"{last}, {first}",
                phone,
                way,
                reason,
                CLERKS[number % 3],
                7.5,
            ]
        )
        page.cell(page.max_row, 2).number_format = "DD.MM.YYYY"
    good = start(month, 4)
    page["B8"] = "Dienstag?"
    page.append(["Summe", None, None, None, None, None, None, None, "=SUM(I4:I14)"])
    lists = book.create_sheet("Listen")
    for word in ("Telefon", "E-Mail", "Filiale", "Brief"):
        lists.append([word, word, word])
    lists.sheet_state = "hidden"
    return Export(f"Beschwerden {month:02}-2026.xlsx", _saved(book), 11, {"Dienstag?": f"{good:%d.%m.%Y}"})


def french_workbook(month: int) -> Export:
    """A workbook kept by hand: a cover, a merged title, accents, "12/03/2026 à 14h05", decimal commas."""
    book = Workbook()
    cover = book.worksheets[0]
    cover.title = "Page de garde"
    cover["A1"] = "Registre des réclamations"
    page = book.create_sheet("Réclamations")
    page["A1"] = "Réclamations du service clientèle"
    page.merge_cells("A1:J1")
    page["A2"] = "Édité le 30/11/2026"
    page.append(
        ["N° dossier", "Ouvert le", "Clôturé le", "Nom", "Prénom", "Courriel", "Canal", "Motif", "Durée", "Montant (€)"]
    )
    for number in range(11):
        at, (first, last, mail, _) = start(month, number), customer(number)
        done = at + timedelta(hours=2)
        page.append(
            [f"R{month:02}-{number:03}", f"{at:%d/%m/%Y} à {at:%Hh%M}", f"{done:%d/%m/%Y} à {done:%Hh%M}", last.upper(),
             first, mail, ("Téléphone", "Courriel", "Agence", "Courrier")[number % 4],
             ("Facturation", "Livraison", "Résiliation")[number % 3], "7 min 30", "1 234,50"]
        )  # fmt: skip
    good = str(page["B9"].value)
    page["B9"] = good.replace("/2026", "/20")[:5] + "/206 à midi"
    wrong = str(page["B9"].value)
    return Export(f"réclamations {month:02} 2026.xlsx", _saved(book), 11, {wrong: good})


def _saved(book: Workbook) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()


EXPORTS: Final[dict[str, Callable[[int], Export]]] = {
    "Zendesk": zendesk,
    "Genesys Cloud": genesys,
    "Amazon Connect": connect,
    "Salesforce": salesforce,
    "Intercom": intercom,
    "Qualtrics": qualtrics,
    "Freshdesk": freshdesk,
    "HubSpot": hubspot,
    "German workbook": german_workbook,
    "French workbook": french_workbook,
}
