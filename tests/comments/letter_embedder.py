"""A test embedder that uses letters, and training examples for it."""

import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vocapp.nlp.training.examples import TrainingExample
from vocapp.nlp.training.train import train_model
from vocapp.nlp.types import CommentInput, Label

NAME = "letters 1"
PLACES: list[tuple[str, Label]] = [("depot", "negative"), ("door", "positive"), ("van", "neutral")]


class Letters:
    """An embedder of character trigrams. It records the texts of each call."""

    name = NAME

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(list(texts))
        return np.array([self._vector(text) for text in texts], np.float32)

    def _vector(self, text: str) -> NDArray[np.float64]:
        found = np.ones(64)
        for at in range(len(text) - 2):
            found[zlib.crc32(text[at : at + 3].encode()) % 64] += 1
        return found / np.linalg.norm(found)


def lessons(size: int = 150) -> list[TrainingExample]:
    """Examples about the place of a parcel, labelled by the place; every second one has a score."""
    found = []
    for number in range(size):
        place, label = PLACES[number % 3]
        score = {"score": 3.0, "scale": (1.0, 5.0)} if number % 2 else {}
        found.append(TrainingExample(CommentInput(f"Parcel {number} is at the {place} now", "en", **score), label))
    return found


@cache
def beyond_words() -> bytes:
    """The content of a model that also uses the letter embedder."""
    return train_model(lessons(), embedder=Letters())
