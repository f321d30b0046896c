"""Exports as helpdesks and CRM systems write them, with invented customers."""

import json
from datetime import timedelta
from typing import Any

from tests.contacts.export_parts import CLERKS, Export, customer, names, start, table


def zendesk(month: int) -> Export:
    """The CSV of a view: every cell quoted, a column of summation first."""
    head = names(
        "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester"
        " domain,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated"
        " at,Assigned at,Organization,Due date,Initially assigned at,Solved at,Resolution time,Satisfaction"
        " Score,Group stations,Replies"
    )
    rows: list[list[Any]] = [head]
    for number in range(12):
        at, (first, last, mail, _) = start(month, number), customer(number)
        opened, solved = f"{at:%Y-%m-%d %H:%M}", f"{at + timedelta(hours=26):%Y-%m-%d %H:%M}"
        via = ("Web form", "Mail", "Phone call (incoming)", "Chat")[number % 4]
        status = ("Solved", "Closed", "Open")[number % 3]
        rows.append(
            [1, 1000 * month + number, f"{first} {last}", 7700 + number, "", mail, "kunde.example", f"{first} {last}",
             CLERKS[number % 3], ("Billing", "Support")[number % 2], "Bill; second, copy", "vip bill", status, "High",
             via, "Question", opened, solved, opened, "", "", opened, "" if status == "Open" else solved, 26,
             "Offered", 1, number % 3]
        )  # fmt: skip
    wrong = str(rows[4][16])
    rows[4][16] = "yesterday"
    return Export(f"tickets-2026-{month:02}.csv", table(rows, quote=True).encode(), 12, {"yesterday": wrong})


def freshdesk(month: int) -> Export:
    """The CSV of tickets: two columns of ids, durations as hh:mm:ss, phone numbers with an apostrophe."""
    head = names(
        "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved"
        " time,Closed time,Last update time,Initial response time,Time tracked,First response time (in"
        " hrs),Resolution time (in hrs),Agent interactions,Customer interactions,Resolution status,First"
        " response status,Tags,Survey results,Full name,Title,Email,Work phone,Mobile phone,Twitter ID,Time"
        " zone,Language,Unique external ID,Contact ID"
    )
    rows: list[list[Any]] = [head]
    for number in range(12):
        at, (first, last, mail, phone) = start(month, number), customer(number)
        done = number % 4 != 3
        solved = f"{at + timedelta(hours=5):%Y-%m-%d %H:%M:%S}" if done else ""
        rows.append(
            [100 * month + number, "Rückfrage", ("Closed", "Resolved", "Pending", "Waiting on Customer")[number % 4],
             "Medium", ("Email", "Portal", "Phone", "Chat")[number % 4], ("Question", "Problem", "")[number % 3],
             CLERKS[number % 3] if number % 5 else "No Agent", "Service", f"{at:%Y-%m-%d %H:%M:%S}",
             f"{at + timedelta(days=3):%Y-%m-%d %H:%M:%S}", solved, solved, solved, solved, "00:25:00", "00:14:31",
             "05:00:00" if done else "", 2, 1, "Within SLA" if done else "", "Within SLA", "", "", f"{first} {last}",
             "", mail, f"'{phone}", "", "", "Berlin", "de", "", 88_000_000 + number % 6]
        )  # fmt: skip
    good = str(rows[2][8])
    rows[2][8] = "tbd"
    return Export(f"tickets_{month}_10_15_30.csv", table(rows, quote=True).encode(), 12, {"tbd": good})


