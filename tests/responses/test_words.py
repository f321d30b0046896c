"""Translations of the customer's page: every text that is not the survey's own, and what it takes in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import vocapp.responses
from vocapp.ui.languages import PUBLIC

ROOM = Path(vocapp.responses.__file__).parent
TEMPLATES = ("survey", "question", "about", "message")
MODULES = ("respondent_pages", "page_context")
PLACE = re.compile(r"%\(\w+\)s")


def used_sentences() -> set[str]:
    """The English texts of the customer's pages."""
    return {*in_templates(), *in_modules()}


def in_templates() -> Iterator[str]:
    for name in TEMPLATES:
        with (ROOM / "templates" / f"{name}.html").open("rb") as file:
            for _, _, message, _ in babel_extract(file, ("_",), (), {}):
                yield str(message if isinstance(message, str) else message[0])


def in_modules() -> Iterator[str]:
    for name in MODULES:
        with (ROOM / "pages" / f"{name}.py").open("rb") as file:
            yield from (str(message) for _, message, _, _ in extract("python", file, {"_": None}))


def translated(language: str) -> dict[str, str]:
    with (ROOM / "locale" / f"{language}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


@pytest.mark.parametrize("language", PUBLIC[1:])
def test_every_text_of_the_page_is_translated(language: str) -> None:
    assert len(used_sentences()) > 25
    assert used_sentences() - translated(language).keys() == set()


@pytest.mark.parametrize("language", PUBLIC[1:])
def test_a_translation_takes_in_what_its_text_does(language: str) -> None:
    for text, translation in translated(language).items():
        assert set(PLACE.findall(translation)) == set(PLACE.findall(text)), text
