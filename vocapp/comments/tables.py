"""Comments with their analysis and corrections, models, and taxonomy versions.

Some database names are older than the class names: a comment is a row of `verbatim`, a model one of `reading_model`.
"""

from piccolo.columns import JSONB, Array, Boolean, Bytea, ForeignKey, Integer, Real, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.database import DB
from vocapp.responses.tables import Response
from vocapp.staff.tables import StaffUser


class Comment(Table, db=DB, tablename="verbatim"):
    """The analysis of one text answer; without a row it is not analysed yet. The original text stays in the answer.

    `text_digest`: of the analysed text; another text is analysed again. `state`: scored, nothing, refused (language not
    supported) or failed.
    """

    id = Uuid(primary_key=True, default=None)
    response_id = ForeignKey(Response, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    question = Varchar(length=60, default=None)
    text_digest = Bytea(default=None)
    language = Varchar(length=10, default=None, null=True)
    state = Varchar(length=12, default=None)
    sentiment = Real(default=None, null=True)
    label = Varchar(length=8, default=None, null=True)
    probability = Real(default=None, null=True)
    abstain = Boolean(default=False)
    conflict = Boolean(default=False)
    redacted = Text(default="")
    evidence = JSONB(default="[]")
    urgent = Array(base_column=Text(), default=list)
    model = Varchar(length=80, default=None)
    answered_at = Timestamptz(default=None)
    scored_at = Timestamptz(default=None)
    is_test = Boolean(default=False)
    verbatim_key = Unique(["response_id", "question"])


class CommentTheme(Table, db=DB, tablename="verbatim_theme"):
    """A theme of a comment. It is found at the characters from `first` to `last` (exclusive)."""

    id = Uuid(primary_key=True, default=None)
    verbatim_id = ForeignKey(Comment, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    theme = Varchar(length=80, default=None)
    sentiment = Real(default=None, null=True)
    first = Integer(default=None)
    last = Integer(default=None)


class CommentLabel(Table, db=DB, tablename="verbatim_label"):
    """A correction by one person: tone, themes, or both. Training learns from it.

    It holds only for the text of `text_digest`. Null: not corrected.
    """

    id = Uuid(primary_key=True, default=None)
    verbatim_id = ForeignKey(Comment, default=None, null=False, index=False, on_delete=OnDelete.cascade)
    coder_id = ForeignKey(StaffUser, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    text_digest = Bytea(default=None)
    label = Varchar(length=8, default=None, null=True)
    themes = Array(base_column=Text(), default=None, null=True)
    at = Timestamptz(default=None)
    verbatim_label_key = Unique(["verbatim_id", "coder_id"])


class CommentModel(Table, db=DB, tablename="reading_model"):
    """A model trained on the company's comments, as plain data. At most one is current (active); else the shipped one.

    `beyond`: the embeddings it uses beside words, and their weight. `tried`: the results of calibration.
    """

    id = Uuid(primary_key=True, default=None)
    name = Varchar(length=80, default=None, unique=True)
    state = Varchar(length=10, default="candidate")
    content = Bytea(default=None)
    comparison = JSONB(default="{}")
    learned_at = Timestamptz(default=None)
    learned_by = Text(default=None)
    promoted_at = Timestamptz(default=None, null=True)
    promoted_by = Text(default=None, null=True)
    beyond = JSONB(default=None, null=True)
    tried = JSONB(default=None, null=True)


class Rescoring(Table, db=DB, tablename="rescoring"):
    """A run that re-analyses comments with the active model: `done` of `total`, up to response `past`."""

    id = Uuid(primary_key=True, default=None)
    model = Varchar(length=80, default=None)
    total = Integer(default=0)
    done = Integer(default=0)
    past = Uuid(default=None, null=True)
    asked_by = Text(default=None)
    asked_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None, null=True)


class SuggestionRun(Table, db=DB, tablename="suggestion_run"):
    """The last search for missing themes in one choice of comments.

    `wanted`: the query; `key`: its digest; `found`: the result, null until the search is done.
    """

    id = Uuid(primary_key=True, default=None)
    key = Bytea(default=None, unique=True)
    wanted = JSONB(default=None)
    asked_by = Text(default=None)
    asked_at = Timestamptz(default=None)
    found = JSONB(default=None, null=True)
    found_at = Timestamptz(default=None, null=True)


class DismissedPhrase(Table, db=DB, tablename="dismissed_phrase"):
    """A dismissed phrase of a language: it is not suggested again."""

    id = Uuid(primary_key=True, default=None)
    language = Varchar(length=10, default=None)
    phrase = Text(default=None)
    dismissed_by = Text(default=None)
    dismissed_at = Timestamptz(default=None)
    dismissed_phrase_key = Unique(["language", "phrase"])


class TaxonomyVersion(Table, db=DB, tablename="taxonomy"):
    """A published version of the company's themes, as TOML. It never changes.

    At most one is current (active); without one, the shipped themes are.
    `name` is part of the full name of the model in each analysis.
    """

    id = Uuid(primary_key=True, default=None)
    number = Integer(default=None, unique=True)
    name = Varchar(length=40, default=None, unique=True)
    content = Text(default=None)
    note = Text(default="")
    made_by = Text(default=None)
    made_at = Timestamptz(default=None)
    is_current = Boolean(default=False)


class TaxonomyDraft(Table, db=DB, tablename="taxonomy_draft"):
    """The draft of the themes: at most one row. `revision` counts its changes.

    `base`: the number of the version it began from, null for the shipped themes. A discarded or published draft is
    closed, and can be resumed until another one is begun.
    """

    id = Uuid(primary_key=True, default=None)
    content = Text(default=None)
    revision = Integer(default=1)
    base = Integer(default=None, null=True)
    is_open = Boolean(default=True)
    saved_by = Text(default=None)
    saved_at = Timestamptz(default=None)


TABLES = (
    Comment, CommentTheme, CommentLabel, CommentModel, Rescoring, SuggestionRun, DismissedPhrase, TaxonomyVersion,
    TaxonomyDraft,
)  # fmt: skip
# Search covers the redacted text, by the rules of its language, so that names cannot be searched for.
_WORDS = """ALTER TABLE verbatim ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector(CASE language
  WHEN 'ar' THEN 'arabic'::regconfig WHEN 'da' THEN 'danish'::regconfig WHEN 'de' THEN 'german'::regconfig
  WHEN 'en' THEN 'english'::regconfig WHEN 'es' THEN 'spanish'::regconfig WHEN 'fr' THEN 'french'::regconfig
  WHEN 'nl' THEN 'dutch'::regconfig WHEN 'pt' THEN 'portuguese'::regconfig WHEN 'sv' THEN 'swedish'::regconfig
  WHEN 'tr' THEN 'turkish'::regconfig ELSE 'simple'::regconfig END, redacted)) STORED"""
EXTRA_SQL = (
    _WORDS,
    "CREATE INDEX verbatim_words ON verbatim USING gin (words)",
    "CREATE INDEX verbatim_time ON verbatim (answered_at DESC, id DESC) WHERE NOT is_test",
    "CREATE INDEX verbatim_urgent ON verbatim (answered_at DESC, id DESC) WHERE urgent <> '{}' AND NOT is_test",
    "CREATE INDEX verbatim_unread ON verbatim (answered_at DESC, id DESC)\n"
    "  WHERE state IN ('refused', 'failed') AND NOT is_test",
    "CREATE INDEX verbatim_theme_name ON verbatim_theme (theme, verbatim_id)",
    "CREATE UNIQUE INDEX reading_model_current ON reading_model (state) WHERE state = 'current'",
    "CREATE UNIQUE INDEX taxonomy_current ON taxonomy (is_current) WHERE is_current",
    "CREATE UNIQUE INDEX rescoring_open ON rescoring ((ended_at IS NULL)) WHERE ended_at IS NULL",
)
