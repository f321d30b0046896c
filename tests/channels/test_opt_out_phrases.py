"""Who wants no more, and who only mentions it."""

import pytest

from vocapp.channels.email.opt_out_phrases import OptOutCertainty, opt_out_certainty


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "STOP!",
        "Please unsubscribe me.",
        "Remove me from your list",
        "Don't contact me again.",
        "Abmelden",
        "Bitte keine E-Mails mehr!",
        "Bitte aus dem Verteiler nehmen",
        "Désabonner",
        "Je souhaite me désinscrire, merci",
        "Je ne veux plus de mails",
        "Baja",
        "Quiero darme de baja",
        "إيقاف",
        "أريد إلغاء الاشتراك من فضلكم",
    ],
)
def test_these_want_no_more(text: str) -> None:
    assert opt_out_certainty(text) is OptOutCertainty.YES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "10",
        "The bus stop was hard to find.",
        "Keine weiteren Fragen, danke.",
        "Non merci",
        "No, gracias",
        "Alto",
        "I tried to unsubscribe from your magazine three times last year and each time somebody on the phone said no",
        "Die Leitung war ständig besetzt, da half auch kein Abmelden und wieder Anmelden, jeden Tag dasselbe Theater.",
        "لا اريد الانتظار",
    ],
)
def test_these_do_not(text: str) -> None:
    assert opt_out_certainty(text) is OptOutCertainty.NO
