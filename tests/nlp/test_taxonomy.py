"""Taxonomies are data that staff edit: an invalid one is refused with the remedy."""

import pytest

from tests.fault_sentences import refused
from vocapp.nlp.text.word_tokens import tokenize
from vocapp.nlp.themes.phrase_finder import ThemeFinder
from vocapp.nlp.themes.taxonomy import TaxonomyError, parse_taxonomy, shipped_taxonomy

SMALL = """
version = 3
[[theme]]
id = "money"
titles = { en = "Money", de = "Geld" }
[[theme]]
id = "price"
titles = { en = "Price" }
parent = "money"
lines = ["retail"]
[theme.phrases]
en = '''
price*

dear
'''
"""


def test_a_theme_of_one_line_of_business_is_found_there_only() -> None:
    taxonomy = parse_taxonomy(SMALL)
    finder, said = ThemeFinder(taxonomy), tokenize("The prices!")
    assert [hit.name for hit in finder.matcher("en", "retail").find(said)] == ["cx/price"]
    assert [hit.name for hit in finder.matcher("en").find(said)] == ["cx/price"]
    assert finder.matcher("en", "travel").find(said) == []
    assert finder.matcher("de", "retail").find(said) == []
    assert [theme.id for theme in taxonomy.of("retail")] == ["money", "price"]


def test_titles() -> None:
    money, price = parse_taxonomy(SMALL).theme
    assert [money.title("de"), price.title("de"), money.title("pl")] == ["Geld", "Price", "Money"]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("version = 3", "version = 'x'", "of version is not a whole number"),
        ('id = "price"', 'id = "money"', "there twice"),
        ('parent = "money"', 'parent = "cash"', "'cash', which does not exist"),
        ('parent = "money"', 'parent = "price"', "is its own parent theme"),
        ("dear\n", "d*\n", "Theme 'price', en, line 3, phrase 'd\\*': 'd\\*' would find nearly every word"),
        ('titles = { en = "Price" }', 'titles = { en = "Price" }\nshade = 1', "shade"),
    ],
)
def test_invalid_taxonomies_are_refused(before: str, after: str, problem: str) -> None:
    with refused(TaxonomyError, match=problem):
        parse_taxonomy(SMALL.replace(before, after))


@pytest.mark.parametrize("name", ["urgent", "cx"])
def test_the_shipped_taxonomies_are_valid(name: str) -> None:
    taxonomy = shipped_taxonomy(name)
    for theme in taxonomy.theme:
        assert set(theme.titles) == {"en", "de", "fr", "es", "pt", "nl"}, theme.id
        assert not theme.phrases or set(theme.phrases) == set(theme.titles), theme.id
