"""What do the invented customers write? A few remarks a language, by how content they are."""

CONTENT = {
    "en": ("Sorted in five minutes, thank you.", "Sam was kind and knew what to do.", "Easy, no complaints at all."),
    "de": ("Schnell erledigt, vielen Dank.", "Sehr freundlich und kompetent.", "Alles bestens."),
    "fr": ("Réglé en cinq minutes, merci.", "Très aimable et efficace.", "Rien à redire."),
    "es": ("Resuelto en cinco minutos, gracias.", "Muy amable y eficaz.", "Todo perfecto."),
    "ar": ("تم الحل بسرعة، شكراً لكم.", "موظف لطيف ومتعاون جداً."),
}
MIXED = {
    "en": ("Fine in the end, but I had to explain it twice.", "Friendly, though the wait was long."),
    "de": ("Am Ende gut, aber ich musste alles zweimal erklären.", "Freundlich, aber lange Wartezeit."),
    "fr": ("Bien à la fin, mais j'ai dû tout répéter.", "Aimable, mais l'attente est longue."),
    "es": ("Al final bien, pero tuve que explicarlo dos veces.", "Amables, pero mucha espera."),
    "ar": ("جيد في النهاية لكن الانتظار كان طويلاً.",),
}
UNHAPPY = {
    "en": ("Waited 40 minutes and nobody called back.", "Third time I write about the same bill.", "Still not fixed."),
    "de": ("40 Minuten gewartet und kein Rückruf.", "Zum dritten Mal dieselbe Rechnung.", "Immer noch nicht gelöst."),
    "fr": ("40 minutes d'attente et aucun rappel.", "Troisième fois pour la même facture.", "Toujours pas réparé."),
    "es": ("40 minutos de espera y nadie llamó.", "Tercera vez por la misma factura.", "Sigue sin arreglarse."),
    "ar": ("انتظرت أربعين دقيقة ولم يتصل بي أحد.", "لم تُحل المشكلة حتى الآن."),
}


def comments(language: str, mood: float) -> tuple[str, ...]:
    """What somebody in that mood (0 to 1) may write."""
    table = CONTENT if mood > 0.66 else MIXED if mood > 0.4 else UNHAPPY
    return table.get(language, table["en"])
