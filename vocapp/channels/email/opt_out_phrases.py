"""Recognises opt-outs in what a person wrote, in five languages: certain, possible ("unsure", a person decides) or none.

- An opt-out word alone, with greetings, thanks and a name around it, is certain: "Please stop. Thanks, Petra".
- So is a request about our mails or about the sender's place on our list: "Don't send me any more surveys".
- The same words about something else are none: "Stop lying", "I want to cancel my line"; nor is what somebody only tells:
  "I could not unsubscribe on your website", or a condition: "If you no longer wish to receive …".
- What may be meant as one is unsure: "Leave me alone", or a request within a long mail.

"Cancel" and "end", which end a text message service, mean an order or a contract in a mail.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache
from typing import Final

from vocapp.channels.email.opt_out_words import ALONE, ALONE_UNSURE, CERTAIN, FILLERS, LIST, OURS, POSSIBLE


class OptOutCertainty(StrEnum):
    """How certain it is that somebody wants no more mail."""

    YES = "yes"
    UNSURE = "unsure"
    NO = "no"


_MOST_WORDS: Final = 60
_LONGEST_SENTENCE: Final = 25
_MOST_SIGNATURE_LINES: Final = 8
_LONGEST_SIGNATURE_LINE: Final = 6
_MOST_SENTENCES: Final = 150

_LABEL: Final = re.compile(r"^\s*(?:reply|answer|antwort|réponse|respuesta|message)\s*[:=]\s*", re.IGNORECASE)
# What is only told, a condition, or the contrary.
_CONTRARY: Final = re.compile(
    r"\b(?:don t|do not|dont|never|please not) (?:please )?(?:stop|unsubscribe|remove|take me off)\b|"
    r"\b(?:if|falls|wenn|sofern|si|اذا)\b(?: \w+){0,2} (?:you|sie|ihr|vous|usted|ustedes|desea\w*|كنت)\b|"
    r"\bhoren sie nicht auf\b|\bn arretez pas\b|\bno dejen de\b|"
    # What lists write below every mail
    r"^(?:(?:click|tap|reply|write|send|visit|use|follow) (?:\w+ ){0,6}?)?to (?:unsubscribe|opt out|be removed|stop receiving)\b(?: \w+){2,}$(?<!please)|"
    r"^(?:um sich|zum abmelden|zum abbestellen|pour (?:vous|se)|para (?:darse|dejar de|cancelar)) .*|"
    # What does not come
    r"\b(?:habe|haben|hat|hatte\w*)(?: \w+){0,3}? keine?n?(?: \w+){0,3}? (?:erhalten|bekommen|gesehen|gefunden)\b|"
    r"\bno (?:me |nos )?(?:llego|llega|llegan|llegaron|ha llegado|han llegado|he recibido|recibi|recibo|veo|encuentro|tengo)\b"
)
_HOW: Final = re.compile(
    r"^(?:and )?(?:how (?:do|can|could|to)|where (?:do|can)|wie (?:kann|melde|konnen)|wo kann|comment (?:puis|faire|me|se)|como (?:puedo|me))\b"
)
# Another way to be reached, instead of this one.
_INSTEAD: Final = re.compile(
    r"\b(?:call|phone|ring|text)(?: me| us)? (?:\w+ ){0,2}?instead\b|\binstead (?:call|phone|ring)\b|\b(?:lieber|besser|stattdessen) (?:an|anrufen)\b|"
    r"\brufen sie\b.*\ban\b|\b(?:appelez|telephonez)\b|\b(?:llamen?me|mejor (?:llamen|por telefono))\b"
)
_TOLD: Final = re.compile(
    r"\b(?:could(?! you\b)|couldn t|cannot|can t|unable|tried|trying|wanted|asked|managed|failed|forgot|had to|was|were|how)\b|"
    r"\b(?:konnte\w*+(?! (?:sie|ihr)\b)|wollte\w*|(?:habe|haben)(?! (?:wirklich |absolut |gar |uberhaupt )?keine?n? (?:interesse|bedarf|lust|zeit))|hatte\w*|versuch\w*|lasst sich|geht nicht|musste\w*|wie|wurde|kann)\b|"
    r"\b(?:me suis|j ai|avons|voulais|pouvais|impossible|arrive pas|comment|demande deux|avais)\b|"
    r"\b(?:quise|queria|intente|pude|puedo|he|hemos|pedi|como|intentado|hice)\b"
)
_ABOUT_SUBSCRIBING: Final = re.compile(
    r"\bunsubscribed?\b|\bopt(?:ed)?(?: me)? out\b|\babmelde\w*|\babbestell\w*|\baustragen|\bdesabonn\w*|\bdesinscri\w*|\bbaja\b|\bsuscri"
)
_OF_THEIRS: Final = re.compile(
    rf"\b(?:my|our|mein|meine|meinen|meinem|meiner|unser\w*|mon|ma|mes|notre|nos|mi|mis|nuestr\w+) (?!{OURS}\b|{LIST}\b)"
    r"(?!e ?mail|mail|email|adresse|address|direccion|name|namen|nombre|nom|konto|account|consent|einwilligung|daten|data|datos|donnees|subscription|suscripcion|abonnement)\w+"
)
_OF_OTHERS: Final = re.compile(
    rf"\b(?:die|den|das|eine|einen) (?!{OURS}\b|{LIST}\b)\w+ (?:abbestell\w*|abmelden)\b|"
    rf"\bdesabonn\w*(?: moi)? (?:de la|du|de l|a la|au) (?!{OURS}\b|{LIST}\b)\w+"
)
_GREETING: Final = re.compile(
    r"^(?:hi|hello|hallo|dear|guten (?:tag|morgen|abend)|sehr geehrte\w*|liebe\w*|bonjour|bonsoir|hola|buenos dias|"
    r"buenas|estimad\w+|moin|servus|gruss gott|مرحبا|السلام عليكم|no thanks?(?: you)?|nein danke|non merci|no gracias|لا شكرا)\b(?: \w+){0,5}$"
)
_CLOSING: Final = re.compile(
    r"^(?:(?:many |kind |best |warm |with )*(?:thanks|thank you|thx|cheers|regards|best|wishes|sincerely|yours \w+)|"
    r"(?:vielen |besten |herzlichen )*dank\w*|(?:mit )?(?:freundliche[nm]?|viele|beste|liebe|herzliche|schone) gru\w+|mfg|lg|vg|"
    r"gruss\w*|merci(?: d avance| beaucoup)?|cordialement|bien a vous|salutations|(?:muchas )?gracias|(?:un )?saludos?|"
    r"atentamente|شكرا\w*|مع التحي[ةه])\b(?: \w+){0,5}$"
)
_DISCLAIMER: Final = re.compile(
    r"confidential|privileged|intended (?:recipient|solely|for)|vertraulich|irrtumlich erhalten|bestimmungsgemass|"
    r"confidentiel|destinataire|confidencial|destinatari|before printing|vor dem ausdruck|avant d imprimer|سري"
)


def opt_out_certainty(text: str) -> OptOutCertainty:
    """Judges what a person wrote, without quotes."""
    sentences = _sentences(_LABEL.sub("", text))
    if not sentences:
        return OptOutCertainty.NO
    core = _without_frame(sentences)
    if core and all(_is_alone(sentence) for sentence in core):
        return OptOutCertainty.YES
    first, _, below = text.strip().partition("\n\n")
    if _is_alone(_plain(first)) and _is_signature(below):
        return OptOutCertainty.YES
    words = sum(len(sentence.split()) for sentence in core)
    found = max((_judge(sentence) for sentence in sentences), key=_ORDER.index)
    if found is OptOutCertainty.YES and (words > _MOST_WORDS or any(map(_INSTEAD.search, sentences))):
        return OptOutCertainty.UNSURE
    if found is OptOutCertainty.NO and len(core) <= 4 and core and (_is_alone(core[0]) or _is_unsure_alone(core)):
        return OptOutCertainty.UNSURE
    return found


def is_opt_out_subject(subject: str) -> bool:
    """Whether a subject is nothing but an opt-out word, such as the "unsubscribe" of our own List-Unsubscribe."""
    core = _sentences(re.sub(r"^(?:\s*(?:re|aw|antw|sv|rép|rv|fwd?|wg|tr|رد)\s*:)+", "", subject, flags=re.IGNORECASE))
    return bool(core) and len(core) == 1 and _is_alone(core[0])


# Arabic letters as the decomposition of `_plain` leaves them.
_BARE: Final = str.maketrans("أإآئؤ", "اااي\u0648")
_NO_NAME: Final = frozenset(
    [
        "the",
        "this",
        "that",
        "your",
        "my",
        "our",
        "a",
        "an",
        "it",
        "is",
        "are",
        "to",
        "of",
        "der",
        "die",
        "das",
        "den",
        "mein",
        "meine",
        "le",
        "la",
        "les",
        "mon",
        "ma",
        "el",
        "los",
        "las",
        "mi",
    ]
)
_ORDER: Final = (OptOutCertainty.NO, OptOutCertainty.UNSURE, OptOutCertainty.YES)


def _sentences(text: str) -> list[str]:
    """The sentences without case, accents and punctuation; what follows a disclaimer is left out."""
    found = list[str]()
    for paragraph in re.split(r"\n\s*\n", text)[:_MOST_SENTENCES]:
        plain = _plain(paragraph[:2000])
        if found and _DISCLAIMER.search(plain):
            break
        found += [
            plain_one
            for one in re.split(r"[.!?;:,\n]+(?=\s|$)| [-\u2013\u2014] ", paragraph[:2000])
            if (plain_one := _plain(one))
        ]
        # A comma may stand within a request: the line as a whole counts too.
        found += [whole for line in paragraph[:2000].split("\n") if (whole := _plain(line)) and whole not in found]
        if len(found) > _MOST_SENTENCES:
            break
    return found


def _without_frame(sentences: list[str]) -> list[str]:
    """The sentences between greeting and closing; a name of up to three words at the end is closing too."""
    core = [one for one in sentences if not _GREETING.match(one)]
    end = next((at for at, one in enumerate(core) if at and _CLOSING.match(one)), len(core))
    core = core[:end]
    while len(core) > 1 and _is_name(core[-1], core[0]) and not _is_alone(core[-1]) and _is_alone(core[0]):
        core.pop()
    # The whole line that was split into a word and its thanks says nothing of its own.
    return [
        one
        for one in core
        if not any(one != other and one.startswith(other + " ") and _is_alone(other) for other in core)
    ]


def _is_name(sentence: str, first: str) -> bool:
    """Whether a sentence may be a name below, alone or in the line of the word before it."""
    words = sentence.removeprefix(f"{first} ").split()
    return len(words) <= 3 and not _NO_NAME.intersection(words)


def _is_signature(text: str) -> bool:
    """Whether a text is a few short lines without a sentence: a name, a company, a street, a number."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not 1 <= len(lines) <= _MOST_SIGNATURE_LINES:
        return False
    return all(
        len(words := _plain(line).split()) <= _LONGEST_SIGNATURE_LINE
        and not _NO_NAME.intersection(words)
        and not line.rstrip().endswith(("!", "?"))
        for line in lines
    )


