"""Tables of counting: cells, their series and places, and the contribution of each response, contact and case."""

from piccolo.columns import UUID as Uuid
from piccolo.columns import Array, BigInt, Date, ForeignKey, Integer, Serial, SmallInt, Text, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.catalogue.tables import SurveyVersion
from vocapp.database import DB


class CellSeries(Table, db=DB, tablename="cell_series"):
    """One thing that is counted, for as long as nothing about it changes.

    Of an answer: the question (`name`), what it measures (`part` is the metric), and a digest of what is asked up to it
    (`lead_in`). Of an invitation (kind `ask`): the outcome of the decision (`name`) and the rule or the disposition
    (`part`). Of a case: a mark.
    """

    id = Serial(primary_key=True)
    kind = Varchar(length=8, default=None)  # answer, ask, case
    survey = Varchar(length=80, default="")
    name = Varchar(length=60, default=None)
    part = Varchar(length=80, default="")
    low = SmallInt(default=0)
    high = SmallInt(default=0)
    direction = Varchar(length=20, default="")
    object = Varchar(length=20, default="")
    occasion = Varchar(length=20, default="")
    lead_in = Varchar(length=32, default="")
    cell_series_key = Unique(
        ["kind", "survey", "name", "part", "low", "high", "direction", "object", "occasion", "lead_in"]
    )


class CellSource(Table, db=DB, tablename="cell_source"):
    """The series to which the answers to a question of a survey version go, and how their value is read.

    A version that measures nothing has one row without a question: it has been looked at.
    """

    id = Serial(primary_key=True)
    survey_version_id = ForeignKey(SurveyVersion, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    question = Varchar(length=60, default="")
    series_id = ForeignKey(CellSeries, default=None, null=True, index=False, on_delete=OnDelete.cascade)
    reads = Varchar(length=10, default="")  # number, yes_no, option, sentiment, scored
    options = Array(base_column=Text(), default=list)
    cell_source_key = Unique(["survey_version_id", "question", "series_id"])


class CellPlace(Table, db=DB, tablename="cell_place"):
    """A place of contacts: channel, touchpoint, line and unit. The nil id (all zeros) stands for none."""

    id = Serial(primary_key=True)
    channel = Varchar(length=20, default=None)
    touchpoint = Varchar(length=40, default=None)
    line_id = Uuid(default=None)
    unit_id = Uuid(default=None)
    cell_place_key = Unique(["channel", "touchpoint", "line_id", "unit_id"])


class Cell(Table, db=DB, tablename="cell"):
    """How many answers have one value on one day in one place; the rows of a day, series and place are a histogram.

    All four are its key, as `cell_key` says.
    """

    series_id = Integer(default=None, primary_key=True)
    day = Date(default=None)
    place_id = Integer(default=None)
    value = SmallInt(default=None)
    n = Integer(default=None)
    cell_key = Unique(["series_id", "day", "place_id", "value"])


# Piccolo knows keys of one column only, and would add one that nobody needs: a second index to write for every cell.
Cell.series_id._meta.primary_key = False


class Contribution(Table, db=DB, tablename="contribution"):
    """What a response, contact or case was last counted as: one part for each cell that it is in, see `packing`.

    Without foreign keys: the row of an erased subject stays until it is subtracted from the cells.
    """

    subject_id = Uuid(primary_key=True, default=None)
    kind = Varchar(length=8, default=None)
    revision = Integer(default=None)
    place_id = Integer(default=None)
    parts = Array(base_column=BigInt(), default=list)


TABLES = (CellSeries, CellSource, CellPlace, Cell, Contribution)
EXTRA_SQL = (
    # Free space in each page lets PostgreSQL update a count without touching the index (HOT).
    "ALTER TABLE cell SET (fillfactor = 80)",
    "ALTER TABLE contribution SET (fillfactor = 85)",
)
