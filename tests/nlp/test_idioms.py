"""Idioms that say the contrary of their words; cases 80 and 82 of public bug reports, and variations of each."""

import pytest

from tests.shared_cases import case_lines
from vocapp.nlp.pipeline import Pipeline
from vocapp.nlp.types import Analysis, CommentInput

ENGINE = Pipeline()


def analysed(text: str, language: str) -> Analysis:
    [found] = ENGINE.analyse([CommentInput(text, language=language)])
    return found


def side(found: Analysis) -> str:
    """The side of a verdict as the cases call it; "unsure" where it abstains."""
    if found.abstain:
        return "none" if found.sentiment is None else "unsure"
    assert found.sentiment is not None
    return "pos" if found.sentiment > 0.1 else "neg" if found.sentiment < -0.1 else "neu"


@pytest.mark.parametrize("case", ["80-turned-round-by-idiom", "82-no-problem-is-praise"])
def test_comments_of_the_public_cases(case: str) -> None:
    for line in case_lines(case, "score"):
        given = line["input"]
        [found] = ENGINE.analyse([CommentInput(given["text"], language=given["language"], asks=given["asks"])])
        assert side(found) in (*line["expect"].split("|"), "unsure"), given["text"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Anything but helpful"),
        ("en", "Your support is far from ideal"),
        ("en", "So much for good service"),
        ("en", "It leaves a lot to be desired"),
        ("en", "Friendly? Anything but."),
        ("en", "The opposite of helpful"),
        ("en", "They couldn't have been less helpful"),
        ("de", "Ihr Service ist alles andere als schnell"),
        ("de", "Von kompetent keine Spur"),
        ("de", "Freundlich ist anders"),
        ("de", "Die Beratung lässt sehr zu wünschen übrig"),
        ("de", "Unter gutem Service verstehe ich etwas anderes"),
        ("de", "Weit davon entfernt, zufrieden zu sein"),
        ("fr", "On est loin d'un bon service"),
        ("fr", "La politesse brille par son absence"),
        ("fr", "Côté amabilité, on repassera"),
        ("fr", "Merci pour rien"),
        ("es", "El servicio dista mucho de ser bueno"),
        ("es", "De amable no tiene nada"),
        ("es", "Peor imposible"),
        ("pt", "O atendimento deixa muito a desejar"),
        ("nl", "Allesbehalve vriendelijk"),
        ("sv", "Allt annat än trevligt"),
        ("da", "Alt andet end venlig"),
        ("tr", "Daha iyi olabilirdi"),
        ("ar", "كل شيء إلا المجاملة"),
        ("ar", "بعيد كل البعد عن الجودة"),
    ],
)
def test_blame_in_words_of_praise(language: str, text: str) -> None:
    assert side(analysed(text, language)) in ("neg", "unsure")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I could not be more satisfied"),
        ("en", "Couldn't ask for better service"),
        ("en", "Second to none"),
        ("en", "The agent was anything but rude."),
        ("en", "I have nothing to complain about"),
        ("en", "Never a problem, and never let me down"),
        ("de", "Besser kann man es nicht machen"),
        ("de", "Lässt nichts zu wünschen übrig"),
        ("de", "Da kann man nicht meckern"),
        ("de", "Keinerlei Beschwerden"),
        ("fr", "Ça n'aurait pas pu mieux se passer"),
        ("fr", "Franchement, rien à reprocher à votre équipe"),
        ("fr", "Tout sauf mauvais"),
        ("es", "No se puede pedir más"),
        ("es", "No tengo queja"),
        ("es", "No está nada mal"),
        ("pt", "Não podia ser melhor"),
        ("nl", "Kan niet beter"),
        ("sv", "Kunde inte vara bättre"),
        ("da", "Kunne ikke være bedre"),
        ("tr", "Daha iyi olamazdı"),
        ("ar", "لا يمكن أن يكون أفضل"),
        ("ar", "بدون أي مشاكل"),
    ],
)
def test_praise_in_words_of_blame(language: str, text: str) -> None:
    assert side(analysed(text, language)) in ("pos", "unsure")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I live far from the city and the driver was friendly and on time"),
        ("en", "Thank you so much for the great service"),
        ("de", "Der Bote ist weit gefahren und war sehr freundlich"),
        ("fr", "J'habite loin de la ville, le livreur était très aimable"),
        ("es", "Vivo lejos de la ciudad y fueron muy amables"),
    ],
)
def test_the_same_words_without_the_idiom_keep_their_meaning(language: str, text: str) -> None:
    assert side(analysed(text, language)) == "pos"


def test_an_idiom_turns_only_its_own_clause() -> None:
    mixed = analysed("Anything but friendly, but the delivery was fast and perfect, thank you", "en")
    evidence = {weight.span: weight.weight for weight in mixed.evidence}
    assert evidence[(0, 8)] < -1
    assert any(weight > 0 for span, weight in evidence.items() if span[0] > 25)
