"""The small words of a language: those that contrast, that negate, and that say nothing by themselves. Pure."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

WordUse = Literal["contrast", "negation", "stop"]


@cache
def function_words(use: WordUse, language: str | None = None) -> frozenset[str]:
    """Those of one language, or of all."""
    content = tomllib.loads(files("vocapp.nlp").joinpath("data", "stop_words.toml").read_text(encoding="utf-8"))[use]
    lists = content.values() if language is None else [content.get(language, "")]
    return frozenset(word for words in lists for word in words.split())
