"""Tables of responses and answers."""

from piccolo.columns import JSONB, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.catalogue.tables import SurveyVersion
from vocapp.database import DB
from vocapp.invitations.tables import Invitation


class Response(Table, db=DB, tablename="response"):
    """The answers to one invitation; `response_states` holds what can happen to it."""

    id = Uuid(primary_key=True, default=None)
    invitation_id = ForeignKey(Invitation, default=None, null=True, unique=True, on_delete=OnDelete.restrict)
    survey_version_id = ForeignKey(SurveyVersion, default=None, null=False, index=True, on_delete=OnDelete.restrict)
    channel = Varchar(length=20, default=None)
    language = Varchar(length=10, default=None)
    state = Varchar(length=10, default="open")
    closed_by = Varchar(length=12, default=None, null=True)
    is_test = Boolean(default=False)
    revision = Integer(default=1)
    started_at = Timestamptz(default=None)
    answered_at = Timestamptz(default=None, null=True)
    completed_at = Timestamptz(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True)


class Answer(Table, db=DB, tablename="answer"):
    """One answer to one question and its mode; a skipped question has a row, one that was not asked has none."""

    id = Uuid(primary_key=True, default=None)
    response_id = ForeignKey(Response, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    question = Varchar(length=60, default=None)
    value = JSONB(default=None)
    mode = Varchar(length=12, default="self")
    answered_at = Timestamptz(default=None)
    answer_key = Unique(["response_id", "question"])


TABLES = (Response, Answer)
# Free space on each page for the next version of its rows: an answer then updates no index.
EXTRA_SQL = ("ALTER TABLE response SET (fillfactor = 80)",)
