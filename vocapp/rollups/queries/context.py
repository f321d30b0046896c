"""Everything that reading numbers needs besides the cells, loaded once and passed down.

`read_numbers(actor)` opens one REPEATABLE READ, READ ONLY transaction and yields a `NumbersContext`. All numbers that
are loaded inside the block are of one state of the database, whatever is counted meanwhile; a page, a download or a
digest that shows numbers opens it once:

    async with read_numbers(actor) as context:
        scores = await load_scores(context, slice_)
        cases = await load_case_counts(context, slice_)

The context is frozen, and of what is read it keeps only the people by whom the floor judges, once a period: ask once
for what belongs to one slice (`load_divisions`), and pass it on. The block holds a pooled connection, so draw charts
and render pages after it. Inside a running transaction it is a savepoint of that one, with its isolation.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from vocapp import clock
from vocapp.catalogue import published
from vocapp.comments.comment_queries import READS_ORIGINALS
from vocapp.database import DB
from vocapp.http.access import Actor
from vocapp.metrics.measure import Measure
from vocapp.questionnaire.definition import Questionnaire
from vocapp.rollups.count_stage import ZONE, load_zone
from vocapp.rollups.queries.unit_tree import UnitTree
from vocapp.rollups.rollup_slice import Dimension, Slice
from vocapp.staff import units
from vocapp.staff.units import LineSummary, UnitNode

_STATE: Final = f"SELECT ({published.REVISION}) AS revision, ({ZONE}) AS zone"
_SERIES: Final = "SELECT kind, id, survey, name, part, low, high, direction, object, occasion FROM cell_series"
_PLACES: Final = "SELECT id, channel, touchpoint, line_id, unit_id FROM cell_place"


@dataclass(frozen=True)
class SeriesInfo:
    """One thing that is counted; of answers with its measure."""

    id: int
    survey: str
    name: str
    part: str
    measure: Measure


class CountedPeople(NamedTuple):
    """How many people a series counts in one place and stretch of days (its first day)."""

    series_id: int
    stretch: date
    place_id: int
    n: int


@dataclass(frozen=True)
class NumbersContext:
    """The reader, the time, the rules, and the names of what is counted.

    `floor`: how few respondents may be shown, 3 at least. `is_bound`: the floor binds the reader, who may not read
    identified answers. `zone`: the time zone whose days are counted. `expiry_days`: how long the invitations of the
    current programmes can be answered, the longest of them. `places`: the rows of `cell_place` by id, only for a reader
    whom the floor binds. `people`: those by whom it judges (`withheld_groups`), by the first and last day.
    """

    actor: Actor
    is_bound: bool
    floor: int
    now: datetime
    zone: str
    expiry_days: int
    nodes: Sequence[UnitNode]
    lines: Sequence[LineSummary]
    units: UnitTree
    surveys: Mapping[str, Questionnaire]
    series: Mapping[str, Mapping[int, SeriesInfo]]
    places: Mapping[int, asyncpg.Record]
    people: dict[tuple[date, date], Sequence[CountedPeople]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day that it is in the zone of the cells."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    @property
    def visible_lines(self) -> list[LineSummary]:
        """The lines of business that the reader sees, by name."""
        seen = self.actor.lines
        return [line for line in self.lines if seen is None or line.id in seen]

    @property
    def visible_nodes(self) -> list[UnitNode]:
        """The units that the reader sees, each followed by those below it."""
        seen = self.actor.units
        return [node for node in self.nodes if seen is None or node.id in seen]

    def survey_title(self, slug: str) -> str:
        """The title of a survey in the reader's language; of one that is no longer published, its id in words."""
        known = self.surveys.get(slug)
        return known.title_in(self.actor.language) if known else slug.replace("_", " ")

    def series_of(self, kind: str, survey: str | None = None) -> dict[int, SeriesInfo]:
        """Every series of a kind (answer, ask, case), of one survey or of all."""
        known = self.series.get(kind, {})
        return {id_: one for id_, one in known.items() if survey is None or one.survey == survey}

    def visible_division(self, slice_: Slice, by: Dimension | None) -> tuple[Slice, Dimension | None]:
        """The slice and its division as the reader sees them: whole weeks, and no days, where the floor binds."""
        return self.visible_period(slice_), self.visible_dimension(by)

    def visible_dimension(self, by: Dimension | None) -> Dimension | None:
        """The dimension as the reader sees it: weeks instead of days where the floor binds."""
        return Dimension.WEEK if self.is_bound and by is Dimension.DAY else by

    def visible_period(self, slice_: Slice) -> Slice:
        """The slice with the period that numbers are shown for: whole weeks and months where the floor binds.

        The last of them ends today where it is not over.
        """
        if not self.is_bound:
            return slice_
        whole = slice_.whole()
        return whole.but(until=min(whole.until, max(slice_.until, self.today)))


def is_floor_bound(actor: Actor) -> bool:
    """Whether the floor binds the actor, who may not read identified answers. Commands of the operator may."""
    return actor.role not in READS_ORIGINALS and actor.kind != "command"


@asynccontextmanager
async def read_numbers(actor: Actor) -> AsyncIterator[NumbersContext]:
    """One state of all numbers for this reader, for the length of the block."""
    async with DB.snapshot():
        yield await _load_context(actor)


async def _load_context(actor: Actor) -> NumbersContext:
    [state] = await DB.fetch(_STATE)
    catalogue = await published.snapshot(state["revision"])
    bound = is_floor_bound(actor)
    nodes, lines = await units.tree(), await units.lines()
    names: dict[UUID, str] = {node.id: node.name for node in nodes} | {line.id: line.name for line in lines}
    series: dict[str, dict[int, SeriesInfo]] = {}
    for row in await DB.fetch(_SERIES):
        series.setdefault(row["kind"], {})[row["id"]] = _series_info(*row[1:])
    return NumbersContext(
        actor=actor,
        is_bound=bound,
        floor=catalogue.floor,
        now=clock.now(),
        zone=state["zone"],
        expiry_days=max((rule.programme.expiry_days for rule in catalogue.programmes), default=0),
        nodes=nodes,
        lines=lines,
        units=UnitTree(above={node.id: node.parent_id for node in nodes}, names=names),
        surveys=catalogue.surveys,
        series=series,
        places={row["id"]: row for row in await DB.fetch(_PLACES)} if bound else {},
    )


def _series_info(id_: int, survey: str, name: str, part: str, *scale: Any) -> SeriesInfo:
    return SeriesInfo(id_, survey, name, part, Measure(part, *scale))


async def load_today() -> date:
    """The day that it is in the zone of the cells, for callers that read no numbers."""
    return clock.now().astimezone(ZoneInfo(await load_zone())).date()
