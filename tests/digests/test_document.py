"""Which sentence comes first, how a change is worded, and what is not said."""

import pytest
from msgspec.structs import replace

from tests.digests.digest_data_fixtures import (
    CSAT,
    NPS,
    REPEATED,
    SOLVED,
    WEEK,
    case_summary,
    comparison_of,
    csat,
    digest_data,
    group_comparison,
    invitation_summary,
    period_score,
    unchanged_data,
    yes_share,
)
from vocapp.charts.types import ComparisonChart, TrendChart
from vocapp.digests.content.digest_charts import charts, most_different
from vocapp.digests.content.document import DigestText, change_tone, write_digest
from vocapp.digests.content.plain_text import format_plain_text
from vocapp.digests.content.power_notes import undetectable_change
from vocapp.digests.content.types import MeasureComparison, PeriodScore
from vocapp.digests.periods import DigestPeriod, Frequency, period_before
from vocapp.ui.reader import ReaderLocale, use_reader

NOTHING = PeriodScore("too few")
TWO = period_score(CSAT, {5: 2}, "too few")
GERMAN = ReaderLocale("de", "Europe/Berlin")


def line(words: DigestText, name: str) -> str:
    return next(each.change for each in words.lines if each.name == name)


def test_a_significant_change_comes_first_with_both_figures() -> None:
    words = write_digest(digest_data())

    assert words.headline == "Satisfaction is up"
    assert words.opening.startswith("Satisfaction is up: 85")
    assert "(79 to 90, n\u00a0=\u00a0148)" in words.opening
    assert "the week before 68" in words.opening
    assert "(60 to 75, n\u00a0=\u00a0140)" in words.opening


def test_a_part_that_moved_most_surely_is_named() -> None:
    found = replace(
        digest_data(),
        groups=(
            group_comparison("Web chat", csat(5, 45), csat(45, 5)),
            group_comparison("Fax", csat(9, 3), csat(8, 4)),
        ),
    )

    words = write_digest(found)

    assert words.headline == "Satisfaction is down (Web chat)"
    assert words.opening.startswith("Web chat: Satisfaction is down, 10")


def test_overdue_cases_come_before_the_news_that_nothing_moved() -> None:
    still = unchanged_data()

    assert write_digest(still).opening.startswith("No number changed detectably. Satisfaction is 85")
    late = write_digest(replace(still, cases=case_summary(open=17, overdue=1)))
    assert late.headline == "1 case is overdue"
    assert late.opening.startswith("1 of 17 open cases is overdue. Satisfaction: 85")


def test_the_first_week_has_nothing_to_compare_with() -> None:
    first = digest_data(
        measures=(comparison_of(CSAT, csat(80, 20), NOTHING),), groups=(), cases=case_summary(overdue=0)
    )

    assert "There is no earlier period to compare it with yet" in write_digest(first).opening
    assert line(write_digest(first), "Satisfaction") == "before: no answers"


@pytest.mark.parametrize(
    ("measures", "sentence"),
    [
        ((), "No customer answered in this week."),
        (
            (comparison_of(CSAT, period_score(CSAT, {5: 2}, "too few"), NOTHING),),
            "Too few customers answered to report a score.",
        ),
    ],
)
def test_few_answers_have_a_wide_interval(measures: tuple[MeasureComparison, ...], sentence: str) -> None:
    quiet = digest_data(measures=measures, groups=(), cases=case_summary(overdue=0))

    assert write_digest(quiet).opening == sentence
    assert list(charts(quiet)) == []


def test_a_week_without_answers_still_reports_late_cases() -> None:
    assert (
        write_digest(digest_data(measures=(), groups=())).opening
        == "3 of 17 open cases are overdue. No customer answered in this week."
    )


def test_three_answers_are_a_count_and_hidden_ones_nothing() -> None:
    few = comparison_of(CSAT, period_score(CSAT, {5: 3}, "too few"), NOTHING)
    hidden = comparison_of(SOLVED, PeriodScore("hidden"), PeriodScore("hidden"))

    words = write_digest(digest_data(measures=(few, hidden), groups=()))

    assert [(each.name, each.value, each.span) for each in words.lines] == [
        ("Satisfaction", "too few answers (n\u00a0=\u00a03)", "")
    ]
    assert "Groups with very few answers are hidden to protect anonymity." in words.limits


def test_less_is_better_where_customers_had_to_repeat_themselves() -> None:
    fewer = comparison_of(REPEATED, yes_share(REPEATED, 10, 190), yes_share(REPEATED, 90, 110))

    assert change_tone(fewer) == "good"
    assert change_tone(comparison_of(SOLVED, yes_share(SOLVED, 10, 190), yes_share(SOLVED, 90, 110))) == "bad"
    assert "▼ down by 40 points" in write_digest(digest_data(measures=(fewer,), groups=())).lines[0].change


def test_questions_with_another_wording_are_not_compared() -> None:
    broken = comparison_of(CSAT, csat(90, 10), csat(10, 90), is_comparable=False)

    words = write_digest(digest_data(measures=(broken,), groups=(), cases=case_summary(overdue=0)))

    assert words.lines[0].change == "the question has changed: not compared"
    assert "no earlier period to compare" in words.opening


