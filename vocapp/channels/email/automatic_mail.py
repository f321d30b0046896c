"""Recognises mail that a program sent: by its headers, and by the subjects of large mail programs in many languages."""

import re
from email.message import Message
from typing import Final

from vocapp.channels.email.parse_mime import content_type, header_text

_PRECEDENCE: Final = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply", "autoreply"})
# Headers that only programs set, whatever their value is.
_PRESENT: Final = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Autoreply-From",
    "X-Autoresponse",
    "X-AutoReply-From",
    "X-Mail-Autoreply",
    "X-Vacation",
    "X-FC-MachineGenerated",
    "X-Cron-Env",
    "X-Failed-Recipients",
)
_VALUES: Final = (
    ("X-POST-MessageClass", re.compile(r"autoresponder", re.IGNORECASE)),
    ("Delivered-To", re.compile(r"^autoresponder", re.IGNORECASE)),
    ("X-Mailer", re.compile(r"autoresponder|vacation", re.IGNORECASE)),
    ("From", re.compile(r"<?(?:mailer-daemon|auto-?reply|autoresponder|auto-responder)@", re.IGNORECASE)),
)
_SUBJECT: Final = re.compile(
    r"^\W*(?:(?:re|aw|antw|sv|fwd?|wg)\s*:\s*)*\W*(?:"
    # Absence: Outlook, Exchange, Lotus Notes, GroupWise, Zimbra
    r"auto(?:matic|mated|matische|matisch|matisches)?[ -]?(?:repl(?:y|ies)|respon[sd]e?r?|answer|antwort(?:schreiben)?)\b|"
    r"automatische (?:rück)?antwort\b|automatisches antwortschreiben|automatisch antwoord|"
    r"out[ -]of[ -](?:the[ -])?office\b|ooo\b\s*[:\-]|ooto\b|away from (?:my |the )?(?:office|mail|desk|email)|i am out of the office|"
    r"on (?:vacation|holiday|leave)\s*[:\-]|vacation (?:reply|response|notice)|absence (?:notice|notification)|"
    r"abwesenheits(?:notiz|nachricht|meldung|info\w*|assistent|benachrichtigung|hinweis)|abwesend(?:heit)?\s*[:\-]|abwesenheit\s*[:\-]|"
    r"nicht im (?:büro|haus)\s*[:\-]|außer haus\s*[:\-]|urlaubs(?:notiz|meldung|nachricht|vertretung)|"
    r"réponse automatique|reponse automatique|message automatique|absence du bureau|absent(?:e)? du bureau|"
    r"notification d.absence|message d.absence|avis d.absence|en congés?\s*[:\-]|"
    r"respuesta autom[aá]tica|contestaci[oó]n autom[aá]tica|fuera de (?:la )?oficina|ausencia (?:de|temporal)|aviso de ausencia|"
    r"resposta autom[aá]tica|risposta automatica|fuori ufficio|assenza dall|fora do escrit[oó]rio|autosvar|"
    r"automatiskt svar|automatisk svar|afwezigheid|afwezig\s*[:\-]|autorespuesta|odpowiedź automatyczna|automatyczna odpowiedź|"
    r"automatická odpověď|automatikus válasz|автоответ|автоматический ответ|otomatik yanıt|"
    r"الرد التلقائي|رد تلقائي|رد آلي|خارج المكتب|自動応答|自动回复|自動回覆|"
    # Receipts of reading
    r"(?:read|not read|gelesen|ungelesen|nicht gelesen|lu|non lu|leído|leido|no leído|letto|lido|gelezen|قراءة|تمت القراءة|مقروءة)\s*[:：]|"
    r"read receipt|lesebestätigung|empfangsbestätigung|confirmation de lecture|accusé de (?:lecture|réception)|"
    r"confirmaci[oó]n de lectura|acuse de recibo|return receipt|disposition notification|"
    # Reports of mail servers
    r"undeliver(?:ed|able)|delivery status notification|mail delivery (?:failed|failure|subsystem)|returned mail|"
    r"unzustellbar|non remis|no se puede entregar|mail system error"
    r")",
    re.IGNORECASE,
)
_LONGEST_SUBJECT: Final = 200


def automatic_reason(mail: Message) -> str:
    """What tells that a program wrote this: RFC 3834, headers of other programs, a report, or the subject; else ""."""
    submitted = header_text(mail, "Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return "header Auto-Submitted"
    if header_text(mail, "Precedence").lower() in _PRECEDENCE:
        return "header Precedence"
    present = {name.lower() for name, _ in mail.raw_items()}
    for name in _PRESENT:
        if name.lower() in present and header_text(mail, name).lower() not in ("no", "false", "0"):
            return f"header {name}"
    for name, pattern in _VALUES:
        if pattern.search(header_text(mail, name)):
            return f"header {name}"
    if content_type(mail) == "multipart/report":
        return "a report of a program"
    if _SUBJECT.match(header_text(mail, "Subject")[:_LONGEST_SUBJECT]):
        return "subject"
    return "no sender" if header_text(mail, "Return-Path") == "<>" else ""
