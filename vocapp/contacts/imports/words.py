"""Words of files for our channels, touchpoints and outcomes: what counts as our own word, and what is likely meant.

Our ids and labels stand for themselves in every file. Everything else is a proposal that a person confirms.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.contacts.event import ContactOutcome

OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "channel": tuple(ContactChannel),
    "touchpoint": tuple(Touchpoint),
    "outcome": tuple(ContactOutcome),
}
"""The ids of each field that has a fixed list of values."""

LABELS: Final[Mapping[str, str]] = {
    "Phone, in house": "phone_in_house", "Telefon, eigenes Haus": "phone_in_house",
    "Phone, outsourced": "phone_outsourced", "Phone menu (IVR)": "ivr", "E-mail": "email", "Letter": "letter",
    "Web chat": "web_chat", "Web collaboration": "web_collaboration", "Co-browsing": "co_browse",
    "Text message": "sms", "Kiosk or till": "kiosk", "Fax": "fax", "Face to face": "face_to_face",
    "Social media": "social", "Sale won": "sales_won", "Sale lost": "sales_lost", "Self-service": "self_service",
}  # fmt: skip
"""Labels on our pages that are not their ids with spaces."""

LIKELY: Final[Mapping[str, Mapping[str, str]]] = {
    "channel": {
        "phone_in_house": "phone call calls voice telephone inbound outbound telefon telefonat anruf telephonie appel "
        "téléphone telephonisch hotline phonecall telefonanruf teléfono telefono llamada chiamata telefoon "
        "połączenie rozmowa callback rückruf talk inboundcall incomingcall tel",
        "phone_outsourced": "bpo partner dienstleister outsourced externalcall",
        "ivr": "ivr selfserviceivr sprachmenü phonemenu",
        "email": "correo correoelectrónico email mail emails courriel courrielélectronique emailticket emailmessage "
        "inboundemail api",
        "letter": "carta lettera letter post brief courrier postal postalmail",
        "web_chat": "chat webchat livechat chats messaging conversation message messenger intercom widget web "
        "webmessaging nativemessaging inapp webform web2case webtocase portal website form formulaire formular "
        "webformular kontaktformular site helpcenter feedbackwidget mobile",
        "web_collaboration": "webcollaboration collaboration screenshare videocall video",
        "co_browse": "cobrowse cobrowsing",
        "sms": "sms text textmessage whatsapp",
        "kiosk": "kiosk till terminal kasse caisse pos",
        "fax": "fax telefax télécopie",
        "face_to_face": "facetoface store branch shop inperson filiale persönlich vorort visite magasin agence laden "
        "tienda negozio sklep winkel besuch counter",
        "social": "social twitter facebook x instagram socialmedia facebookpost facebookmessenger tweet twitterdm "
        "linkedin",
    },
    "touchpoint": {
        "sales_won": "sale order purchase bestellung kauf closedwon commande vente won",
        "sales_lost": "closedlost lost lostdeal",
        "onboarding": "onboarding activation einrichtung",
        "account": "account profile konto login password passwort compte",
        "billing": "billing invoice rechnung bill facture facturation abrechnung",
        "payment": "payment zahlung refund paiement erstattung",
        "delivery": "delivery shipping lieferung versand shipment livraison",
        "support": "support question problem incident technical technicalsupport technik störung fault service help "
        "frage task issue bug assistance panne howto",
        "complaint": "complaint beschwerde reklamation réclamation plainte",
        "collection": "collection dunning mahnung inkasso recouvrement",
        "renewal": "renewal verlängerung renouvellement",
        "cancellation": "cancellation kündigung churn cancel résiliation",
        "other": "other sonstiges autre divers misc general allgemein",
    },
    "outcome": {
        "resolved": "resolved solved closed done completed fixed gelöst erledigt geschlossen résolu clos fermé "
        "cerrado resuelto chiuso risolto rozwiązane zamknięte opgelost complete abgeschlossen yes ja oui true success",
        "unresolved": "unresolved open pending new hold onhold waiting offen wartend ouvert encours inprogress "
        "abierto pendiente aperto otwarte bearbeitung ungelöst unsolved escalated notresolved no nein non "
        "false reopened snoozed waitingoncustomer neu",
        "transferred": "transferred transfer weitergeleitet transféré",
        "abandoned": "abandoned abandon missed aufgelegt abandonné hangup noanswer",
        "self_served": "selfserved deflected selfservice bot",
    },
}

NEGATIONS: Final = frozenset(["not", "nicht", "non", "no", "pas", "un", "kein", "keine", "nie", "niet"])
_SEPARATORS = re.compile(r"[\W_]+")


@cache
def own_words(field: str) -> Mapping[str, str]:
    """Our ids and labels of a field, and what each stands for."""
    ids = OWN.get(field, ())
    labels = {label: own for label, own in LABELS.items() if own in ids}
    return {own: own for own in ids} | {own.replace("_", " "): own for own in ids} | labels


def likely_word(field: str, word: str) -> str:
    """Our word that a word of a file likely means; "" if nothing is likely."""
    plain = " ".join(word.split()).casefold()
    for own, ours in own_words(field).items():
        if own.casefold() == plain:
            return ours
    joined = _SEPARATORS.sub("", plain)
    known = _likely(field)
    if joined in known:
        return known[joined]
    parts = _SEPARATORS.split(plain)
    meant = [known[part] for part in parts if part in known]
    if "unresolved" in meant or (meant and not NEGATIONS.isdisjoint(parts) and field == "outcome"):
        return "unresolved"
    return meant[0] if meant else ""


@cache
def _likely(field: str) -> Mapping[str, str]:
    return {word: own for own, words in LIKELY.get(field, {}).items() for word in words.split()}
