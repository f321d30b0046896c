"""The groups of a slice, and the row of each: its scores, invitations and cases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from vocapp.channels.registry import ContactChannel
from vocapp.dashboards import findings
from vocapp.dashboards.findings import ScoreComparison
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.metrics.measure import Measure
from vocapp.metrics.privacy_floor import Visibility
from vocapp.rollups import labels
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.rollup_slice import Dimension, Slice, periods
from vocapp.rollups.types import CaseCounts, Group, InvitationCounts, Score

SORTED: Final = frozenset({Dimension.CHANNEL, Dimension.TOUCHPOINT, Dimension.LINE, Dimension.SURVEY})
"""Dimensions whose groups have no order of their own."""


@dataclass(frozen=True)
class GroupRow:
    """One group, or the total (key ""): its measures, invitations and cases. `query` narrows to it."""

    key: str
    title: str
    query: str
    scores: dict[Measure, ScoreComparison]
    invitations: InvitationCounts | None = None
    cases: CaseCounts | None = None

    def visibilities(self) -> Iterator[Visibility]:
        """Whether each number of the row is shown."""
        yield from (found.score.shown for found in self.scores.values())
        yield from (counts.shown for counts in (self.invitations, self.cases) if counts is not None)


@dataclass(frozen=True)
class GroupData:
    """The numbers of the groups of a slice, and of the slice that it is compared with."""

    scores: Sequence[Score]
    before: Sequence[Score] | None
    invitations: Sequence[InvitationCounts]
    cases: Sequence[CaseCounts]
    now: dict[tuple[Measure, str], Score] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "now", scores_by_group(self.scores))

    @property
    def groups(self) -> list[Group]:
        """Every group with any number, once."""
        told = [*(s.group for s in self.scores), *(a.group for a in self.invitations), *(c.group for c in self.cases)]
        return list(dict.fromkeys(group for group in told if group is not None))


def scores_by_group(scores: Sequence[Score]) -> dict[tuple[Measure, str], Score]:
    """Scores by measure and group."""
    return {(score.measure, score.group.key): score for score in scores if score.group is not None}


def build_rows(view: DashboardView, by: Dimension, groups: Sequence[Group], read: GroupData) -> list[GroupRow]:
    """The row of each group."""
    before = scores_by_group(read.before or ())
    scores: dict[str, dict[Measure, ScoreComparison]] = {}
    for (measure, key), score in read.now.items():
        found = findings.compare_scores(score, before.get((measure, key)), is_compared=read.before is not None)
        scores.setdefault(key, {})[measure] = found
    invitations = {each.group.key: each for each in read.invitations if each.group is not None}
    cases = {each.group.key: each for each in read.cases if each.group is not None}
    return [
        GroupRow(
            key=group.key,
            title=labels.group_title(group, by),
            query=group_query(view, by, group.key),
            scores=scores.get(group.key, {}),
            invitations=invitations.get(group.key),
            cases=cases.get(group.key),
        )
        for group in groups
    ]


def list_groups(context: NumbersContext, by: Dimension, slice_: Slice, seen: Sequence[Group]) -> list[Group]:
    """The groups to list: all channels, visible lines and periods; of other dimensions those with numbers."""
    if by.is_time:
        return [Group(key, key) for key in periods(slice_, by)]
    known: list[Group] = []
    if by is Dimension.CHANNEL:
        known = [Group(channel.value, channel.value) for channel in ContactChannel]
    elif by is Dimension.LINE:
        known = [Group(str(line.id), line.name) for line in context.visible_lines]
    listed = {group.key for group in known}
    return [*known, *(group for group in seen if group.key not in listed)]


def sort_rows(found: list[GroupRow], by: Dimension, chosen: Measure | None) -> list[GroupRow]:
    """Rows by the value of the chosen measure, highest first, without value last; periods keep their order."""
    if by not in SORTED or chosen is None:
        return found

    def place(row: GroupRow) -> tuple[bool, float]:
        figure = row.scores[chosen].score.figure if chosen in row.scores else None
        return figure is None, -figure.value if figure else 0.0

    return sorted(found, key=place)


def group_query(view: DashboardView, by: Dimension, key: str) -> str:
    """The query of one group alone; "" for a group that is no slice."""
    one = view.slice.but(since=view.trend()[0].since).within(by, key) if by.is_time else view.slice.within(by, key)
    if one is None:
        return ""
    if by.is_time:
        return view.query(period=None, since=one.since, until=one.until)
    return view.query(**{by.value: getattr(one, by.value)})
