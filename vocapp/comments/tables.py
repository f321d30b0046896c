"""What verbatims say, what people say that they say, and the models that read them."""

from piccolo.columns import JSONB, Array, Boolean, Bytea, ForeignKey, Integer, Real, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.database import DB
from vocapp.responses.tables import Response
from vocapp.staff.tables import StaffUser


class Comment(Table, db=DB, tablename="verbatim"):
    """The reading of one text answer; without a row it has not been read yet. The original stays in the answer.

    `text_digest` is that of the text which was read: another one is read anew. The state is scored, nothing, refused
    or failed.
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
    """A theme that a verbatim speaks of, from `first` up to `last`, one past its end."""

    id = Uuid(primary_key=True, default=None)
    verbatim_id = ForeignKey(Comment, default=None, null=False, index=True, on_delete=OnDelete.cascade)
    theme = Varchar(length=80, default=None)
    sentiment = Real(default=None, null=True)
    first = Integer(default=None)
    last = Integer(default=None)


class CommentLabel(Table, db=DB, tablename="verbatim_label"):
    """What one coder says of a text: its sentiment, its themes, or both; the engine learns from it.

    It holds for the text of `text_digest` only. Themes are null where the coder said nothing of them.
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
    """A model learned from the company's own answers, as plain data. At most one is current; none: the shipped one.

    `beyond` its words: what it goes by, and how much. `tried`: what came of bending its chances.
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
    """Verbatims read anew by choice, with the current model: how many of `total` are done, up to which."""

    id = Uuid(primary_key=True, default=None)
    model = Varchar(length=80, default=None)
    total = Integer(default=0)
    done = Integer(default=0)
    past = Uuid(default=None, null=True)
    asked_by = Text(default=None)
    asked_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None, null=True)


class SuggestionRun(Table, db=DB, tablename="suggestion_run"):
    """Themes that may be missing, as they were last found for one choice of comments.

    `key` is the digest of what was `wanted`; `found` is null until it has been looked for.
    """

    id = Uuid(primary_key=True, default=None)
    key = Bytea(default=None, unique=True)
    wanted = JSONB(default=None)
    asked_by = Text(default=None)
    asked_at = Timestamptz(default=None)
    found = JSONB(default=None, null=True)
    found_at = Timestamptz(default=None, null=True)


class DismissedPhrase(Table, db=DB, tablename="dismissed_phrase"):
    """A phrase of a language that somebody found not interesting: it is not suggested again."""

    id = Uuid(primary_key=True, default=None)
    language = Varchar(length=10, default=None)
    phrase = Text(default=None)
    dismissed_by = Text(default=None)
    dismissed_at = Timestamptz(default=None)
    dismissed_phrase_key = Unique(["language", "phrase"])


class TaxonomyVersion(Table, db=DB, tablename="taxonomy"):
    """A version of the company's own themes, as TOML; it never changes. At most one is current; none: the shipped one.

    `name` stands for it in the names of what reads by it.
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
    """The themes as they are being edited, one row in all: `revision` counts its changes.

    `base` is the number of the version that it began from, null for the shipped themes. One that was given up, or was
    published, is closed, and can be opened again until somebody begins another.
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
# What is searched are the redacted words, by the rules of their language: a name finds nobody.
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
