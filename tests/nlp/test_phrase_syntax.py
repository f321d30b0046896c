"""The syntax of phrases, and where a phrase matches."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fault_sentences import refused
from vocapp.nlp.text.misspelling import MisspellingIndex
from vocapp.nlp.text.phrase_matcher import PhraseMatcher
from vocapp.nlp.text.phrase_syntax import PhraseError, parse_phrase
from vocapp.nlp.text.sentences import split_sentences
from vocapp.nlp.text.word_tokens import tokenize


def find_pieces(written: str, text: str, language: str = "en") -> list[str]:
    """Returns the pieces of the text that the phrase matches."""
    matcher = PhraseMatcher([("it", parse_phrase(written, language))])
    return [
        text[sentence.words[hit.first].first : sentence.words[hit.last - 1].last]
        for sentence in split_sentences(text, language)
        for hit in matcher.find(sentence.words)
    ]


@pytest.mark.parametrize(
    ("written", "text", "pieces"),
    [
        ("waiting time", "The WAITING TIME was long, waiting for time.", ["WAITING TIME"]),
        ("wait*", "waited, waiting and awaited", ["waited", "waiting"]),
        ("long|endless queue", "a long queue, an endless queue, a short queue", ["long queue", "endless queue"]),
        ("*konto|depot", "mein Girokonto, das Depot, Kontostand", ["Girokonto", "Depot"]),
        ("call_back|reply", "no call back and no reply", ["call back", "reply"]),
        ("answer* .. phone", "nobody answers your silly old phone", ["answers your silly old phone"]),
        ("answer* .. phone", "answers one two three four five phone", []),
        ("bill* + wrong", "It was wrong again, this bill. The bill came.", ["bill"]),
        ("cancel* - flight", "I cancel. The flight was cancelled.", ["cancel"]),
        ("can't pay", "I can’t pay", ["can’t pay"]),
        ("café", "no CAFE here", ["CAFE"]),
        ("reception*", "the recpetionist was kind", []),
        ("receptionist", "the recptionist was kind", ["recptionist"]),
        ("lose their .. way", "they lose their way", ["lose their way"]),
    ],
)
def test_phrases_match(written: str, text: str, pieces: list[str]) -> None:
    assert find_pieces(written, text) == pieces


def test_an_umlaut_may_be_spelled_out() -> None:
    assert find_pieces("verspätung*", "Verspaetungen und VERSPÄTUNG", "de") == ["Verspaetungen", "VERSPÄTUNG"]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "has no word"),
        ("bill +", "has no word"),
        ("a*", "nearly every word"),
        ("wait ..", "Nothing follows"),
        ("wait|!", "is not a word"),
    ],
)
def test_invalid_phrases_are_refused(written: str, problem: str) -> None:
    with refused(PhraseError, match=problem):
        parse_phrase(written)


def test_a_misspelling_keeps_first_letter_and_ending() -> None:
    meant = MisspellingIndex(["receptionist", "delivery", "short"]).meant
    assert [meant(word) for word in ("recptionist", "receptoinist", "deliverd", "beliveries", "shorr")] == [
        "receptionist",
        "receptionist",
        "deliverd",
        "beliveries",
        "shorr",
    ]


def test_sentences_and_clauses() -> None:
    text = "Good food, but slow. 3.5 stars!Never again\nBye (really) – yes"
    read = [
        [text[s.words[first].first : s.words[last - 1].last] for first, last in map(s.clause_of, s.clauses)]
        for s in split_sentences(text, "en")
    ]
    assert read == [["Good food", "but slow"], ["3.5 stars"], ["Never again"], ["Bye", "really", "yes"]]


@given(st.text(max_size=300))
def test_every_word_is_in_one_clause_of_one_sentence(text: str) -> None:
    said = list(split_sentences(text))
    assert [word for sentence in said for word in sentence.words] == tokenize(text)
    for sentence in said:
        assert all(first <= place < past for place in range(len(sentence.words))
                   for first, past in [sentence.clause_of(place)])  # fmt: skip


@pytest.mark.parametrize("unit", ["wait ", "bill wrong ", "😀", "a", "?", "wait, ", "phone answer "])
def test_the_cost_is_linear(unit: str) -> None:
    matcher = PhraseMatcher(
        [("it", parse_phrase(written)) for written in ("wait*", "bill + wrong", "answer* .. phone - wait")]
    )

    def spent(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        for sentence in split_sentences(text):
            matcher.find(sentence.words)
        return time.process_time() - start

    spent(1_000)
    assert spent(50_000) <= 15 * spent(5_000) + 0.02
