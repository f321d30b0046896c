"""Proposes what the columns of a table mean, from their names and their values. A person confirms it. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from vocapp.contacts.imports.amounts import unit_in
from vocapp.contacts.imports.mapping_file import IdentityRule, MappingFile, MappingRule, Value
from vocapp.contacts.imports.table_profile import TableColumn, TableProfile
from vocapp.contacts.imports.time_forms import DateOrder
from vocapp.contacts.imports.words import OWN, likely_word
from vocapp.customers.types import IdentityKind
from vocapp.staff.units import slug_of

CALLED: Final[Mapping[str, str]] = {
    "external_id": "externalid ticketid ticketnumber ticketno ticket caseid casenumber case callid contactid "
    "conversationid interactionid responseid recordid vorgang vorgangsnummer vorgangsnr ticketnr numero numéro nticket "
    "id nummer nr key number",
    "channel": "channel channels via medium kanal canal submittedvia source caseorigin origin mediatype initialchannel "
    "initiationmethod createdvia contactchannel type media way conversationtype",
    "touchpoint": "touchpoint reason anlass topic motif grund casereason contactreason category kategorie catégorie "
    "tickettype wrapup wrapupcode",
    "started_at": "startedat started start startdate starttime opened openedat openeddate created createdat createdate "
    "createdtime createddate creationdate datereceived datetimeopened date datum beginn begonnen eröffnet ouvertle "
    "dateouverture datedouverture conversationstart conversationstartdate initiationtimestamp conversationstartedat "
    "recordeddate eingang time at timestamp",
    "ended_at": "endedat ended end enddate endtime closed closedat closeddate closeddatetime resolvedat resolvedtime "
    "closedtime solvedat datetimeclosed ende geschlossen erledigtam fermele disconnecttimestamp conversationend "
    "closedate clôture dateclôture lastclosedat",
    "unit": "unit team group assignedgroup site gruppe einheit abteilung équipe equipe service queue queuename "
    "queuenames teamassigned owningteam",
    "line_of_business": "lineofbusiness line business product sparte produkt produit brand",
    "issue": "issue order ordernumber auftrag bestellung bestellnummer commande",
    "outcome": "outcome result ergebnis status state statut résultat ticketstatus casestatus disposition "
    "conversationstatus",
    "language": "language lang sprache langue locale userlanguage contactlanguage",
    "wait_seconds": "wait waittime totalwait queuetime queuedurationinseconds tqueue twait wartezeit attente "
    "totalqueue waitduration",
    "hold_seconds": "hold holdtime totalhold customerholdduration tholdcomplete haltezeit",
    "handling_seconds": "handle handletime totalhandle duration handletimeseconds agentinteractionduration dauer "
    "gesprächsdauer durée durationinseconds thandle talktime totalhandletime conversationduration bearbeitungszeit",
    "customer.name": "name customer customername requester requestername kunde kundenname contactname fullname client "
    "nom nomclient username contact customerfullname recipientname participantname",
    "customer.language": "customerlanguage",
    "customer.country": "country customercountry land pays countrycode mailingcountry",
    "identity.email": "email mail emailaddress customeremail requesteremail contactemail useremail recipientemail "
    "emails courriel kundenmail kundenemail emailclient webemail suppliedemail",
    "identity.phone": "phone phonenumber telephone mobile telefon telefonnummer ani customerphone customerendpoint "
    "customerendpointaddress téléphone tel mobil contactphone from remote caller",
    "identity.loyalty": "loyaltyid customerid customernumber kundennummer kundennr clientid accountnumber numéroclient "
    "customerno externaluserid",
    "handler.name": "agent agentname assignee assigneename owner ownername caseowner bearbeiter conseiller mitarbeiter "
    "teammate teammateassigned agentusername users username operator conseillère ticketowner",
    "handler.email": "agentemail assigneeemail owneremail useremailagent bearbeitermail",
    "permission": "consent optin marketingconsent surveyconsent einwilligung consentement mayesurvey optedin",
}
"""Usual names of columns, in letters and digits only, the likelier first."""

Test = Callable[[TableColumn], bool]
FITS: Final[Mapping[str, Test]] = {
    "external_id": lambda column: column.is_key,
    "channel": lambda column: column.has_few_words and not column.times,
    "touchpoint": lambda column: column.has_few_words and not column.times,
    "outcome": lambda column: column.has_few_words and not column.times,
    "started_at": lambda column: column.share("times") > 0.6,
    "ended_at": lambda column: column.share("times") > 0.6,
    "identity.email": lambda column: column.share("emails") > 0.5,
    "identity.phone": lambda column: column.share("phones") > 0.5,
    "customer.name": lambda column: not column.emails and not column.times,
    "handler.name": lambda column: not column.emails and not column.times,
    "handler.email": lambda column: column.share("emails") > 0.5,
    "customer.country": lambda column: not column.times,
}
SECONDS: Final = ("wait_seconds", "hold_seconds", "handling_seconds")
OF_STAFF: Final = re.compile(r"(?i)agent|assignee|owner|bearbeiter|mitarbeiter|teammate|conseill|operator")
DATE_NAMES: Final = frozenset(["date", "datum", "jour", "day", "tag"])
CLOCK_NAMES: Final = frozenset(["time", "uhrzeit", "heure", "zeit", "hour", "hora"])


def bare_name(name: str) -> str:
    """The name of a column in small letters and digits; of a path its last two steps."""
    return "".join(char for char in name.casefold() if char.isalnum())


def propose_columns(profile: TableProfile) -> dict[str, str]:
    """Field → column, as names and values suggest it. No column stands for two fields."""
    found: dict[str, str] = {}
    for rank in (lambda name: {bare_name(name)}, _loosely):
        for field, words in CALLED.items():
            if field in found:
                continue
            names = [n for n in profile.columns if n not in found.values() and _may_be(field, profile.columns[n])]
            known = {key: name for name in reversed(names) for key in rank(name)}
            hit = next((known[word] for word in words.split() if word in known), "")
            if hit and (profile.columns[hit].filled or field == "external_id"):
                found[field] = hit
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


def _may_be(field: str, column: TableColumn) -> bool:
    if not field.startswith("handler.") and field != "unit" and OF_STAFF.search(column.name):
        return False
    return not column.filled or field not in FITS or FITS[field](column)


def clock_beside(profile: TableProfile, day: str) -> str:
    """The column with the time of day that belongs to a column of days; "" if there is none."""
    column = profile.columns[day]
    if bare_name(day) not in DATE_NAMES or not column.filled:
        return ""
    clocks = [c for c in profile.columns.values() if c.share("clocks") > 0.6 and bare_name(c.name) in CLOCK_NAMES]
    return clocks[0].name if clocks else ""


def propose_words(field: str, column: TableColumn) -> dict[str, str]:
    """Word of the file → our word; "" where nothing is likely."""
    return {word: likely_word(field, word) for word in column.words or {}}


def propose_mapping(profile: TableProfile, source: str) -> MappingFile:
    """A whole mapping, for a file that nobody has said anything about."""
    columns = propose_columns(profile)
    fields: dict[str, Value] = {}
    for field, column in columns.items():
        if field != "permission" and field.partition(".")[0] not in ("identity", "handler"):
            fields[field] = _rule(field, column, profile)
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
        source=source[:80] or "file",
        fields=fields,
        identities=identities,
        handlers=({"kind": "agent", **handler},) if handler else (),
        zone="company",
        create_missing=True,
    )


def _are_milliseconds(column: str, profile: TableProfile) -> bool:
    """Whether plain numbers are too large for the seconds of a contact: half of those seen are over five hours."""
    place = list(profile.columns).index(column)
    cells = [cells[place] for cells in profile.first_rows if cells[place] and cells[place] != "0"]
    return bool(cells) and all(cell.isdecimal() for cell in cells) and sorted(map(int, cells))[len(cells) // 2] > 18_000


def _rule(field: str, column: str, profile: TableProfile) -> Value:
    if field in OWN:
        words = propose_words(field, profile.columns[column])
        return MappingRule(
            column=column, values={word: ours for word, ours in words.items() if ours or field == "outcome"}
        )
    if field in ("started_at", "ended_at"):
        clock = clock_beside(profile, column)
        order = profile.columns[column].evidence.order
        dates = (order.value,) if order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST) else ()
        return MappingRule(template=f"{{{column}}} {{{clock}}}") if clock else MappingRule(column=column, dates=dates)
    if field in SECONDS and not unit_in(column) and _are_milliseconds(column, profile):
        return MappingRule(column=column, unit="ms")
    return MappingRule(column=column, slug=field in ("unit", "line_of_business"))