def _is_alone(sentence: str) -> bool:
    words = sentence.split()
    return (
        bool(words)
        and len(words) <= 8
        and any(word in _alone() for word in words)
        and all(word in _alone() or word in _fillers() for word in words)
    ) or " ".join(word for word in words if word not in ("please", "me", "us", "bitte")) in ("opt out", "dar baja")


def _is_unsure_alone(core: list[str]) -> bool:
    words = core[0].split()
    return len(core) == 1 and len(words) <= 3 and words[0] in ALONE_UNSURE.split() and len(set(words) - _fillers()) == 1


def _judge(sentence: str) -> OptOutCertainty:
    if _CONTRARY.search(sentence):
        return OptOutCertainty.NO
    subscribing, told = _ABOUT_SUBSCRIBING.search(sentence), _TOLD.search(sentence)
    if subscribing and _HOW.search(sentence):
        return OptOutCertainty.UNSURE
    if subscribing and (told or _OF_THEIRS.search(sentence) or _OF_OTHERS.search(sentence)):
        return OptOutCertainty.NO
    if any(pattern.search(sentence) for pattern in _certain()):
        certain = not told and len(sentence.split()) <= _LONGEST_SENTENCE
        return OptOutCertainty.YES if certain else OptOutCertainty.UNSURE
    if any(pattern.search(sentence) for pattern in _possible()):
        return OptOutCertainty.UNSURE
    return OptOutCertainty.NO


