"""Texts of invitation mails, beside those of the survey and the brand, in every language.

`{brand}` is the brand's name, `{contact}` the contact in words ("your call on 3 May about billing"), `{date}` a day.
"""

from typing import Final, TypedDict


class MailTexts(TypedDict):
    """Texts in one language."""

    contact: str
    subject: str
    greeting: str
    lead: str
    reminder_subject: str
    reminder_lead: str
    opens: str
    button: str
    expires: str
    sign_off: str
    why: str
    opt_out: str
    privacy: str
    test: str


MAIL_TEXTS: Final[dict[str, MailTexts]] = {
    "en": {
        "contact": "your contact with us",
        "subject": "How was {contact}?",
        "greeting": "Hello,",
        "lead": "You were recently in touch with {brand}: {contact}. Please tell us how it went.",
        "reminder_subject": "A short reminder: {contact}",
        "reminder_lead": "A few days ago we asked for your opinion: {contact}. If you have a minute, we would still "
        "like to hear from you. This is our only reminder.",
        "opens": "Your choice opens our page, where you can check it and change it.",
        "button": "Answer the survey",
        "expires": "You can answer until {date}.",
        "sign_off": "Thank you",
        "why": "You receive this e-mail because you were in touch with {brand}.",
        "opt_out": "Stop survey e-mails",
        "privacy": "Privacy",
        "test": "This is a test: answers do not count.",
    },
    "de": {
        "contact": "Ihr Kontakt mit uns",
        "subject": "Wie war {contact}?",
        "greeting": "Guten Tag,",
        "lead": "Sie hatten kürzlich Kontakt mit {brand}: {contact}. Bitte sagen Sie uns, wie es war.",
        "reminder_subject": "Kurze Erinnerung: {contact}",
        "reminder_lead": "Vor einigen Tagen haben wir Sie um Ihre Meinung gebeten: {contact}. Wenn Sie eine Minute "
        "Zeit haben, freuen wir uns weiterhin über Ihre Antwort. Dies ist unsere einzige Erinnerung.",
        "opens": "Ihre Auswahl öffnet unsere Seite; dort können Sie sie prüfen und ändern.",
        "button": "Zur Umfrage",
        "expires": "Sie können bis zum {date} antworten.",
        "sign_off": "Vielen Dank",
        "why": "Sie erhalten diese E-Mail, weil Sie mit {brand} in Kontakt waren.",
        "opt_out": "Keine Umfragen mehr erhalten",
        "privacy": "Datenschutz",
        "test": "Dies ist ein Test: Antworten zählen nicht.",
    },
    "fr": {
        "contact": "votre contact avec nous",
        "subject": "Que pensez-vous de {contact} ?",
        "greeting": "Bonjour,",
        "lead": "Vous avez récemment été en contact avec {brand} : {contact}. Dites-nous comment cela s'est passé.",
        "reminder_subject": "Petit rappel : {contact}",
        "reminder_lead": "Il y a quelques jours, nous vous avons demandé votre avis : {contact}. Si vous avez une "
        "minute, votre réponse nous serait toujours utile. C'est notre seul rappel.",
        "opens": "Votre choix ouvre notre page, où vous pouvez le vérifier et le modifier.",
        "button": "Répondre à l'enquête",
        "expires": "Vous pouvez répondre jusqu'au {date}.",
        "sign_off": "Merci beaucoup",
        "why": "Vous recevez cet e-mail parce que vous avez été en contact avec {brand}.",
        "opt_out": "Ne plus recevoir d'enquêtes",
        "privacy": "Confidentialité",
        "test": "Ceci est un test : les réponses ne comptent pas.",
    },
    "es": {
        "contact": "su contacto con nosotros",
        "subject": "¿Qué le pareció {contact}?",
        "greeting": "Hola:",
        "lead": "Hace poco estuvo en contacto con {brand}: {contact}. Cuéntenos cómo fue.",
        "reminder_subject": "Un breve recordatorio: {contact}",
        "reminder_lead": "Hace unos días le pedimos su opinión: {contact}. Si tiene un minuto, su respuesta nos sigue "
        "siendo útil. Este es nuestro único recordatorio.",
        "opens": "Su elección abre nuestra página, donde puede revisarla y cambiarla.",
        "button": "Responder a la encuesta",
        "expires": "Puede responder hasta el {date}.",
        "sign_off": "Muchas gracias",
        "why": "Recibe este correo porque estuvo en contacto con {brand}.",
        "opt_out": "No recibir más encuestas",
        "privacy": "Privacidad",
        "test": "Esto es una prueba: las respuestas no cuentan.",
    },
    "ar": {
        "contact": "تواصلكم معنا",
        "subject": "ما رأيكم في {contact}؟",
        "greeting": "مرحبًا،",
        "lead": "تواصلتم مؤخرًا مع {brand}: {contact}. نودّ أن نعرف كيف كانت تجربتكم.",
        "reminder_subject": "تذكير قصير: {contact}",
        "reminder_lead": "طلبنا رأيكم قبل بضعة أيام: {contact}. إذا كانت لديكم دقيقة واحدة، فما زال يهمّنا "
        "أن نسمع منكم. هذا تذكيرنا الوحيد.",
        "opens": "يفتح اختياركم صفحتنا، حيث يمكنكم مراجعته وتغييره.",
        "button": "الإجابة عن الاستبيان",
        "expires": "يمكنكم الإجابة حتى {date}.",
        "sign_off": "شكرًا جزيلًا لكم",
        "why": "وصلتكم هذه الرسالة لأنكم تواصلتم مع {brand}.",
        "opt_out": "إيقاف رسائل الاستبيان",
        "privacy": "الخصوصية",
        "test": "هذه رسالة تجريبية: لا تُحتسب الإجابات.",
    },
}


def mail_texts_for(language: str) -> tuple[str, MailTexts]:
    """Returns the supported language for `language` ("de-AT" → "de", unknown → "en") and its texts."""
    base = language.partition("-")[0].lower()
    spoken = base if base in MAIL_TEXTS else "en"
    return spoken, MAIL_TEXTS[spoken]
