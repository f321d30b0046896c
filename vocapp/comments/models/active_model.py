"""By what are comments read now? The company's current model and its current taxonomy, or what is shipped."""

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
_NOW: Final = """
SELECT (SELECT name FROM reading_model WHERE state = 'current') AS model,
  (SELECT name FROM taxonomy WHERE is_current) AS taxonomy"""
_TAXONOMY: Final = "SELECT content FROM taxonomy WHERE name = $1"


async def active_versions() -> ModelSelection:
    """What reads from now on."""
    row = await DB.fetch_one(_NOW)
    return ModelSelection() if row is None else ModelSelection(row["model"], row["taxonomy"])


async def load_contents(by: ModelSelection) -> ModelContents:
    """What is kept under the names; None for what is not."""
    model = None if by.model is None else await load_content(by.model)
    taxonomy: str | None = None if by.taxonomy is None else await DB.fetch_value(_TAXONOMY, by.taxonomy)
    return ModelContents(model, None if taxonomy is None else taxonomy.encode())


async def full_name(by: ModelSelection) -> str:
    """As readings name what they were read by; may start a reading process to ask what is shipped."""
    return model_name(by.model or await ANALYSIS_POOL.shipped(), by.taxonomy)


def names_of_active(used: Iterable[str], by: ModelSelection, learned: Collection[str]) -> list[str]:
    """Those of the names of readings, the most frequent first, that may be of `by`; `learned`: of all learned models.

    What is shipped has another name in each release, which only a reading process knows: one of them is taken for it.
    """
    found = [name for name in used if _is_by(name, by, learned)]
    return found if by.model else found[:1]


def _is_by(name: str, by: ModelSelection, learned: Collection[str]) -> bool:
    told = TAXONOMY_SUFFIX.search(name)
    taxonomy, model = (told[0][1:], name[: told.start()]) if told else (None, name)
    is_shipped = model.removesuffix(WORDS_ONLY_SUFFIX) not in learned
    return taxonomy == by.taxonomy and (model == by.model if by.model else is_shipped)
