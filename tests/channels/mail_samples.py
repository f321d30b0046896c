"""Two brands and the mails they send: Meridian's energy customers and Solvane's travellers."""

from datetime import date
from typing import Any, Final

import msgspec

from vocapp.channels.mail_content import MailBrand, MailInvitation, MailOption, MailQuestion, MailStep

MERIDIAN: Final = MailBrand(
    name="Meridian Energy",
    sender_name="Meridian Energy",
    sender_address="feedback@meridian.example",
    footer="Meridian Energy Ltd, 1 Sample Street, Sampleton",
    logo="M12 2 3 20h18L12 2Z",
    accent="#0f766e",
    accent_dark="#5eead4",
)
SOLVANE: Final = MailBrand(
    name="Solvane Reisen & Meer",
    sender_name="Solvane <Kundendienst>",
    sender_address="hallo@solvane.example",
    footer="Solvane GmbH\nMusterweg 2, Musterstadt",
    accent="#9d2660",
    accent_dark="#f0a8cb",
)

# Per language: the contact in words, the question, the scale's ends, how long it takes.
SAID: Final = {
    "en": ("your call on 3 May about billing", "How satisfied were you?", "Not at all", "Very", "About one minute"),
    "de": ("Ihr Anruf vom 3. Mai zur Rechnung", "Wie zufrieden waren Sie?", "Gar nicht", "Sehr", "Etwa eine Minute"),
    "fr": (
        "votre appel du 3 mai au sujet de la facturation",
        "Êtes-vous satisfait ?",
        "Pas du tout",
        "Tout à fait",
        "Environ une minute",
    ),
    "es": (
        "su llamada del 3 de mayo sobre la factura",
        "¿Quedó satisfecho?",
        "Nada",
        "Mucho",
        "Aproximadamente un minuto",
    ),
    "ar": ("مكالمتكم بتاريخ 3 مايو بشأن الفاتورة", "ما مدى رضاكم؟", "غير راضٍ", "راضٍ جدًا", "حوالي دقيقة"),
}


def sample_invitation(
    language: str = "en", brand: MailBrand = MERIDIAN, highest: int = 5, **other: Any
) -> MailInvitation:
    """A first mail with a scale from 1 to `highest`; an NPS from 0 where that is 10."""
    contact, question, low, high, takes = SAID[language]
    kind, lowest = ("nps", 0) if highest == 10 else ("csat", 1)
    ask = MailInvitation(
        brand=brand,
        language=language,
        contact_line=contact,
        question=MailQuestion(
            id="score",
            kind=kind,
            text=question,
            options=tuple(MailOption(str(n), str(n)) for n in range(lowest, highest + 1)),
            low_label=low,
            high_label=high,
        ),
        answer_url="https://feedback.example/s/" + "a" * 32,
        opt_out_url="https://feedback.example/o/" + "b" * 32,
        privacy_url="https://feedback.example/privacy",
        takes=takes,
        expires_on=date(2026, 5, 17),
    )
    return msgspec.structs.replace(ask, **other)


GOLDEN: Final = {
    **{f"meridian.{language}": sample_invitation(language) for language in SAID},
    **{f"solvane.{language}": sample_invitation(language, SOLVANE, highest=10, privacy_url="") for language in SAID},
    "meridian.reminder": sample_invitation("en", step=MailStep.REMINDER),
    "solvane.words": sample_invitation(
        "de",
        SOLVANE,
        is_test=True,
        question=MailQuestion(
            id="solved",
            kind="choice",
            text="Wurde Ihr Anliegen gelöst?",
            options=(MailOption("fully", "Ja, ganz"), MailOption("no", "Nein")),
        ),
        subject="Kurz gefragt",
        greeting="Liebe Frau Yılmaz,",
        lead="Sie wissen am besten, wie es war.",
        sign_off="Bis bald",
        why="Sie haben uns am 3. Mai angerufen.",
    ),
    "meridian.open": sample_invitation(
        "en", question=MailQuestion(id="why", kind="text", text="What can we do better?")
    ),
}
