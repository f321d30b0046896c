"""The frames of a crosstab say what its cells say, to the last digit, wherever pandas puts them."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.rollups.score_examples import CSAT, score
from vocapp.dashboards.crosstab_choice import CrosstabChoice
from vocapp.dashboards.crosstab_data import TOTAL, CellKey, Crosstab, CrosstabGroup
from vocapp.dashboards.crosstab_frame import COLUMNS, answers_frame, cells_frame, table_frame
from vocapp.dashboards.findings import ScoreComparison
from vocapp.files.frame_content import frame_content
from vocapp.metrics.histogram import Histogram, add_histograms, size
from vocapp.metrics.scores import figure
from vocapp.rollups.rollup_slice import Slice
from vocapp.rollups.types import Group, Score

MAY = Slice(date(2026, 5, 1), date(2026, 5, 31))
ROWS, CHANNELS = ("b", "a", "none"), ("sms", "fax")
TITLES = {"a": "North", "b": "North", "none": "=none", "sms": "Text message", "fax": "NaN"}
"""Two units have one name, one name is a formula, and one is a word that pandas knows as missing."""
histograms = st.dictionaries(st.integers(1, 5), st.integers(1, 10**9), min_size=1)
cells = st.dictionaries(
    st.tuples(st.sampled_from(ROWS), st.sampled_from(CHANNELS)), histograms | st.just({3: 4}) | st.none(), min_size=1
)


def crosstab(given: dict[CellKey, Histogram | None], statistic: Any = "score") -> Crosstab:
    """A crosstab of these cells; None is hidden. The totals are of all that is not."""

    def cell(key: CellKey, histogram: Histogram | None) -> ScoreComparison:
        row, column = (Group(one, TITLES[one]) if one else None for one in key)
        if histogram is None:
            hidden = Score(group=row, across=column, measure=CSAT, histogram={}, figure=None, shown="hidden")
            return ScoreComparison(hidden)
        return ScoreComparison(score(CSAT, histogram, group=row, across=column))

    told = {key: histogram for key, histogram in given.items() if histogram is not None}
    wholes: dict[CellKey, Histogram | None] = {(TOTAL, TOTAL): add_histograms(told.values())}
    for row in ROWS:
        wholes[row, TOTAL] = add_histograms(one for (at, _), one in told.items() if at == row)
    return Crosstab(
        choice=CrosstabChoice(statistic=statistic),
        measures=[CSAT],
        measure=CSAT,
        rows=[CrosstabGroup(row, TITLES[row]) for row in ROWS],
        columns=[CrosstabGroup(column, TITLES[column]) for column in CHANNELS],
        cells={key: cell(key, histogram) for key, histogram in {**given, **wholes}.items()},
    )


@given(cells)
def test_every_cell_of_the_table_is_the_figure_of_its_answers(given: dict[CellKey, Histogram | None]) -> None:
    found = crosstab(given)
    columns, lines = frame_content(table_frame(cells_frame(MAY, found, "Total"), found, "Total", "value"))
    assert columns == ["channel", "Text message", "NaN", "Total"]
    assert [line[0] for line in lines] == ["North", "North", "=none", "Total"], "in the order of the page"
    for row, line in zip((*ROWS, TOTAL), lines, strict=True):
        for column, value in zip((*CHANNELS, TOTAL), line[1:], strict=True):
            cell = found.cells.get((row, column))
            shown = figure(CSAT, cell.score.histogram) if cell and cell.score.shown == "yes" else None
            assert value == (round(shown.value, 4) if shown else None)


@given(cells)
def test_answers_and_counts_add_up_as_the_metrics_do(given: dict[CellKey, Histogram | None]) -> None:
    found = crosstab(given)
    frame, answers = cells_frame(MAY, found, "Total"), answers_frame(found, "Total")
    shown = [each.score for each in found.cells.values() if each.score.shown == "yes"]
    counted = answers[[1, 2, 3, 4, 5]]
    assert len(counted) == len(shown)
    assert int(counted.to_numpy().sum()) == sum(size(one.histogram) for one in shown)
    assert sorted(counted.sum(axis="columns")) == sorted(size(one.histogram) for one in shown)
    assert int(frame["n"].sum()) == sum(size(one.score.histogram) for one in found.cells.values())
    by_row = frame[(frame["column_key"] != "all") & (frame["row_key"] != "all")].groupby("row_key")["n"].sum()
    for row, n in by_row.items():
        assert n == found.cells[str(row), TOTAL].score.n


@given(cells)
def test_what_is_withheld_is_in_no_frame(given: dict[CellKey, Histogram | None]) -> None:
    found = crosstab(given)
    frame = cells_frame(MAY, found, "Total")
    hidden = frame[frame["shown"] == "hidden"]
    assert len(hidden) == sum(one is None for one in given.values())
    assert hidden[["value", "low", "high", "n"]].isna().to_numpy().all()
    assert frame["n"].dtype == "Int64", "a count with something missing is still a whole number"


def test_the_number_of_answers_is_told_of_few_and_not_of_hidden_ones() -> None:
    found = crosstab({("a", "sms"): {5: 2}, ("b", "sms"): None, ("b", "fax"): {4: 6}}, "n")
    frame = cells_frame(MAY, found, "Total")
    assert tuple(frame.columns) == COLUMNS
    _, lines = frame_content(table_frame(frame, found, "Total", "n"))
    assert lines[0] == ("North", None, 6, 6)
    assert lines[1] == ("North", 2, None, 2)


def test_nothing_is_an_empty_table() -> None:
    found = crosstab({})
    nothing = Crosstab(found.choice, [], None, [], [], {})
    assert frame_content(cells_frame(MAY, nothing, "Total")) == (list(COLUMNS), [])
    table = table_frame(cells_frame(MAY, nothing, "Total"), nothing, "Total", "value")
    assert frame_content(table) == (["channel", "Total"], [("Total", None)])
    assert frame_content(answers_frame(nothing, "Total")) == (["row", "column"], [])
