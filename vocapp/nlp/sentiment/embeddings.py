"""Sentence embeddings: the protocol of an embedder, and how much a model uses it. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORDS_ONLY_SUFFIX: Final = "-words"
"""End of the model name in analyses where the embedder of the model is not installed and only words were used."""
MIN_CORRECTIONS: Final = 100
"""Corrections from which a second opinion by embeddings is trained."""


class EmbeddingUse(Struct, frozen=True):
    """The embedder that a model uses beside the words, and its weight, measured on the corrections that it was trained
    on.

    `share`: mean share of the embeddings in the evidence, 0 … 1. `moved`: share of the corrected comments that the
    words alone would put into another class.
    """

    embedder: str
    share: float
    moved: float


class Embedder(Protocol):
    """Turns texts into vectors that are near to each other where the texts mean about the same."""

    @property
    def name(self) -> str:
        """Name and version: vectors of another version mean something else."""
        ...

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Returns one row of length 1 per text, in order. The same text always gives the same row."""
        ...


class CachingEmbedder:
    """Embeds each text once, while a model is trained, compared and trained again."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        """Name of the wrapped embedder."""
        return self._embedder.name

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Returns the vectors of the wrapped embedder."""
        import numpy as np

        if new := [text for text in dict.fromkeys(texts) if text not in self._known]:
            self._known.update(zip(new, self._embedder.vectors(new), strict=True))
        return np.stack([self._known[text] for text in texts])
