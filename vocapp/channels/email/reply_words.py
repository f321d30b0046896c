"""The words by which mail programs begin quotes, headers of quoted mails and signatures; `reply_text` uses them."""

import re
from typing import Final

WROTE: Final = (
    r"(?:wrote|writes|schrieb|schrieben|a écrit|ont écrit|écrivait|escribió|escribio|escreveu|ha scritto|skrev|schreef|"
    r"napisał|napisała|napisal|napsal|napsala|pisze|пишет|написал|написала|написав|написала|كتب|كتبت|geschreven|kirjoitti|"
    r"yazdı|írta|a scris|έγραψε|ha escrit|va escriure|skrifaði|rašė|написа)"
)
DATED: Final = re.compile(
    rf"^\s*(?:on|am|le|el|em|il|op|den|dnia|w dniu|в|في|بتاريخ)\b.{{4,250}}\b{WROTE}\b.{{0,120}}:?\s*$", re.IGNORECASE
)
NAMED: Final = re.compile(rf"^.{{2,250}}\b{WROTE}\b.{{0,120}}[:：]\s*$", re.IGNORECASE)
QUOTING: Final = re.compile(
    r"^\s*(?:quoting|zitat von|zitiere|citando a|citation de|citaat van|citat från|citerar|cytowanie)\s.{2,250}[:：]\s*$",
    re.IGNORECASE,
)
DATE_FIRST: Final = re.compile(r"^\s*\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}.{0,120}<[^<>@\s]+@[^<>@\s]+>\s*:?\s*$")
SEPARATOR: Final = re.compile(
    r"^\s*(?:-{2,}|_{2,}|={2,})\s*(?:original ?(?:message|appointment)|ursprüngliche nachricht|original ?nachricht|"
    r"weitergeleitete nachricht|forwarded message|message d'origine|message original|message transféré|"
    r"mensaje original|mensaje reenviado|الرسالة الأصلية|رسالة معاد توجيهها|oorspronkelijk bericht|messaggio originale|"
    r"mensagem original)[^\n]{0,80}$|^\s*(?:begin forwarded message|anfang der weitergeleiteten nachricht|"
    r"début du message (?:transféré|réexpédié)|inicio del mensaje reenviado)\s*:?\s*$",
    re.IGNORECASE,
)
HEADER: Final = re.compile(
    r"^[\s*]*(from|von|de|da|van|från|fra|od|lähettäjä|feladó|gönderen|من|от|від|发件人|寄件者|差出人|送信者|보낸 ?사람|מאת|"
    r"sent|gesendet|envoyé|envoyé le|enviado(?: el)?|enviada em|date|datum|data|fecha|التاريخ|تم الإرسال|تاريخ الإرسال|inviato|verzonden|"
    r"skickat|sendt|dato|wysłano|odesláno|lähetetty|küldve|gönderildi|tarih|отправлено|дата|надіслано|发送时间|寄件日期|日期|送信日時|日時|보낸 ?날짜|נשלח|"
    r"to|an|à|a|para|إلى|aan|till|til|do|komu|vastaanottaja|címzett|kime|кому|收件人|收件者|宛先|받는 ?사람|אל|"
    r"cc|kopie|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|předmět|aihe|tárgy|konu|тема|主题|主旨|件名|제목|נושא|الموضوع)"
    r"\s?\*?\s?[:：]",
    re.IGNORECASE,
)
SENDER: Final = frozenset(
    [
        "from",
        "von",
        "de",
        "da",
        "van",
        "från",
        "fra",
        "od",
        "lähettäjä",
        "feladó",
        "gönderen",
        "من",
        "от",
        "від",
        "发件人",
        "寄件者",
        "差出人",
        "送信者",
        "보낸사람",
        "מאת",
    ]
)
CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d{2}")
DAY: Final = re.compile(r"\b\d{4}\b|\d{1,2}[./]\d{1,2}[./]\d{2}")
PHONE: Final = re.compile(
    r"^\s*(?:sent (?:from|via|with|by)\b.{2,60}|get outlook for .{2,60}|von mein\S{1,3} .{2,40} gesendet.{0,30}|"
    r"gesendet (?:von|mit|über)\b.{2,60}|diese nachricht wurde von .{2,60} gesendet.{0,10}|"
    r"(?:holen sie sich|erhalte[n]?) outlook für .{2,60}|envoyé (?:de|depuis|à partir de)\b.{2,60}|"
    r"obtenir outlook pour .{2,60}|télécharger outlook pour .{2,60}|"
    r"enviado (?:desde|con)\b.{2,60}|obtener outlook para .{2,60}|أُ?رسلت? من .{2,60}|تم الإرسال من .{2,60}|"
    r"inviato da .{2,60}|(?:verzonden|verstuurd) (?:met|vanaf|vanuit|via) .{2,60}|yahoo mail[:.] .{2,80}|"
    r"(?:skickat|sendt) (?:från|fra|via|med) .{2,60}|lähetetty .{2,60}|wysłane? z .{2,60}|odesláno z .{2,60}|enviado (?:do|a partir do|via) .{2,60}|"
    r"trimis de pe .{2,60}|отправлено (?:с|из) .{2,60}|надіслано з .{2,60}|.{2,30}(?:dan|den) gönderildi|στάλθηκε από .{2,60}|"
    r".{2,30}(?:ról|ről) küldve|נשלח מ.{2,60}|(?:发自|發自|從|从)\s?.{2,40}|.{2,30}(?:から送信|에서 보냄|에서 보냈습니다)|"
    r"diese e-?mail wurde .{0,40}(?:virus|avast|avg).{0,60}|virus-?fre[ei].{0,60})\s*$",
    re.IGNORECASE,
)
