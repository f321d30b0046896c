"""Candidates for new themes: distinctive phrases, collocations and topics."""

from vocapp.nlp.suggestions.collocations import distinctive_phrases, find_collocations, find_topics

LOW = [
    f"{words} number {at}"
    for at in range(12)
    for words in ("the loyalty card never scans", "loyalty card points vanished again", "the queue at the till is long")
]
HIGH = [
    f"{words} number {at}" for at in range(12) for words in ("lovely fresh bread", "the bread is lovely", "so kind")
]


def test_distinctive_phrases_of_low_scores() -> None:
    phrases = distinctive_phrases(LOW, HIGH, "en")
    assert phrases[0].phrase == "loyalty card"
    assert phrases[0].z > 1.96
    assert (phrases[0].first, phrases[0].second) == (24, 0)
    told = [one.phrase for one in phrases if one.z > 0]
    assert "loyalty" not in told and "the" not in told and "number" not in told
    assert {one.phrase for one in distinctive_phrases(LOW, HIGH, "en") if one.z < 0} & {
        "bread",
        "fresh bread",
        "lovely",
    }


def test_collocations() -> None:
    pairs = find_collocations(LOW + HIGH, "en")
    assert "loyalty card" in [one.phrase for one in pairs[:3]]
    assert all(one.comments >= 5 for one in pairs)
    assert not any(word in ("the", "is", "at") for one in pairs for word in one.phrase.split())


def test_topics() -> None:
    found = find_topics(LOW + HIGH, "en", 3)
    assert sum(one.comments for one in found) <= len(LOW + HIGH)
    assert any({"loyalty card", "loyalty", "card"} & set(one.words[:3]) for one in found)
    assert any("bread" in one.words[:3] or "lovely" in one.words[:3] for one in found)
    assert found == find_topics(LOW + HIGH, "en", 3)


def test_too_few_comments_give_no_candidates() -> None:
    assert find_topics(["good"], "en", 3) == []
    assert find_collocations(["good"], "en") == []
    assert distinctive_phrases(["bad"], ["good"], "en") == []
