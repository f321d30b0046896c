"""The comments that the text engine is trained and measured on: sets of rows with a text and what it is known to say.

They lie beside the checkout, or where VOCAPP_COMMENTS says; none of their rows is part of the product.
"""

import csv
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from vocapp.nlp.sentiment.question_context import infer_intent
from vocapp.nlp.types import QuestionIntent

FOLDER: Final = Path(os.environ.get("VOCAPP_COMMENTS", Path(__file__).parents[2] / "shared/data/comments"))
CLEAR_RATING: Final = 0.5  # of −4 to 4, from which a rated sentence counts as positive or negative
LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "nl", "tr", "sv", "da", "ar")
SCORED: Final = ("1", "2", "3", "4", "5")


class Row(NamedTuple):
    """A comment. `label`: −1, 0, 1, None where nobody gave one; `score`: 1 (best) to 5; `group`: the set that it
    belongs to.
    """

    group: str
    text: str
    label: int | None
    asks: QuestionIntent = "open"
    question: str | None = None
    score: float | None = None
    date: str = ""
    themes: tuple[str, ...] = ()


def present() -> bool:
    """Whether the comments are available."""
    return (FOLDER / "survey_verbatims.csv").is_file()


@cache
def survey() -> tuple[Row, ...]:
    """Returns the answers to survey questions, oldest first; also unlabelled ones."""
    rows = [
        Row(
            f"survey {one['organisation']}", one["text"], int(float(one["sentiment"])) if one["sentiment"] else None,
            infer_intent(one["question"]), one["question"], float(one["score"]) if one["score"] in SCORED else None,
            one["date"], tuple(one["themes"].split("|")),
        )
        for one in read("survey_verbatims")
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: row.date))


@cache
def reviews(language: str) -> tuple[Row, ...]:
    """Returns sentences of reviews of phones and of food; the same ones in every language."""
    return tuple(
        Row(f"reviews {one['domain']}", one["text"], int(one["sentiment"])) for one in read(f"reviews_{language}")
    )


@cache
def pros_and_cons() -> tuple[Row, ...]:
    """Returns short phrases, each once."""
    found = {one["text"]: int(one["sentiment"]) for one in read("pros_cons")}
    return tuple(Row("pros and cons", text, label) for text, label in found.items())


@cache
def sentences() -> tuple[Row, ...]:
    """Returns single sentences: rated by twenty people, or labelled."""
    rated = [
        Row(f"vader {kind}", one["text"], _sign(float(one["rating"])))
        for kind in ("tweets", "amazon", "movie", "nyt")
        for one in read(f"vader_{kind}")
    ]
    labelled = [
        Row(f"uci {kind}", one["text"], int(one["sentiment"]))
        for kind in ("amazon_cells", "imdb")
        for one in read(f"uci_{kind}")
    ]
    return (*rated, *labelled)


@cache
def mixed(part: str = "train") -> tuple[Row, ...]:
    """Returns sentences about several things; neutral where they are both positive and negative."""
    said: dict[str, set[str]] = {}
    for one in read(f"mams_{part}"):
        said.setdefault(one["text"], set()).add(one["sentiment"])
    return tuple(Row("mams", text, ("positive" in kinds) - ("negative" in kinds)) for text, kinds in said.items())


@cache
def english() -> tuple[Row, ...]:
    """Returns all labelled English rows."""
    coded = (row for row in survey() if row.label is not None)
    return (*coded, *sentences(), *pros_and_cons(), *reviews("en"), *mixed())


def labelled(rows: Iterable[Row], groups: Iterable[str]) -> list[Row]:
    """Returns the rows of some groups."""
    wanted = set(groups)
    return [row for row in rows if row.group in wanted]


def read(name: str) -> Iterator[dict[str, str]]:
    """Returns the lines of a file by column."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _sign(rating: float) -> int:
    return (rating >= CLEAR_RATING) - (rating <= -CLEAR_RATING)
