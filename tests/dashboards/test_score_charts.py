"""What charts say of scores: findings, words, places of the axis."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.rollups.score_examples import CSAT, NPS, REPEATED, TONE, score
from vocapp.dashboards.score_charts import answers_chart, comparison_chart, funnel_chart, ticks, trend_chart
from vocapp.metrics.figure import Figure
from vocapp.metrics.response_rates import Dispositions
from vocapp.rollups.rollup_slice import Dimension
from vocapp.rollups.types import InvitationCounts

TODAY = date(2026, 5, 13)
WEEKS = ["2026-04-27", "2026-05-04", "2026-05-11"]


def test_a_trend_names_its_weeks_and_their_n_and_the_week_that_is_not_over() -> None:
    found = [score(CSAT, {5: 9, 1: 1}, WEEKS[0]), None, score(CSAT, {5: 2}, WEEKS[2])]
    made = trend_chart("Satisfaction: up", found, WEEKS, Dimension.WEEK, TODAY, is_small=False)
    assert [(point.label, point.under, point.is_open) for point in made.points] == [
        ("Apr 27", "n 10", False),
        ("May 4", "–", False),
        ("May 11", "n 2", True),
    ]
    assert made.points[0].estimate is not None and made.points[2].estimate is None
    assert made.alt.replace("\u00a0", " ") == "Satisfaction: up. Apr 27: 90% (60 to 98, n = 10); May 4: –; May 11: n 2."


def test_a_hidden_week_shows_no_n() -> None:
    hidden = score(CSAT, {}, WEEKS[0], shown="hidden", figure=None)
    made = trend_chart("", [hidden], WEEKS[:1], Dimension.WEEK, TODAY, is_small=True)
    assert (made.points[0].under, made.ticks) == ("–", ())


def test_a_comparison_lists_every_group_and_the_whole() -> None:
    mail, whole = score(CSAT, {5: 8, 1: 2}, "email"), score(CSAT, {5: 20, 1: 20})
    made = comparison_chart("Satisfaction", [("E-mail", mail), ("Fax", None), ("Letter", score(CSAT, {5: 3}))], whole)
    assert [row.label for row in made.rows] == ["E-mail", "Fax", "Letter"]
    assert [row.note.replace("\u00a0", " ") for row in made.rows] == ["n 10", "no answers", "too few to say (n = 3)"]
    assert made.whole_label == "all 50%"
    assert made.whole is not None and made.ticks[0][0] <= made.whole.low
    assert comparison_chart("", [("E-mail", None)], None).ticks == ()


def test_answers_show_what_counts() -> None:
    made = answers_chart("", score(NPS, {0: 2, 7: 3, 10: 5}))
    assert made is not None
    assert {bar.label: (bar.tone, bar.text) for bar in made.bars if bar.share} == {
        "0": ("bad", "20%"),
        "7": ("middle", "30%"),
        "10": ("good", "50%"),
    }
    assert [bar.tone for bar in (answers_chart("", score(CSAT, {3: 5, 5: 5})) or made).bars] == ["middle"] * 3 + [
        "good"
    ] * 2


def test_answers_that_are_no_scale_or_too_few_have_no_chart() -> None:
    assert answers_chart("", score(REPEATED, {0: 9, 1: 9})) is None
    assert answers_chart("", score(TONE, {50: 9})) is None
    assert answers_chart("", score(CSAT, {5: 2})) is None


def test_a_funnel_runs_from_contacts_to_complete_answers() -> None:
    asks = InvitationCounts(
        group=None, contacts=200, ineligible=20, invited=100, dispositions=Dispositions(complete=30, partial=10)
    )
    made = funnel_chart("", asks)
    assert made is not None
    assert [step.text for step in made.steps] == ["200 · 100%", "180 · 90%", "100 · 50%", "40 · 20%", "30 · 15%"]
    assert funnel_chart("", InvitationCounts(group=None)) is None


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_an_axis_of_shares_stays_between_none_and_all(one: float, two: float, three: float) -> None:
    low, value, high = sorted((one, two, three))
    places = [place for place, _ in ticks([Figure(value, low, high, 9, "percent")])]
    assert 0 <= places[0] <= low + 1e-6 and high - 1e-6 <= places[-1] <= 100
    assert places[-1] - places[0] >= 20 - 1e-6
    assert len(places) >= 2
