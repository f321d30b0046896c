"""Function words of a language: contrast words, negations and stop words. Pure."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

WordUse = Literal["contrast", "negation", "stop"]


@cache
def function_words(use: WordUse, language: str | None = None) -> frozenset[str]:
    """Returns the words of one language, or of all languages."""
    content = tomllib.loads(files("vocapp.nlp").joinpath("data", "stop_words.toml").read_text(encoding="utf-8"))[use]
    lists = content.values() if language is None else [content.get(language, "")]
    return frozenset(word for words in lists for word in words.split())
