"""The active model and taxonomy: the company's, or the shipped ones."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from vocapp.comments.models.model_versions import load_content
from vocapp.database import DB
from vocapp.nlp.analysis_pool import ANALYSIS_POOL
from vocapp.nlp.analysis_worker import ModelContents, ModelSelection
from vocapp.nlp.sentiment.embeddings import WORDS_ONLY_SUFFIX
from vocapp.nlp.themes.taxonomy import model_name

TAXONOMY_SUFFIX: Final = re.compile(r"-t\d+-[0-9a-f]{12}$")
_ACTIVE: Final = """
SELECT (SELECT name FROM reading_model WHERE state = 'current') AS model,
  (SELECT name FROM taxonomy WHERE is_current) AS taxonomy"""
_TAXONOMY: Final = "SELECT content FROM taxonomy WHERE name = $1"


async def active_versions() -> ModelSelection:
    """The names of the active model and taxonomy."""
    row = await DB.fetch_one(_ACTIVE)
    return ModelSelection() if row is None else ModelSelection(row["model"], row["taxonomy"])


async def load_contents(by: ModelSelection) -> ModelContents:
    """The contents of a model and a taxonomy; None for shipped ones."""
    model = None if by.model is None else await load_content(by.model)
    taxonomy: str | None = None if by.taxonomy is None else await DB.fetch_value(_TAXONOMY, by.taxonomy)
    return ModelContents(model, None if taxonomy is None else taxonomy.encode())


async def full_name(by: ModelSelection) -> str:
    """The name that analyses carry: model and taxonomy. Can start an analysis process to ask for the shipped name."""
    return model_name(by.model or await ANALYSIS_POOL.shipped(), by.taxonomy)


def names_of_active(used: Iterable[str], by: ModelSelection, learned: Collection[str]) -> list[str]:
    """Those of the names in analyses (most frequent first) that stand for the active versions `by`.

    `learned`: the names of all trained models. The shipped model has another name in each release, which only an
    analysis process knows: the most frequent of its possible names is taken.
    """
    found = [name for name in used if _is_by(name, by, learned)]
    return found if by.model else found[:1]


def _is_by(name: str, by: ModelSelection, learned: Collection[str]) -> bool:
    match = TAXONOMY_SUFFIX.search(name)
    taxonomy, model = (match[0][1:], name[: match.start()]) if match else (None, name)
    is_shipped = model.removesuffix(WORDS_ONLY_SUFFIX) not in learned
    return taxonomy == by.taxonomy and (model == by.model if by.model else is_shipped)
