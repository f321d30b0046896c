"""Short words that count as an answer, in every language. A reply may come in any of them.

Each word is written as `normalise_text.plain` returns it: without accents, upper case and outer punctuation (tested).
Do not add words that a network or a gateway treats as a command (STOP, END, CANCEL …).
"""

from typing import Final

_YES: Final = {
    "en": "yes|y|yep|yeah|yup|sure|of course|yes please|yes thanks|yes thank you|correct|definitely",
    "de": "ja|j|jo|jawohl|ja bitte|ja danke|klar|genau|stimmt",
    "fr": "oui|ouais|oui merci|oui svp|tout a fait|bien sur",
    "es": "si|si gracias|si por favor|claro|claro que si|por supuesto",
    "ar": "نعم|اجل|ايوه|ايوة|اي|نعم شكرا|بالتاكيد",
    "any": "👍|✅|✔|☑",
}
_NO: Final = {
    "en": "no|n|nope|nah|not at all|not really",
    "de": "nein|nee|no|ne|gar nicht|leider nein|leider nicht",
    "fr": "non|pas du tout|pas vraiment",
    "es": "no|para nada|en absoluto",
    "ar": "لا|كلا|لا ابدا|ليس بعد",
    "any": "👎|❌|✖",
}
_SKIP: Final = {
    "en": "skip|pass|no answer|no comment|prefer not to say|prefer not to answer",
    "de": "uberspringen|weiter|keine angabe|keine antwort|kein kommentar|mochte ich nicht sagen",
    "fr": "passer|suivant|sans reponse|sans commentaire|je prefere ne pas repondre",
    "es": "omitir|saltar|siguiente|sin respuesta|sin comentarios|prefiero no contestar|prefiero no decirlo",
    "ar": "تخطي|تخطى|تجاوز|بدون اجابة|افضل عدم الاجابة",
}
_DECLINE: Final = {
    "en": "no thanks|no thank you|not now|not interested|no time|leave me alone",
    "de": "nein danke|jetzt nicht|kein interesse|keine zeit|lassen sie mich in ruhe",
    "fr": "non merci|pas maintenant|pas interesse|pas interessee|pas le temps",
    "es": "no gracias|ahora no|no me interesa|no tengo tiempo",
    "ar": "لا شكرا|ليس الان|غير مهتم|لا وقت لدي",
}
_NUMBERS: Final = {
    "en": "zero|one|two|three|four|five|six|seven|eight|nine|ten",
    "de": "null|eins|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn",
    "fr": "zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix",
    "es": "cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez",
    "ar": "صفر|واحد|اثنان|ثلاثة|اربعة|خمسة|ستة|سبعة|ثمانية|تسعة|عشرة",
}
_UNITS: Final = {
    "en": "day|days|hour|hours|minute|minutes|min|mins|week|weeks|month|months|year|years|time|times|calls|people|x|%",
    "de": "tag|tage|tagen|stunde|stunden|minute|minuten|woche|wochen|monat|monate|jahr|jahre|mal|anrufe|leute|prozent",
    "fr": "jour|jours|heure|heures|h|minute|minutes|semaine|semaines|mois|an|ans|fois|appels|personnes|pour",
    "es": "dia|dias|hora|horas|minuto|minutos|semana|semanas|mes|meses|ano|anos|vez|veces|llamadas|personas|por",
    "ar": "يوم|ايام|ساعة|ساعات|دقيقة|دقائق|اسبوع|اسابيع|شهر|اشهر|سنة|سنوات|مرة|مرات|مكالمات|اشخاص",
    "any": "€|$|£|am|pm|o'clock|uhr|out|of|von|sur|sobre|de|من",
}


def _all(by_language: dict[str, str]) -> frozenset[str]:
    return frozenset(word for words in by_language.values() for word in words.split("|"))


YES: Final = _all(_YES)
NO: Final = _all(_NO)
SKIP: Final = _all(_SKIP)
DECLINE: Final = _all(_DECLINE)
UNITS: Final = _all(_UNITS)
"""What follows a number that is no score: "5 days" counts something, "4 out of 10" is on another scale."""

NUMBER_WORDS: Final = {word: value for words in _NUMBERS.values() for value, word in enumerate(words.split("|"))}
