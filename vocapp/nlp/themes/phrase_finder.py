"""Finder of themes and urgent phrases, in one pass over the sentences of a text. Pure; linear.

Names have the prefix "cx/" or "urgent/" before the id of the theme.
"""

from functools import cache, lru_cache

from vocapp.nlp.text.phrase_matcher import PhraseHit, PhraseMatcher
from vocapp.nlp.text.sentences import Sentence, split_sentences
from vocapp.nlp.themes.taxonomy import (
    CX,
    URGENT,
    Taxonomy,
    phrases_of,
    shipped_taxonomy,
    shipped_themes,
    urgent_additions,
)

SentenceHits = tuple[tuple[Sentence, list[PhraseHit]], ...]
OTHER_LINE = ""
"""Stands for every line of business that no theme names."""


class ThemeFinder:
    """Finds the themes of a taxonomy and urgent phrases. One matcher is built per language and line of business.

    Urgent phrases are the shipped ones and those that the taxonomy adds, never fewer.
    """

    def __init__(self, taxonomy: Taxonomy, urgent: Taxonomy | None = None) -> None:
        """`urgent`: the themes to use instead of the shipped urgent ones."""
        self._taxonomy = taxonomy
        self._urgent = (*(urgent or shipped_taxonomy(URGENT)).theme, *urgent_additions(taxonomy))
        self._lines = {line for theme in taxonomy.theme for line in theme.lines}
        self._languages = {language for theme in (*taxonomy.theme, *self._urgent) for language in theme.phrases}
        self._matchers: dict[tuple[str, str | None], PhraseMatcher] = {}
        self.hits = lru_cache(maxsize=4)(self._hits)

    def matcher(self, language: str, line: str | None = None) -> PhraseMatcher:
        """Returns the matcher for texts of a language and a line of business (None: not known)."""
        place = None if line is None or not self._lines else line if line in self._lines else OTHER_LINE
        found = self._matchers.get((language, place))
        if found is None:
            found = self._matchers[language, place] = self._built(language, place)
        return found

    def _built(self, language: str, line: str | None) -> PhraseMatcher:
        themes = ((CX, self._taxonomy.of(line)), (URGENT, self._urgent))
        return PhraseMatcher(
            (f"{name}/{theme.id}", phrase)
            for name, of_name in themes
            for theme in of_name
            for phrase in phrases_of(theme, language)
        )

    def _hits(self, text: str, language: str, line: str | None = None) -> SentenceHits:
        """The hits in each sentence that has any; cached, because several steps need those of the same text."""
        if language not in self._languages:
            return ()
        find = self.matcher(language, line).find
        found = ((sentence, find(sentence.words)) for sentence in split_sentences(text, language))
        return tuple((sentence, hits) for sentence, hits in found if hits)


@cache
def shipped_finder() -> ThemeFinder:
    """Returns the finder of the shipped themes."""
    return ThemeFinder(shipped_themes())
