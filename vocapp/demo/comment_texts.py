"""Comments of invented customers in each language, by mood."""

CONTENT = {
    "en": (
        "Sorted in five minutes, thank you.",
        "The agent was kind and knew what to do.",
        "Easy, no complaints at all.",
        "Clear explanation of my bill, and he called back when he said he would.",
        "The engineer came on time and left everything clean.",
        "Friendly chat, quick answer, problem gone.",
    ),
    "de": (
        "Schnell erledigt, vielen Dank.",
        "Sehr freundlich und kompetent.",
        "Alles bestens.",
        "Die Rechnung wurde verständlich erklärt.",
        "Der Techniker war pünktlich und hat gleich geholfen.",
    ),
    "fr": (
        "Réglé en cinq minutes, merci.",
        "Très aimable et efficace.",
        "Rien à redire.",
        "La facture m'a été bien expliquée.",
        "Le technicien est venu à l'heure.",
    ),
    "es": (
        "Resuelto en cinco minutos, gracias.",
        "Muy amable y eficaz.",
        "Todo perfecto.",
        "Me explicaron muy bien la factura.",
        "El técnico llegó puntual.",
    ),
    "ar": ("تم الحل بسرعة، شكراً لكم.", "موظف لطيف ومتعاون جداً.", "شرح واضح للفاتورة."),
}
MIXED = {
    "en": (
        "Fine in the end, but I had to explain it twice.",
        "Friendly, though the wait was long.",
        "The app kept logging me out, on the phone it was quick.",
        "Good advice, but the price went up again.",
    ),
    "de": (
        "Am Ende gut, aber ich musste alles zweimal erklären.",
        "Freundlich, aber lange Wartezeit.",
        "Die App ist umständlich, am Telefon ging es dann.",
    ),
    "fr": (
        "Bien à la fin, mais j'ai dû tout répéter.",
        "Aimable, mais l'attente est longue.",
        "Le site est compliqué, au téléphone c'était mieux.",
    ),
    "es": (
        "Al final bien, pero tuve que explicarlo dos veces.",
        "Amables, pero mucha espera.",
        "La aplicación es complicada, por teléfono fue mejor.",
    ),
    "ar": ("جيد في النهاية لكن الانتظار كان طويلاً.", "اضطررت إلى شرح المشكلة مرتين."),
}
UNHAPPY = {
    "en": (
        "Waited 40 minutes and nobody called back.",
        "Third time I write about the same bill.",
        "Still not fixed.",
        "The parcel never arrived and nobody knows where it is.",
        "The agent was rude and hung up on me.",
        "You charged me twice and refuse to refund it.",
        "If this goes on I will cancel and go to another provider.",
        "No internet for six days, and every time a different answer.",
    ),
    "de": (
        "40 Minuten gewartet und kein Rückruf.",
        "Zum dritten Mal dieselbe Rechnung.",
        "Immer noch nicht gelöst.",
        "Das Paket ist nie angekommen, niemand weiß etwas.",
        "Doppelt abgebucht und keine Erstattung.",
        "Wenn das so weitergeht, kündige ich.",
    ),
    "fr": (
        "40 minutes d'attente et aucun rappel.",
        "Troisième fois pour la même facture.",
        "Toujours pas réparé.",
        "Le colis n'est jamais arrivé.",
        "Débité deux fois, aucun remboursement.",
    ),
    "es": (
        "40 minutos de espera y nadie llamó.",
        "Tercera vez por la misma factura.",
        "Sigue sin arreglarse.",
        "El paquete no llegó nunca.",
        "Me cobraron dos veces y no me lo devuelven.",
    ),
    "ar": ("انتظرت أربعين دقيقة ولم يتصل بي أحد.", "لم تُحل المشكلة حتى الآن.", "تم خصم المبلغ مرتين."),
}


def comments(language: str, mood: float) -> tuple[str, ...]:
    """The comments that fit a mood from 0 to 1."""
    table = CONTENT if mood > 0.66 else MIXED if mood > 0.4 else UNHAPPY
    return table.get(language, table["en"])
