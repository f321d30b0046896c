"""What is wrong with a file of themes is told in the language of who uploads it."""

import pytest

from vocapp.nlp.themes.taxonomy import TaxonomyError, parse_taxonomy
from vocapp.nlp.themes.taxonomy_error_texts import translate_taxonomy_error
from vocapp.ui.reader import ReaderLocale, use_reader

THEME = '[[theme]]\nid = "{0}"\ntitles = {{ en = "A" }}\n{1}\n'
PHRASES = '[theme.phrases]\nen = "{0}"'


@pytest.mark.parametrize(
    ("content", "german"),
    [
        ("version = 1\ntheme = 7", "Der Themenbaum kann nicht gelesen werden: "),
        ("version = 1\n" + THEME.format("a", "") * 2, "Die Themen ['a'] kommen zweimal vor"),
        ("version = 1\n" + THEME.format("a b", ""), "Thema 'a b': eine id hat"),
        ("version = 1\n" + THEME.format("a", 'parent = "b"'), "Thema 'a': 'b', worunter es liegt"),
        ("version = 1\n" + THEME.format("a", 'parent = "a"'), "Thema 'a' liegt unter sich selbst"),
        ("version = 1\ntheme = []\n[urgent.x]\nen = 'a'", "urgent.x: dieses dringende Thema gibt es nicht"),
        ("version = 1\n" + THEME.format("a", PHRASES.format("a +")), "Thema 'a', en, Zeile 1: 'a +': auf einer Seite"),
        ("version = 1\n" + THEME.format("a", PHRASES.format("a ..")), "'a ..': auf die zwei Punkte folgt nichts"),
        ("version = 1\n" + THEME.format("a", PHRASES.format("?!")), "'?!' ist kein Wort"),
        ("version = 1\n" + THEME.format("a", PHRASES.format("a*")), "'a*' fände fast jedes Wort"),
    ],
)
def test_it_is_told_in_german(content: str, german: str) -> None:
    with pytest.raises(TaxonomyError) as raised:
        parse_taxonomy(content)
    assert translate_taxonomy_error(str(raised.value)) == str(raised.value)
    with use_reader(ReaderLocale("de")):
        assert german in translate_taxonomy_error(str(raised.value))
