"""What holds for all histograms: they add up, and an interval holds its value."""

from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.metrics.change import compare_figures
from vocapp.metrics.histogram import add_histograms, size
from vocapp.metrics.measure import Measure
from vocapp.metrics.nps import interval
from vocapp.metrics.scores import figure, variance
from vocapp.metrics.wilson import wilson

MEASURES = [
    Measure(metric, low, high, "higher_is_better", "contact", "post_contact")
    for metric, low, high in (
        ("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 5), ("ces", 1, 7), ("resolution", 0, 1), ("had_to_repeat", 0, 1),
        ("expectation", 1, 3), ("sentiment", -100, 100), ("scored", 0, 1),
    )
]  # fmt: skip
NPS_SHAPES = [(0.5, 0.3), (0.8, 0.1), (0.3, 0.3), (0.1, 0.2), (0.9, 0.05)]


@st.composite
def answered(draw: st.DrawFn) -> tuple[Measure, list[dict[int, int]]]:
    measure = draw(st.sampled_from(MEASURES))
    cells = st.dictionaries(st.integers(measure.low, measure.high), st.integers(1, 400), min_size=1)
    return measure, draw(st.lists(cells, min_size=1, max_size=5))


@given(answered())
def test_a_figure_lies_in_its_interval_and_the_interval_on_the_scale(
    given: tuple[Measure, list[dict[int, int]]],
) -> None:
    measure, cells = given
    found = figure(measure, add_histograms(cells))
    assert found is not None
    lowest, highest = {"points": (-100, 100), "percent": (0, 100), "mean": (-1, 1)}[found.unit]
    assert lowest <= found.low <= found.value <= found.high <= highest
    assert found.n == sum(size(cell) for cell in cells)
    assert found.low < found.high
    assert variance(measure, add_histograms(cells)) >= 0


@given(answered())
def test_cells_may_be_added_in_any_grouping(given: tuple[Measure, list[dict[int, int]]]) -> None:
    measure, cells = given
    whole = add_histograms(cells)
    assert (
        add_histograms([add_histograms(cells[:2]), add_histograms(cells[2:])])
        == whole
        == add_histograms(reversed(cells))
    )
    assert figure(measure, add_histograms([whole, {}])) == figure(measure, whole)


@given(answered(), st.dictionaries(st.integers(0, 1), st.integers(1, 400), min_size=1))
def test_a_change_undone_is_its_opposite(given: tuple[Measure, list[dict[int, int]]], other: dict[int, int]) -> None:
    measure, cells = given
    before, after = figure(measure, add_histograms(cells)), figure(measure, cells[0])
    assert before is not None
    assert after is not None
    there, back = compare_figures(before, after), compare_figures(after, before)
    assert there.difference == -back.difference
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert {"up": "down", "down": "up"}.get(there.verdict, there.verdict) == back.verdict
    assert there.low <= there.difference <= there.high


def coverage_of_nps(up: float, passive: float, n: int) -> float:
    """How often the interval holds the truth, over every outcome of n answers with its probability."""
    truth, down = 100 * (2 * up + passive - 1), 1 - up - passive
    total = 0.0
    for promoters, passives in product(range(n + 1), repeat=2):
        if (detractors := n - promoters - passives) >= 0:
            low, high = interval(promoters, detractors, n)
            if low <= truth <= high:
                ways = comb(n, promoters) * comb(n - promoters, passives)
                total += ways * up**promoters * passive**passives * down**detractors
    return total


@pytest.mark.parametrize("n", [5, 10, 25, 60])
@pytest.mark.parametrize("shape", NPS_SHAPES)
def test_the_interval_of_nps_covers_the_truth(n: int, shape: tuple[float, float]) -> None:
    assert 0.89 <= coverage_of_nps(*shape, n) <= 1.0


@pytest.mark.parametrize("n", [5, 20, 100])
@pytest.mark.parametrize("truth", [0.1, 0.5, 0.8])
def test_wilsons_interval_covers_the_truth(n: int, truth: float) -> None:
    def covers(part: int) -> bool:
        low, high = wilson(part, n)
        return low <= truth <= high

    covered = sum(comb(n, part) * truth**part * (1 - truth) ** (n - part) for part in range(n + 1) if covers(part))
    assert covered >= 0.91
