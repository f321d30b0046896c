"""Candidates for new themes: distinctive phrases, collocations, and topics. A person decides about them.

Pure: the same comments give the same candidates. The comments should be redacted, so that no name is suggested.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log, sqrt
from typing import Any, Final

from msgspec import Struct

from vocapp.nlp.text.sentences import MAX_CHARACTERS, split_sentences
from vocapp.nlp.text.stop_words import function_words

MIN_COMMENTS: Final = 5  # comments that must contain a phrase
MIN_WORD_LENGTH: Final = 3  # letters of a word in a phrase
SIGNIFICANT_Z: Final = 1.96
PRIOR_WORDS: Final = 500.0  # weight of the prior, in words
TOPIC_WORDS: Final = 6
MAX_TERMS: Final = 2000


class DistinctivePhrase(Struct, frozen=True):
    """A phrase that one side uses more: `z` above 1.96 for the first side, below −1.96 for the second."""

    phrase: str
    z: float
    first: int
    second: int


class Collocation(Struct, frozen=True):
    """Two words that occur together more than by chance: the log-likelihood ratio of Dunning (1993)."""

    phrase: str
    ratio: float
    comments: int


class CommentTopic(Struct, frozen=True):
    """Words that occur in the same comments, and the positions of the comments mostly about them, strongest first."""

    words: tuple[str, ...]
    of: tuple[int, ...]

    @property
    def comments(self) -> int:
        """Number of comments that are mostly about it."""
        return len(self.of)


def distinctive_phrases(
    first: Sequence[str], second: Sequence[str], language: str, most: int = 20
) -> list[DistinctivePhrase]:
    """Returns what comments of the first side (low scores, or this month) say more than the second, the surest first.

    Weighted log-odds with an informative prior (Monroe, Colaresi and Quinn 2008): rare phrases are not overrated.
    """
    one, other = _count_phrases(first, language), _count_phrases(second, language)
    background = one + other
    whole, total_one, total_other = background.total(), one.total(), other.total()
    found = []
    for phrase, seen in background.items():
        if seen < MIN_COMMENTS:
            continue
        prior = PRIOR_WORDS * seen / whole
        odds = _odds(one[phrase], prior, total_one) - _odds(other[phrase], prior, total_other)
        spread = sqrt(1 / (one[phrase] + prior) + 1 / (other[phrase] + prior))
        if abs(odds / spread) >= SIGNIFICANT_Z:
            found.append(DistinctivePhrase(phrase, round(odds / spread, 3), one[phrase], other[phrase]))
    return _without_parts(sorted(found, key=lambda one: (-one.z, one.phrase)))[:most]


def _odds(seen: int, prior: float, total: int) -> float:
    return log((seen + prior) / (total + PRIOR_WORDS - seen - prior))


def _without_parts(found: list[DistinctivePhrase]) -> list[DistinctivePhrase]:
    """Removes words whose phrase is in the list, too, with nearly as many comments."""
    kept: list[DistinctivePhrase] = []
    for one in sorted(found, key=lambda phrase: -len(phrase.phrase.split())):
        if not any(one.phrase in other.phrase.split() and one.first <= 1.5 * other.first for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: (-one.z, one.phrase))


def find_collocations(texts: Sequence[str], language: str, most: int = 20) -> list[Collocation]:
    """Returns pairs of words that occur together, such as "gate agent"."""
    if len(texts) < MIN_COMMENTS:
        return []
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder  # type: ignore[import-untyped]

    words = [_words(text, language) for text in texts]
    finder: Any = BigramCollocationFinder.from_documents(words)
    seen = Counter(pair for of_text in words for pair in set(pairwise(of_text)))
    finder.apply_ngram_filter(
        lambda first, second: seen[first, second] < MIN_COMMENTS or not _has_meaning(first, second, language)
    )
    scored = finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)
    ranked = sorted(scored, key=lambda one: (-one[1], one[0]))[:most]
    return [Collocation(f"{first} {second}", round(ratio, 2), seen[first, second]) for (first, second), ratio in ranked]


def find_topics(texts: Sequence[str], language: str, count: int = 10) -> list[CommentTopic]:
    """Returns what comments are about, by words of the same comments: non-negative matrix factors of TF-IDF, without
    randomness.
    """
    phrase_lists = [sorted(set(phrases(text, language))) for text in texts]
    seen = Counter(phrase for of_text in phrase_lists for phrase in of_text)
    known = [phrase for phrase, times in seen.most_common(MAX_TERMS) if times >= MIN_COMMENTS]
    if len(known) < count or len(texts) < count:
        return []
    from sklearn.decomposition import NMF  # type: ignore[import-untyped]
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

    matrix = TfidfVectorizer(analyzer=lambda phrase_lists: phrase_lists, vocabulary=sorted(known)).fit_transform(
        phrase_lists
    )
    factors = NMF(count, init="nndsvd", max_iter=300, tol=1e-3)
    shares = factors.fit_transform(matrix)
    about: dict[int, list[int]] = defaultdict(list)
    for place in (-shares.max(axis=1)).argsort(kind="stable"):
        if shares[place].max() > 0:
            about[int(shares[place].argmax())].append(int(place))
    names = sorted(known)
    found = [
        CommentTopic(
            tuple(names[at] for at in weights.argsort(kind="stable")[::-1][:TOPIC_WORDS]), tuple(about[number])
        )
        for number, weights in enumerate(factors.components_)
        if about[number]
    ]
    return sorted(found, key=lambda one: (-one.comments, one.words))


def _count_phrases(texts: Iterable[str], language: str) -> Counter[str]:
    """Number of texts that contain each phrase."""
    return Counter(phrase for text in texts for phrase in set(phrases(text, language)))


def phrases(text: str, language: str) -> list[str]:
    """Returns the normalized content words of a text, and pairs of neighbouring ones."""
    return [phrase for phrase, _, _ in placed_phrases(text, language)]


def placed_phrases(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Returns the same, each with its span in the text."""
    for sentence in split_sentences(text[:MAX_CHARACTERS], language):
        words = sentence.words
        yield from ((one.word, one.first, one.last) for one in words if _has_meaning(one.word, one.word, language))
        for one, after in pairwise(words):
            if _has_meaning(one.word, after.word, language):
                yield f"{one.word} {after.word}", one.first, after.last


def _words(text: str, language: str) -> list[str]:
    return [word.word for sentence in split_sentences(text[:MAX_CHARACTERS], language) for word in sentence.words]


def _has_meaning(first: str, last: str, language: str) -> bool:
    """Whether neither is a function word, a number or shorter than three letters."""
    small = (
        function_words("stop", language) | function_words("contrast", language) | function_words("negation", language)
    )
    return all(len(word) >= MIN_WORD_LENGTH and word not in small and not word.isdigit() for word in (first, last))