def _plain(text: str) -> str:
    """Returns lower case without accents, vowel marks and punctuation: "Désabonner !" becomes "desabonner"."""
    folded = text.casefold().replace("ß", "ss")
    split = unicodedata.normalize("NFKD", folded)
    bare = "".join(
        letter for letter in split if not unicodedata.combining(letter) and letter not in "\u0640\u200e\u200f"
    )
    spaced = " ".join(re.sub(r"[\W_]+", " ", bare).split())
    joined = (
        re.sub(r"\be mail", "email", spaced)
        .replace("un subscri", "unsubscri")
        .replace("optout", "opt out")
        .replace("s t o p", "stop")
    )
    return " ".join("unsubscribe" if _is_typo(word) else word for word in joined.split())


def _is_typo(word: str) -> bool:
    """Whether a word is "unsubscribe" with up to two letters wrong, missing or too many."""
    if not word.startswith(("uns", "usub")) or not 8 <= len(word) <= 13 or word in ("unsubscribed", "unsubscribing"):
        return False
    return _distance(word, "unsubscribe") <= 2


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for number, against in enumerate(other, 1):
            before, row[number] = row[number], min(row[number] + 1, row[number - 1] + 1, before + (letter != against))
    return row[-1]


@cache
def _alone() -> frozenset[str]:
    return frozenset(_plain(ALONE).split())


@cache
def _fillers() -> frozenset[str]:
    return frozenset(_plain(FILLERS).split())


@cache
def _certain() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern.translate(_BARE)) for pattern in CERTAIN)


@cache
def _possible() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern.translate(_BARE)) for pattern in POSSIBLE)
