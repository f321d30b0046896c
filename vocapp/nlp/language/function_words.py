"""Language of a text by its function words, which decide most texts at a tenth of the cost of the identifier. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from vocapp.nlp.sentiment.empty_comment import empty_answers
from vocapp.nlp.sentiment.lexicon import load_lexicon
from vocapp.nlp.text.stop_words import function_words
from vocapp.nlp.text.word_tokens import normalize_word
from vocapp.nlp.themes.taxonomy import CX, URGENT, Theme, shipped_taxonomy

MIN_VOTES: Final = 2  # words of one language at least
MIN_SHARE: Final = 0.6  # of the words of a text at least
MIN_SHARE_SHORT: Final = 0.75
SHORT_TEXT: Final = 5
MIN_LEAD: Final = 2  # times as many words as of any other language
# Frequent words that hardly occur in another supported language or in its relatives.
WORDS: Final = {
    "en": """the and with were very have they this that which been would could from you your are their them when there
        what who because about after again only other than then these those she his her our has will should being did
        does into more most some too any but how just out over through while good great helpful friendly staff waiting
        quickly quick better nothing everything always never every didn't don't wasn't couldn't can't it's i'm""",
    "de": """und nicht sehr auch auf für wurde wurden haben ich wir sich aber nur noch bei nach wird sind einen eine
        einem einer durch über immer schon beim zum zur mich mir uns ihr ihre diese dieser dieses keine kein kann""",
    "fr": """les pour avec très dans sur pas nous vous mais qui ont été aussi cette ces leur être avoir j'ai c'est n'est
        sont était mon mes notre votre toute aux""",
    "es": "los las muy pero por está fue más también cuando como hay sus este esta mi ya el y",
    "pt": "não uma muito mas com foi das pelo pela mais também são está fui meu minha isso ao às seu sua você em",
    "nl": """het een van niet heel maar ook zijn wordt werd voor naar mijn deze geen nog wel bij hebben heeft zeer erg
        goed veel ik""",
}
PIECE: Final = re.compile(r"[^\W\d_]+")


@cache
def vocabulary() -> dict[str, tuple[str, ...]]:
    """Returns, by normalized word, the languages that have it: function words, theme phrases and lexicon words."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for language, words in WORDS.items():
        lexicon = load_lexicon(language)
        lists = [words, *function_words("stop", language), *function_words("negation", language), *lexicon.whole]
        lists += [*lexicon.stems, *empty_answers(language), *(theme.phrases.get(language, "") for theme in _themes())]
        for word in {normalize_word(piece) for text in lists for piece in PIECE.findall(text)}:
            found[word].add(language)
    return {word: tuple(sorted(languages)) for word, languages in found.items()}


@lru_cache(maxsize=65536)
def _languages_of(word: str) -> tuple[str, ...]:
    return vocabulary().get(normalize_word(word), ())


def _themes() -> tuple[Theme, ...]:
    return shipped_taxonomy(CX).theme + shipped_taxonomy(URGENT).theme


def identify_by_function_words(words: Sequence[str], read: Sequence[str]) -> str | None:
    """Returns the language of `read` that most words belong to; None where it is not clear.

    A single word counts as the first language where that has it.
    """
    cast = [*chain.from_iterable(map(_languages_of, words))]
    votes = {language: cast.count(language) for language in dict.fromkeys(cast)}
    ranked = sorted(votes, key=votes.__getitem__, reverse=True)
    if len(words) == 1 and read and read[0] in votes:
        return read[0]
    if not ranked or ranked[0] not in read or votes[ranked[0]] < MIN_VOTES:
        return None
    if votes[ranked[0]] < len(words) * (MIN_SHARE if len(words) > SHORT_TEXT else MIN_SHARE_SHORT):
        return None
    return ranked[0] if len(ranked) == 1 or votes[ranked[0]] >= MIN_LEAD * votes[ranked[1]] else None
