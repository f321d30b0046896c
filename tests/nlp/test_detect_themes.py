"""The shipped themes of a comment, and the sentiment of each clause."""

import pytest

from vocapp.nlp.themes.detect_themes import count_themes, detect_themes, find_mentions, span_sentiment, theme_languages
from vocapp.nlp.themes.phrase_finder import shipped_finder
from vocapp.nlp.themes.taxonomy import CX, shipped_taxonomy
from vocapp.nlp.types import WordWeight


def feel(_: tuple[int, int]) -> float:
    """A neutral sentiment for every span."""
    return 0.0


SAID = {
    "en": {
        "The receptionist was rude": "staff",
        "I waited 40 minutes on hold": "waiting",
        "nobody answers the phone": "reaching",
        "I had to repeat my story to four departments": "transfers",
        "my issue is still not resolved": "resolution",
        "they promised to call back and never did": "promises",
        "the letter was confusing": "information",
        "far too much paperwork": "effort",
        "the app crashes when I log in": "digital",
        "stupid chatbot": "selfservice",
        "it broke after a week": "quality",
        "everything was out of stock": "choice",
        "way too expensive": "price",
        "I was charged twice": "billing",
        "still no refund": "refund",
        "the courier left the parcel in the rain": "delivery",
        "the box was crushed": "damage",
        "could not get an appointment": "booking",
        "the bathroom was filthy": "cleanliness",
        "no parking anywhere": "location",
        "the soup was cold and bland": "food",
        "the agent had no clue about the product": "competence",
        "she listened and was patient": "empathy",
    },
    "de": {
        "Die Mitarbeiterin war unfreundlich": "staff",
        "ewig in der Warteschleife": "waiting",
        "niemand ist erreichbar": "reaching",
        "Rechnung war falsch": "billing",
        "Paket kam nie an": "delivery",
        "viel zu teuer": "price",
        "die App stürzt ab": "digital",
        "Problem wurde nicht gelöst": "resolution",
    },
    "fr": {
        "Le vendeur était désagréable": "staff",
        "trop d'attente": "waiting",
        "impossible de vous joindre": "reaching",
        "facture erronée": "billing",
        "colis jamais livré": "delivery",
        "beaucoup trop cher": "price",
        "l'appli plante sans arrêt": "digital",
        "toujours pas remboursé": "refund",
    },
    "es": {
        "El empleado fue grosero": "staff",
        "una hora de espera": "waiting",
        "nadie contesta el teléfono": "reaching",
        "me cobraron dos veces": "billing",
        "el paquete nunca llegó": "delivery",
        "demasiado caro": "price",
        "la aplicación no carga": "digital",
        "sigo sin reembolso": "refund",
    },
    "pt": {
        "A funcionária foi antipática": "staff",
        "uma hora de espera": "waiting",
        "ninguém atende o telefone": "reaching",
        "fatura errada": "billing",
        "a encomenda não chegou": "delivery",
        "muito caro": "price",
        "a aplicação bloqueia": "digital",
        "ainda sem reembolso": "refund",
    },
    "nl": {
        "De medewerker was onbeleefd": "staff",
        "een uur in de wacht": "waiting",
        "niemand neemt de telefoon op": "reaching",
        "factuur klopt niet": "billing",
        "pakket nooit bezorgd": "delivery",
        "veel te duur voor wat het is": "price",
        "de app crasht": "digital",
        "nog geen terugbetaling": "refund",
    },
}


@pytest.mark.parametrize("language", SAID)
def test_sentences_have_their_themes(language: str) -> None:
    missed = {
        text: theme
        for text, theme in SAID[language].items()
        if theme not in {one.theme for one in detect_themes(text, language, feel)}
    }
    assert not missed


def test_each_clause_has_its_own_sentiment() -> None:
    text = "Great staff, but the delivery was slow. The staff again."
    evidence = (WordWeight((0, 5), 9.0), WordWeight((text.index("slow"), text.index("slow") + 4), -9.0))
    found = {one.theme: one for one in detect_themes(text, "en", span_sentiment(text, evidence))}
    assert found["staff"].sentiment == pytest.approx(0.5, abs=0.01)
    assert found["delivery"].sentiment == pytest.approx(-1, abs=0.01)
    assert text[slice(*found["delivery"].span)] == "delivery"


def test_a_mention_lies_within_its_clause_and_a_theme_is_returned_once() -> None:
    text = "Staff, staff and more staff: slow!"
    found = find_mentions(text, "en")
    assert all(one.clause[0] <= one.span[0] < one.span[1] <= one.clause[1] for one in found)
    assert count_themes([detect_themes(text, "en", feel), detect_themes("staff", "en", feel)])["staff"] == 2


def test_other_languages_have_no_themes() -> None:
    assert detect_themes("bardzo miła obsługa", "pl", feel) == ()
    assert theme_languages() == {"en", "de", "fr", "es", "pt", "nl"}


def test_the_shipped_taxonomy_is_complete() -> None:
    themes = shipped_taxonomy(CX).theme
    assert 30 <= sum(bool(theme.phrases) for theme in themes) <= 45
    assert all(theme.parent for theme in themes if theme.phrases)
    assert shipped_finder().matcher("en") is shipped_finder().matcher("en", "any line")
