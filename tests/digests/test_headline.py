"""The first sentence is chosen by a test that allows for all comparisons."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.digests.digest_data_fixtures import csat, group_comparison, unchanged_data
from vocapp.digests.content.headline import LEVEL, change_p_value, choose_opening, strongest_change
from vocapp.digests.content.types import DigestData
from vocapp.metrics.change import compare_figures
from vocapp.metrics.wilson import share

COUNTS = st.tuples(st.integers(1, 300), st.integers(1, 300))


@given(COUNTS, COUNTS)
def test_chance_agrees_with_the_verdict(now: tuple[int, int], then: tuple[int, int]) -> None:
    after, earlier = (share(part, part + rest) for part, rest in (now, then))
    assert after is not None
    assert earlier is not None
    found = compare_figures(earlier, after)

    assert (change_p_value(found) < LEVEL) == (found.verdict != "no detectable change")


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=12))
def test_what_opens_the_digest_stands_among_all_that_was_tried(pairs: list[tuple[tuple[int, int], ...]]) -> None:
    tried = [group_comparison(str(n), csat(*now), csat(*then)) for n, (now, then) in enumerate(pairs)]

    found = strongest_change(tried)

    chances = [change_p_value(each.change) for each in tried if each.change]
    assert (found is None) == (min(chances) > LEVEL / len(chances))
    if found is not None and found.change is not None:
        assert change_p_value(found.change) == min(chances)


def test_twenty_comparisons_of_nothing_open_with_nothing() -> None:
    """One of them looks detectable by itself; it is not what matters."""
    lucky = group_comparison("Lucky", csat(62, 38), csat(47, 53))
    assert lucky.change is not None
    assert lucky.change.verdict == "up"
    others = [group_comparison(str(n), csat(50, 50), csat(50, 50)) for n in range(19)]

    assert strongest_change([lucky]) is lucky
    assert strongest_change([lucky, *others]) is None
    found: DigestData = replace(unchanged_data(), groups=(lucky, *others))
    assert choose_opening(found).kind == "steady"