def test_open_cohorts_are_marked_and_closed_ones_shown_beside() -> None:
    words = write_digest(digest_data())
    assert "Response rate so far: 32% (27 to 36, n\u00a0=\u00a0412); still open, day 7 of 14." in words.invitations
    assert words.invitations[2].startswith("Last closed period, Oct 26")

    closed = invitation_summary(open_day=None)
    assert write_digest(digest_data(invitations=closed, newest_closed=closed)).invitations[1:] == (
        "Response rate: 32% (27 to 36, n\u00a0=\u00a0412).",
    )
    nobody = invitation_summary(contacts=9, eligible=0, invited=0, coverage=None, response_rate=None)  # type: ignore[arg-type]
    assert write_digest(digest_data(invitations=nobody, newest_closed=None)).invitations == (
        "Contacts: 9, none of them eligible for a survey.",
    )
    assert write_digest(digest_data(invitations=invitation_summary(contacts=0), newest_closed=None)).invitations == (
        "There were no contacts.",
    )


def test_without_cases_the_digest_has_a_sentence() -> None:
    none = case_summary(opened=0, closed=0, confirmed=0, denied=0, open=0, overdue=0, in_time=None, recovery=None)

    assert write_digest(digest_data(cases=none)).cases == ("No case is open, and none was opened in this period.",)


def test_an_undetectable_change_names_the_answers_it_would_take() -> None:
    still = comparison_of(NPS, period_score(NPS, {3: 20, 8: 30, 10: 50}), period_score(NPS, {3: 22, 8: 30, 10: 48}))

    found = undetectable_change(still)

    assert found is not None
    assert 25 < found.smallest < 40, "a hundred answers show a change of some thirty points"
    assert 900 < found.needed < 1000, "and ten points take about 958"
    assert (
        "Recommendation (NPS) of the company below" in write_digest(digest_data(measures=(still,), groups=())).limits[0]
    )
    assert undetectable_change(comparison_of(CSAT, csat(9000, 1000), csat(9000, 1000))) is None, "enough answers"
    assert undetectable_change(comparison_of(CSAT, csat(50, 0), csat(50, 0))) is None, (
        "all alike say nothing of how they spread"
    )
    assert undetectable_change(comparison_of(CSAT, csat(90, 10), csat(10, 90))) is None, "a change was found"
    assert undetectable_change(comparison_of(CSAT, csat(90, 10), NOTHING)) is None


def test_a_month_reads_as_one() -> None:
    month = DigestPeriod(WEEK.since.replace(day=1), WEEK.since.replace(day=30))
    earlier = period_before(month)
    found = digest_data(
        every=Frequency.MONTH,
        since=month.since,
        until=month.until,
        before_since=earlier.since,
        before_until=earlier.until,
    )

    words = write_digest(found)

    assert (words.title, words.days) == ("November 2026", "")
    assert "the month before 68" in words.opening
    assert (
        write_digest(replace(found, measures=(), cases=case_summary(overdue=0), groups=())).opening
        == "No customer answered in this month."
    )


def test_the_digest_is_in_german() -> None:
    with use_reader(GERMAN):
        words = write_digest(digest_data())

    assert words.title == "Woche 47"
    assert words.opening.startswith("Zufriedenheit ist gestiegen: 85")
    assert any("Noch" in text or "noch offen" in text for text in words.invitations)


def test_the_plain_text_has_the_same_content() -> None:
    words = write_digest(digest_data(scope_names=("North",)))
    text = " ".join(format_plain_text(words, [("Open the dashboard", "https://x")], "Footer", str).split())

    for sentence in (words.opening, *words.invitations, *words.cases, *words.limits, *words.restated):
        assert " ".join(sentence.split()) in text
    for each in words.lines:
        assert f"{each.name}: {each.value}" in text
    for quote in (*words.low, *words.high):
        assert quote.words.split()[0] in text
    assert "North" in text


def test_no_line_of_the_plain_text_is_long() -> None:
    text = format_plain_text(write_digest(digest_data()), [("Open the dashboard", "https://x")], "Footer", str)

    assert max(len(line) for line in text.splitlines()) <= 72


def test_the_trend_and_the_comparison_are_findings() -> None:
    found = dict(charts(digest_data()))

    trend, comparison = found["trend"], found["comparison"]
    assert isinstance(trend, TrendChart)
    assert isinstance(comparison, ComparisonChart)
    assert trend.title == "Satisfaction: up from the week before"
    assert len(trend.points) == 8
    assert trend.points[-1].under == "n\u00a0=\u00a0148"
    assert "Nov 16: 85" in trend.alt
    assert comparison.title == "Satisfaction: Phone, outsourced is below Phone, in house"
    assert comparison.rows[0].label == "Phone, in house"
    assert "Fax" not in {row.label for row in comparison.rows}, "too few to say"


@pytest.mark.parametrize(
    ("now", "then", "title"),
    [
        (csat(20, 80), csat(80, 20), "Satisfaction: down from the week before"),
        (csat(80, 20), csat(80, 20), "Satisfaction: no detectable change from the week before"),
        (csat(80, 20), NOTHING, "Satisfaction so far"),
    ],
)
def test_the_trends_title_is_worded_by_its_test(now: PeriodScore, then: PeriodScore, title: str) -> None:
    points = (NOTHING, PeriodScore("hidden"), NOTHING, NOTHING, csat(70, 30), csat(71, 29), csat(75, 25), now)
    [(_, chart)] = charts(digest_data(measures=(comparison_of(CSAT, now, then, trend=points),), groups=()))

    assert chart.title == title


def test_parts_that_do_not_differ_are_not_drawn() -> None:
    assert (
        most_different([group_comparison("A", csat(50, 50), NOTHING), group_comparison("B", csat(52, 48), NOTHING)])
        is None
    )
    assert most_different([group_comparison("A", csat(50, 50), NOTHING)]) is None
    assert most_different([]) is None