def hubspot(month: int) -> Export:
    """The CSV of tickets: a customer is a name with an address in brackets."""
    head = names(
        "Ticket ID,Ticket name,Pipeline,Ticket status,Create date,Priority,Source,Ticket owner,Close"
        " date,Associated Contact IDs,Associated Contact,Associated Company"
    )
    rows: list[list[Any]] = [head]
    for number in range(10):
        at, (first, last, mail, _) = start(month, number), customer(number)
        rows.append(
            [910_000 * month + number, "Refund", "Support Pipeline",
             ("New", "Waiting on contact", "Closed")[number % 3], f"{at:%Y-%m-%d %H:%M}", "HIGH",
             ("EMAIL", "CHAT", "FORM", "PHONE")[number % 4],
             f"{CLERKS[number % 3]} (clerk{number % 3}@firma.example)",
             f"{at + timedelta(days=1):%Y-%m-%d %H:%M}" if number % 3 == 2 else "", 5000 + number,
             f"{first} {last} ({mail})", "Kunde GmbH"]
        )  # fmt: skip
    good = str(rows[7][4])
    rows[7][4] = "(No value)"
    name = f"hubspot-crm-exports-all-tickets-2026-{month:02}-28.csv"
    return Export(name, table(rows, quote=True).encode(), 10, {"(No value)": good})


def salesforce(month: int) -> Export:
    """The CSV of a report in ISO 8859-1 in a German locale, with the lines of its foot."""
    head = names(
        "Case Number,Case Owner,Contact Name,Contact: Email,Case Origin,Case Reason,Status,Date/Time"
        " Opened,Date/Time Closed,Account Name,Subject"
    )
    rows: list[list[Any]] = [head]
    for number in range(12):
        at, (first, last, mail, _) = start(month, number), customer(number)
        closed = number % 3 != 2
        rows.append(
            [f"{month:04}{number:04}", CLERKS[number % 3], f"{first} {last}", mail,
             ("Phone", "Email", "Web")[number % 3], ("Billing", "Complaint", "")[number % 3],
             "Closed" if closed else "Escalated", f"{at:%d.%m.%Y %H:%M}",
             f"{at + timedelta(hours=3):%d.%m.%Y %H:%M}" if closed else "", "Kunde & Söhne", "Straße gesperrt"]
        )  # fmt: skip
    good = str(rows[6][7])
    rows[6][7] = f"31.02.2026 {good[-5:]}"
    foot = (
        '\r\n\r\n"Grand Totals (12 records)"\r\n"Fälle Oktober"\r\n"Copyright (c) 2000-2026 salesforce.com, inc. '
        'All rights reserved."\r\n"Confidential Information - Do Not Distribute"\r\n'
        '"Generated By:  Ines Integrator  01.12.2026 09:15"\r\n"Example GmbH"\r\n'
    )
    content = (table(rows, quote=True) + foot).encode("iso8859-1")
    return Export(f"report17{month:02}551234567.csv", content, 12, {str(rows[6][7]): good})


def intercom(month: int) -> Export:
    """A page of conversations of the API: seconds since 1970, nested objects and lists."""
    found = []
    for number in range(10):
        (first, last, mail, _) = customer(number)
        at = int(start(month, number).timestamp())
        found.append(
            {
                "type": "conversation",
                "id": str(215_000 * month + number),
                "created_at": at,
                "updated_at": at + 7200,
                "waiting_since": None,
                "source": {
                    "type": ("conversation", "email", "whatsapp")[number % 3],
                    "delivered_as": "customer_initiated",
                    "author": {"type": "user", "id": f"u{number}", "name": f"{first} {last}", "email": mail},
                    "body": "<p>Where is my parcel?</p>",
                },
                "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": f"u{number}"}]},
                "teammates": {"type": "admin.list", "admins": [{"type": "admin", "id": "3"}]},
                "admin_assignee_id": 3,
                "state": ("closed", "open", "snoozed")[number % 3],
                "priority": "not_priority",
                "statistics": {"type": "conversation_statistics", "time_to_assignment": 20, "handling_time": 400},
                "tags": {"type": "tag.list", "tags": []},
            }
        )
    found[1]["created_at"] = "never"
    good = str(int(start(month, 1).timestamp()))
    whole = {"type": "conversation.list", "pages": {"type": "pages", "page": 1}, "total_count": 10}
    content = json.dumps(whole | {"conversations": found}, indent=1).encode()
    return Export(f"conversations-{month}.json", content, 10, {'"never"': good})
