"""Recognises opt-outs in replies: common phrases in every language, but not in a long reply that mentions one."""

import re
import unicodedata
from typing import Final

_MOST_WORDS: Final = 14
_ALONE: Final = (
    "stop stopall unsubscribe cancel end quit revoke optout remove "
    "stopp abmelden abbestellen austragen widerspruch "
    "arret arreter desabonner desinscrire desinscription desabonnement "
    "baja parar cancelar desuscribir desuscribirme "
    "إيقاف توقف توقفوا قف الغاء الإلغاء"
)
_PHRASES: Final = (
    "unsubscribe",
    "opt out",
    "opt me out",
    "remove me",
    "stop sending",
    "stop emailing",
    "stop mailing",
    "stop these",
    "stop writing",
    "do not contact",
    "don't contact",
    "do not email",
    "don't email",
    "no more emails",
    "no more surveys",
    "take me off",
    "abmelden",
    "abbestellen",
    "keine mails mehr",
    "keine e-mails mehr",
    "keine emails mehr",
    "keine umfragen mehr",
    "keine weiteren mails",
    "keine weiteren e-mails",
    "keine weiteren umfragen",
    "nicht mehr anschreiben",
    "nicht mehr kontaktieren",
    "aus dem verteiler",
    "désabonn",
    "désinscri",
    "ne plus recevoir",
    "ne m'envoyez plus",
    "ne me contactez plus",
    "ne veux plus de mail",
    "ne veux plus d'e-mail",
    "retirez-moi",
    "darme de baja",
    "dar de baja",
    "dame de baja",
    "denme de baja",
    "no quiero recibir",
    "no deseo recibir",
    "no me envíen",
    "no me escriban",
    "no más correos",
    "cancelar suscripción",
    "cancelar la suscripción",
    "إلغاء الاشتراك",
    "إيقاف الرسائل",
    "لا ترسلوا",
    "لا أريد رسائل",
    "لا أريد استلام",
)


def is_opt_out(text: str) -> bool:
    """Whether `text` (without quotes) is an opt-out: an opt-out word alone, or a short sentence with a phrase."""
    words = _plain(text).split()
    if not words or len(words) > _MOST_WORDS:
        return False
    joined = " ".join(words)
    return (len(words) <= 2 and words[0] in _PLAIN_ALONE) or any(
        f" {phrase}" in f" {joined}" for phrase in _PLAIN_PHRASES
    )


def _plain(text: str) -> str:
    """Returns lower case without accents, vowel marks and punctuation: "Désabonner !" becomes "desabonner"."""
    split = unicodedata.normalize("NFKD", text.casefold().replace("'", " ").replace("’", " "))
    bare = "".join(letter for letter in split if not unicodedata.combining(letter))
    return re.sub(r"[^\w]+", " ", bare)


_PLAIN_ALONE: Final = frozenset(_plain(_ALONE).split())
_PLAIN_PHRASES: Final = tuple(_plain(phrase).strip() for phrase in _PHRASES)
