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
    "X-MS-Exchange-Inbox-Rules-Loop",
)
# Names that programs invent for it; "X-Auto-Response-Suppress" only asks for silence.
_NAMES: Final = re.compile(
    r"x-(?:[a-z0-9]+-){0,3}auto-?(?:reply|replied|respond|response|responder|answer|generated)(?!-suppress)",
    re.IGNORECASE,
)
_VALUES: Final = (
    ("X-POST-MessageClass", re.compile(r"autoresponder", re.IGNORECASE)),
    ("Preference", re.compile(r"auto_?reply", re.IGNORECASE)),
    ("X-MS-Exchange-Generated-Message-Source", re.compile(r"rules agent", re.IGNORECASE)),
    ("Delivered-To", re.compile(r"^autoresponder", re.IGNORECASE)),
    ("X-Mailer", re.compile(r"autoresponder|vacation", re.IGNORECASE)),
    ("From", re.compile(r"<?(?:mailer-daemon|auto-?reply|autoresponder|auto-responder)@", re.IGNORECASE)),
)
_SUBJECT: Final = re.compile(
    r"^\W*(?:(?:re|aw|antw|sv|fwd?|wg)\s*:\s*)*\W*(?:"
    # Absence: Outlook, Exchange, Lotus Notes, GroupWise, Zimbra
    r"auto(?:matic|mated|matische|matisch|matisches)?[ -]?(?:repl(?:y|ies)|respon[sd]e?r?|answer|antwort(?:schreiben)?)\b|"
    r"automatische (?:rück)?antwort\b|automatisches antwortschreiben|automatisch antwoord|"
    r"(?:i'?m |i am )?(?:currently )?out[ -]of[ -](?:the[ -])?office(?=\s*(?:$|[^\w\s]|(?:re|aw|until|till|from|reply|replies|message|notice|notification|response|auto|today|this|on|for|through|and|alert|next|back)\b))|auto:|auto[ -]notification|ooo\b\s*[:\-]|ooto\b|away from (?:my |the )?(?:office|mail|desk|email)|i am out of the office|"
    r"(?:i'?m |i am )?(?:currently )?on (?:annual |maternity |paternity |parental |sick |a )?(?:vacation|holidays?|leave)(?:\s*[:\-]|\s*$| (?:until|till|from|through|this|next|starting)\b)|annual leave\s*(?:$|[:\-(]|until|till|from)|(?:i'?m |i am )?away (?:until|till|from my)\b|vacation (?:reply|response|notice)|absence (?:notice|notification)|"
    r"abwesenheits(?:notiz|nachricht|meldung|info\w*|assistent|benachrichtigung|hinweis)|abwesen(?:d|heit)\s*(?:[:\-]|$|(?:bis|vom|wegen|im|in)\b)|(?:ich )?bin (?:zur ?zeit |derzeit |aktuell |momentan |bis \S+ )?(?:im urlaub|nicht (?:im (?:büro|haus|dienst)|da|erreichbar)|außer haus|abwesend|in (?:elternzeit|mutterschutz))|"
    r"(?:im )?urlaub\s*(?:$|[:\-]|(?:bis|vom|ab)\b)|"
    r"nicht im (?:büro|haus|dienst)\s*(?:[:\-(]|$|(?:bis|vom|ab)\b)|außer haus\s*(?:[:\-(]|$|(?:bis|vom|ab)\b)|urlaubs(?:notiz|meldung|nachricht|vertretung)|"
    r"r[ée]ponse auto(?:matique)?\b|message auto\b|(?:je suis )?(?:actuellement )?(?:absente?|en (?:congés?|vacances|déplacement))\s*(?:$|[:\-(]|(?:jusqu|du|du bureau|depuis|annuels?|pour|de maternité|maternité|maladie))|hors du bureau|"
    r"message automatique|absence du bureau|absent(?:e)? du bureau|"
    r"notification d.absence|message d.absence|avis d.absence|en congés?\s*[:\-]|"
    r"respuesta autom[aá]tica|contestaci[oó]n autom[aá]tica|(?:estoy )?fuera de (?:la |mi )?oficina|(?:estoy )?de vacaciones\s*(?:$|[:\-(]|(?:hasta|desde|del)\b)|(?:estoy )?ausente\s*(?:$|[:\-(]|(?:hasta|de la oficina|desde|del)\b)|mensaje autom[aá]tico|estar[eé] (?:fuera|ausente)|ausencia (?:de|temporal)|aviso de ausencia|"
    r"resposta autom[aá]tica|risposta automatica|fuori ufficio|assenza dall|fora do escrit[oó]rio|autosvar|"
    r"automatiskt svar|automatisk svar|afwezigheid|afwezig\s*[:\-]|autorespuesta|odpowiedź automatyczna|automatyczna odpowiedź|"
    r"automatická odpověď|automatikus válasz|автоответ|автоматический ответ|otomatik yanıt|"
    r"(?:ال)?رد (?:ال)?تلقائي|(?:ال)?رد (?:ال)?آلي|رسالة تلقائية|إجابة تلقائية|(?:أنا )?(?:حالي[اً]+ )?(?:في|باجازة|في عطلة|خارج) ?(?:إجازة|اجازة|عطلة|المكتب)|غائب(?:ة)? (?:عن المكتب|حتى)|خارج المكتب|自動応答|自动回复|自動回覆|"
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
    for name in (*_PRESENT, *filter(_NAMES.match, sorted(present))):
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
