"""Several units, lines and channels are slices that do not overlap, and whose numbers add up."""

from collections import Counter
from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.digests.digest_data_fixtures import CSAT, WEEK
from vocapp.digests.content import merge_slices
from vocapp.digests.scope import DigestScope, ScopePart, scope_parts
from vocapp.metrics.histogram import add_histograms, size
from vocapp.metrics.response_rates import Dispositions, rr1
from vocapp.metrics.scores import figure
from vocapp.metrics.wilson import share
from vocapp.rollups.rollup_slice import Slice
from vocapp.rollups.types import CaseCounts, Group, InvitationCounts, OpenCohort, Score

SITE, NORTH, SOUTH = UUID(int=1), UUID(int=2), UUID(int=3)
ABOVE = {SITE: None, NORTH: SITE, SOUTH: SITE}
GAS, POWER = UUID(int=8), UUID(int=9)
BRANDS = {"alderway": {GAS, POWER}, "brightmoor": {POWER}}
COUNTS = st.dictionaries(st.integers(1, 5), st.integers(1, 30), max_size=5)


def of(scope: DigestScope) -> list[ScopePart]:
    return scope_parts(scope, ABOVE, BRANDS)


def test_nothing_chosen_is_one_slice_of_everything() -> None:
    assert of(DigestScope()) == [ScopePart()]
    assert DigestScope().is_everything
    assert ScopePart().narrow(Slice(*WEEK)) == Slice(*WEEK)


def test_a_unit_below_a_chosen_one_is_not_counted_twice() -> None:
    assert of(DigestScope(units=(NORTH, SITE))) == [ScopePart(unit=SITE)]
    assert of(DigestScope(units=(NORTH, SOUTH))) == [ScopePart(unit=NORTH), ScopePart(unit=SOUTH)]


def test_every_combination_is_a_slice() -> None:
    found = of(DigestScope(units=(NORTH, SOUTH), lines=(GAS,), channels=("sms", "fax")))

    assert len(found) == 4
    assert found[0].narrow(Slice(*WEEK)) == Slice(*WEEK, unit=NORTH, line=GAS, channel="sms")


def test_a_brand_stands_for_its_lines() -> None:
    assert of(DigestScope(brands=("alderway",))) == [ScopePart(line=GAS), ScopePart(line=POWER)]
    assert of(DigestScope(brands=("brightmoor",), lines=(GAS, POWER))) == [ScopePart(line=POWER)]
    assert of(DigestScope(brands=("brightmoor",), lines=(GAS,))) == [], "what excludes itself is nothing"
    assert of(DigestScope(brands=("gone",))) == []


def a_score(histogram: dict[int, int], shown: str = "yes", scored: tuple[int, int] = (0, 0)) -> Score:
    return Score(
        group=Group("2026-11-16", "16 Nov"),
        measure=CSAT,
        histogram={} if shown == "hidden" else histogram,
        figure=figure(CSAT, histogram) if shown == "yes" else None,
        shown=shown,  # type: ignore[arg-type]
        scored=share(*scored),
        series=frozenset({("support", "csat", len(histogram))}),
    )


@given(st.lists(COUNTS.filter(bool), min_size=2, max_size=6))
def test_scores_of_slices_are_the_score_of_their_answers(histograms: list[dict[int, int]]) -> None:
    [together] = merge_slices.merge_scores([[a_score(each)] for each in histograms], floor=5)

    assert Counter(together.histogram) == Counter(add_histograms(histograms))
    n = size(together.histogram)
    assert together.shown == ("yes" if n >= 5 else "too few")
    assert together.figure == (figure(CSAT, together.histogram) if n >= 5 else None)


def test_one_slice_is_left_as_it_is() -> None:
    alone = [a_score({5: 1}, "too few")]

    assert merge_slices.merge_scores([alone], floor=5) == alone


def test_a_sum_is_hidden_where_a_slice_of_it_is() -> None:
    [some] = merge_slices.merge_scores([[a_score({5: 9})], [a_score({1: 2}, "hidden")]], floor=5)
    assert (some.histogram, some.figure, some.shown) == ({}, None, "hidden")

    hidden, known = CaseCounts(group=None, shown="hidden"), CaseCounts(group=None, opened=7)
    assert merge_slices.merge_cases([[known], [hidden]]) == [hidden]
    unseen = InvitationCounts(group=None, shown="hidden")
    assert merge_slices.merge_invitations([[unseen], [InvitationCounts(group=None, contacts=9)]]) == [unseen]

    [none] = merge_slices.merge_scores([[a_score({5: 2}, "hidden")], [a_score({1: 2}, "hidden")]], floor=5)
    assert (none.shown, none.n, none.figure) == ("hidden", 0, None)


def test_shares_of_comments_add_up() -> None:
    [together] = merge_slices.merge_scores(
        [[a_score({5: 9}, scored=(9, 10))], [a_score({5: 9}, scored=(2, 30))]], floor=5
    )

    assert together.scored == share(11, 40)


def test_invitations_add_up_and_the_youngest_cohort_stays_open_longest() -> None:
    ended = Dispositions(complete=3, unknown=7)
    one = InvitationCounts(group=None, contacts=12, ineligible=2, invited=10, suppressed={"cap": 1}, dispositions=ended,
               open_day=OpenCohort(9, 14))  # fmt: skip
    other = InvitationCounts(group=None, contacts=20, invited=10, suppressed={"cap": 2, "hours": 1}, dispositions=ended,
                 open_day=OpenCohort(2, 14))  # fmt: skip

    [both] = merge_slices.merge_invitations([[one], [other]])

    assert (both.contacts, both.eligible, both.invited) == (32, 30, 20)
    assert both.suppressed == {"cap": 3, "hours": 1}
    assert both.rr1 == rr1(Dispositions(complete=6, unknown=14))
    assert both.coverage == share(20, 30)
    assert both.open_day == OpenCohort(2, 14)
    [untold] = merge_slices.merge_invitations(
        [[InvitationCounts(group=None, shown="hidden")], [InvitationCounts(group=None, shown="hidden")]]
    )
    assert (untold.shown, untold.rr1) == ("hidden", None)


def test_cases_add_up_with_their_shares() -> None:
    one = CaseCounts(group=None, opened=5, closed=4, confirmed=2, recovery=share(2, 4))
    other = CaseCounts(group=None, opened=3, open=3, overdue=1, recovery=None, shown="too few")

    [both] = merge_slices.merge_cases([[one], [other]])

    assert (both.opened, both.closed, both.open, both.overdue) == (8, 4, 3, 1)
    assert both.recovery == share(2, 4)
    assert both.shown == "yes"


def test_no_slice_gives_nothing() -> None:
    assert merge_slices.merge_scores([], floor=5) == []
    assert Slice(date(2026, 11, 16), date(2026, 11, 22)).days == 7
