"""VADER, the peer that the product's models are measured against."""

import pytest

from benchmarks.text_vader import Vader
from vocapp.nlp.types import CommentInput, Engine


def test_vader_analyses_english_and_refuses_other_languages() -> None:
    engine: Engine = Vader()
    bad, good, neither, german, nothing = engine.analyse(
        [
            CommentInput("Rude staff, terrible wait!", "en", score=5, scale=(1, 5)),
            CommentInput("Great help, thank you", score=1, scale=(1, 5)),
            CommentInput("The train left at nine", "en-GB"),
            CommentInput("Sehr schlecht", "de"),
            CommentInput("  "),
        ]
    )
    assert (bad.label, bad.conflict, good.label, good.conflict) == ("negative", True, "positive", True)
    assert bad.sentiment is not None
    assert -1 <= bad.sentiment < 0
    assert {"Rude staff, terrible wait!"[slice(*weight.span)] for weight in bad.evidence} == {"Rude", "terrible"}
    assert (neither.label, neither.abstain, neither.conflict) == ("neutral", True, False)
    assert [one.state for one in (german, nothing)] == ["refused", "nothing"]


@pytest.mark.parametrize("text", ["", "no words of the list", "x" * 1000])
def test_a_text_without_lexicon_words_has_no_evidence(text: str) -> None:
    [found] = Vader().analyse([CommentInput(text)])
    assert [weight for weight in found.evidence if weight.weight > 0] == []
