"""Usual names of columns in the exports of other systems, and what tells these systems apart. Pure."""

from collections.abc import Mapping
from typing import Final

CALLED: Final[Mapping[str, str]] = {
    "external_id": "externalid ticketid ticketnumber ticketno ticket caseid casenumber case callid contactid "
    "conversationid interactionid casenum responseid recordid vorgang vorgangsnummer vorgangsnr ticketnr numero "
    "numéro nticket ndossier id nummer nr key number",
    "channel": "channel channels via medium kanal canal sourcetype submittedvia source caseorigin origin mediatype "
    "initialchannel initiationmethod createdvia contactchannel type media way conversationtype",
    "touchpoint": "touchpoint reason anlass topic motif grund casereason contactreason category kategorie catégorie "
    "tickettype wrapup wrapupcode",
    "started_at": "startedat started start startdate starttime opened openedat openeddate created createdat createdate "
    "createdtime createddate creationdate datereceived datetimeopened date datum beginn begonnen eröffnet ouvertle "
    "dateouverture datedouverture conversationstart conversationstartdate initiationtimestamp conversationstartedat "
    "recordeddate eingang time at timestamp",
    "ended_at": "endedat ended end enddate endtime closed closedat closeddate closeddatetime resolvedat resolvedtime "
    "closedtime solvedat datetimeclosed ende geschlossen erledigtam fermele disconnecttimestamp conversationend "
    "closedate clôture dateclôture clôturéle résolule lastclosedat solved resolved",
    "unit": "unit team group assignedgroup site gruppe einheit abteilung équipe equipe service queue queuename "
    "queuenames teamassigned owningteam",
    "line_of_business": "lineofbusiness line business product sparte produkt produit brand",
    "issue": "issue order ordernumber auftrag bestellung bestellnummer commande",
    "outcome": "outcome result ergebnis status state statut résultat ticketstatus casestatus disposition "
    "conversationstatus",
    "language": "language lang sprache langue locale userlanguage contactlanguage",
    "wait_seconds": "wait waittime totalwait queueduration queuetime queuedurationinseconds tqueue twait wartezeit "
    "attente totalqueue waitduration",
    "hold_seconds": "hold holdtime totalhold customerholdduration tholdcomplete haltezeit",
    "handling_seconds": "handle handletime totalhandle handletimeseconds handlingtime agentinteractionduration dauer "
    "gesprächsdauer durée thandle talktime totalhandletime bearbeitungszeit timetracked timespent durationinseconds "
    "conversationduration duration",
    "customer.name": "name customer customername requester requestername kunde kundenname contactname fullname client "
    "nom nomclient username contact customerfullname recipientname participantname associatedcontact",
    "customer.language": "customerlanguage",
    "customer.country": "country customercountry land pays countrycode mailingcountry",
    "identity.email": "email mail emailaddress customeremail requesteremail contactemail useremail recipientemail "
    "emails courriel kundenmail kundenemail emailclient webemail suppliedemail associatedcontact",
    "identity.phone": "phone phonenumber telephone mobile telefon telefonnummer ani customerphone customerendpoint "
    "customerendpointaddress téléphone tel mobil contactphone workphone mobilephone from remote caller",
    "identity.loyalty": "loyaltyid customerid customernumber kundennummer kundennr clientid accountnumber numéroclient "
    "customerno externaluserid externalreference",
    "handler.name": "agent agentname assignee assigneename owner ownername caseowner bearbeiter conseiller mitarbeiter "
    "teammate teammateassigned agentusername users username operator conseillère ticketowner",
    "handler.email": "agentemail assigneeemail owneremail useremailagent bearbeitermail",
    "permission": "consent optin marketingconsent surveyconsent einwilligung consentement mayesurvey optedin",
}
"""Usual names of columns, in letters and digits only, the likelier first."""

FIRST_NAMES: Final = frozenset(
    ["firstname", "recipientfirstname", "vorname", "prénom", "prenom", "givenname", "nombre"]
)
LAST_NAMES: Final = frozenset(
    [
        "lastname",
        "recipientlastname",
        "nachname",
        "familienname",
        "nom",
        "surname",
        "familyname",
        "apellido",
        "apellidos",
    ]
)
CLOCK_NAMES: Final = frozenset(["time", "uhrzeit", "heure", "zeit", "hour", "hora", "godzina", "ora", "tijd", "uhr"])
START_NAMES: Final = frozenset(
    ["start", "begin", "beginn", "début", "debut", "von", "from", "inicio", "inizio", "de", "od"]
)
END_NAMES: Final = frozenset(["end", "ende", "fin", "bis", "to", "until", "fine", "à", "do", "einde"])
"""What the columns of times of day beside a column of days are called."""

SYSTEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "zendesk": ("requesterid", "groupstations"),
    "freshdesk": ("ticketid", "duebytime"),
    "hubspot": ("ticketid", "ticketname", "ticketstatus"),
    "salesforce": ("casenumber", "datetimeopened"),
    "genesys-cloud": ("fullexportcompleted", "conversationid"),
    "amazon-connect": ("contactid", "initiationtimestamp"),
    "intercom": ("sourcedeliveredas", "createdat"),
    "qualtrics": ("responseid", "recordeddate"),
}
"""Columns that only the exports of one system have together."""

EMPTY: Final = ("-", "--", "–", "(No value)", "(none)", "No Agent", "Unassigned", "N/A", "n/a", "null", "NULL", "k. A.")
"""What systems and people write where there is nothing."""
