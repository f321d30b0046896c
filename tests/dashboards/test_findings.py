"""How two periods are worded: by their test, and with what they cannot say."""

from datetime import date

from tests.rollups.score_examples import CSAT, EASE, NPS, REPEATED, TONE, score
from vocapp.dashboards.findings import (
    ScoreComparison,
    compare_scores,
    funnel_title,
    headline,
    hidden_note,
    list_limits,
    title,
)
from vocapp.metrics.wilson import share
from vocapp.rollups import labels
from vocapp.rollups.types import InvitationCounts, OpenCohort, SeriesBreak
from vocapp.ui.reader import ReaderLocale, use_reader

GOOD, BAD = {5: 90, 1: 10}, {5: 50, 1: 50}
NOBODY = InvitationCounts(group=None)


def test_a_change_is_worded_by_its_test() -> None:
    up, same = compare_scores(score(CSAT, GOOD), score(CSAT, BAD)), compare_scores(score(CSAT, GOOD), score(CSAT, GOOD))
    assert (title(up), up.look) == ("Satisfaction: up", "good")
    assert (title(same), same.look) == ("Satisfaction: no detectable change", "")
    down = compare_scores(score(CSAT, BAD), score(CSAT, GOOD))
    assert (title(down), down.look) == ("Satisfaction: down", "bad")


def test_where_less_is_better_more_is_worse() -> None:
    more = compare_scores(score(REPEATED, {1: 60, 0: 40}), score(REPEATED, {1: 20, 0: 80}))
    assert (title(more), more.look) == ("Had to repeat themselves: up", "bad")


def test_figures_that_cannot_be_compared_give_the_reason() -> None:
    few = compare_scores(score(CSAT, GOOD), score(CSAT, {5: 2}))
    assert (few.change, few.why_not) == (None, "too few answers before")
    otherwise = compare_scores(score(CSAT, GOOD), score(CSAT, BAD, series=frozenset({("survey", "csat", 2)})))
    assert (otherwise.change, otherwise.why_not) == (None, "asked differently before: not compared")
    assert compare_scores(score(CSAT, GOOD), None, is_compared=False) == ScoreComparison(score(CSAT, GOOD))
    assert compare_scores(score(CSAT, {5: 1}), score(CSAT, BAD)).why_not == ""


def test_the_headline_is_what_changed() -> None:
    up, same = (
        compare_scores(score(CSAT, GOOD), score(CSAT, BAD)),
        compare_scores(score(NPS, {9: 50, 1: 50}), score(NPS, {9: 50, 1: 50})),
    )
    assert headline([up, same]) == "Satisfaction: up."
    assert headline([same]) == "No detectable change in any number."
    assert headline([ScoreComparison(score(CSAT, GOOD))]).startswith("No comparison")
    assert headline([ScoreComparison(score(CSAT, {5: 1}))]) == "Too few answers to say anything yet."


def test_the_page_lists_the_limits_of_its_numbers() -> None:
    asks = InvitationCounts(group=None, open_day=OpenCohort(4, 14))
    tone = score(TONE, {50: 30, -50: 30}, scored=share(60, 100))
    broken = score(CSAT, {5: 1}, breaks=(SeriesBreak(date(2026, 5, 4), "post_contact", "csat"),))
    said = list_limits([compare_scores(tone, tone), ScoreComparison(broken)], asks)
    assert [each.partition(":")[0] for each in said] == [
        "The newest invitations are still open (day 4 of 14)",
        "Tone about the agent",
        "Satisfaction",
        "Satisfaction",
        "With this many answers, most changes smaller than these would not be detected",
    ]
    assert "60% (50 to 69, n = 100)" in said[1].replace("\u00a0", " ")
    assert "post contact asks differently" in said[3]
    assert list_limits([ScoreComparison(score(CSAT, GOOD))], NOBODY) == []


def test_what_is_hidden_is_said_once() -> None:
    assert hidden_note(["yes", "hidden", "too few", "hidden"]) == [
        "Numbers of groups and periods with very few people are hidden to protect anonymity."
    ]
    assert hidden_note(["yes", "too few"]) == []


def test_no_change_can_be_missed_where_all_answered_alike() -> None:
    alike = score(CSAT, {5: 50})
    assert list_limits([compare_scores(alike, alike)], NOBODY) == []


def test_the_funnel_shows_invited_and_answered() -> None:
    assert funnel_title(NOBODY) == "From contacts to responses"
    told = funnel_title(InvitationCounts(group=None, coverage=share(80, 100), rr2=share(20, 80)))
    assert told == "80% of the eligible contacts were invited; 25% of those invited responded"


def test_numbers_are_formatted_in_the_readers_language() -> None:
    found = compare_scores(score(NPS, {9: 1300, 1: 200}), score(NPS, {9: 700, 1: 800}))
    assert found.change is not None and found.score.figure is not None
    with use_reader(ReaderLocale("de")):
        assert labels.with_interval(found.score.figure).replace("\u00a0", " ") == "+73 (70 bis 77, n = 1.500)"
        assert labels.value(share(1, 2) or found.score.figure).replace("\u00a0", " ") == "50 %"
        assert labels.difference(found.change, "points").startswith("+80 Punkte (")
        assert labels.name(NPS) == "Weiterempfehlung (NPS) für das Unternehmen, Beziehung"
    assert labels.difference(found.change, "mean").count("points") == 0
    assert labels.name(EASE) == "Ease, 1 to 5"
    assert labels.meaning(CSAT) == "share who chose 4 or 5 of 5"


def test_why_there_is_no_figure() -> None:
    assert labels.no_figure(score(CSAT, {5: 3})).replace("\u00a0", " ") == "too few to say (n = 3)"
    assert labels.no_figure(score(CSAT, {})) == "no answers"
    assert labels.no_figure(score(CSAT, {}, shown="hidden")) == "hidden"
