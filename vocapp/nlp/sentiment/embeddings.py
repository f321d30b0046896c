"""What may a company's model go by beside the words? Sentence embeddings, where they are installed. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORDS_ONLY_SUFFIX: Final = "-words"
"""Ends the name of readings that a model made by the words alone, because what it also goes by is not installed."""
MIN_CORRECTIONS: Final = 100
"""Corrections from which something is learned of what texts mean as a whole."""


class EmbeddingUse(Struct, frozen=True):
    """What a model goes by beside the words, and how much, as the corrections that it was learned from show it.

    `share`: its mean part, 0 … 1, in what speaks for praise or for blame; `moved`: the part of the corrected comments
    that the words alone would put into another class.
    """

    embedder: str
    share: float
    moved: float


class Embedder(Protocol):
    """Turns texts into numbers that are near to each other where they mean about the same."""

    @property
    def name(self) -> str:
        """What it is and in which version: another one's numbers mean something else."""
        ...

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """One row of length 1 a text, in order; the same text gives the same row in any company."""
        ...


class CachingEmbedder:
    """An embedder that embeds each text once, while what is learned is learned, compared and learned again."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        """That of the other."""
        return self._embedder.name

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """As the other's."""
        import numpy as np

        if new := [text for text in dict.fromkeys(texts) if text not in self._known]:
            self._known.update(zip(new, self._embedder.vectors(new), strict=True))
        return np.stack([self._known[text] for text in texts])
