"""Inge brings a file in and reads German: what is wrong with it is told in German too, whoever says it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import vocapp
from vocapp.contacts.batch_lookup import REMEDIES, TITLES
from vocapp.studio.import_error_texts import told
from vocapp.ui.error_translation import Retold
from vocapp.ui.reader import ReaderLocale, use_reader

HOME = Path(vocapp.__file__).parent
SAYING = [
    *(HOME / "files").glob("read_*.py"),
    *(HOME / f"files/{name}.py" for name in ("open_table", "encodings", "table")),
    *(HOME / f"contacts/{name}.py" for name in ("handler_chain", "local_times", "validate_contact")),
    *(HOME / f"contacts/imports/{name}.py" for name in ("parse_cell", "mapping_file", "read_rows")),
    HOME / "customers/normalise_identity.py",
    HOME / "studio/import_pages.py",
]


def said(path: Path) -> Iterator[str]:
    """Every sentence of an error that a module raises, or of a row that it finds fault with; values are "7"."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if (name.endswith("Error") and isinstance(node.args[0], ast.Constant | ast.JoinedStr)) or name == "Row":
                yield from _text(node.args[-1])
            elif name == "add" and len(node.args) == 3:
                yield from _text(node.args[2])
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.JoinedStr) and path.name == "mapping_file.py":
            yield from _text(node.value)


def _text(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "7" for part in node.values)
        text = "".join(str(part) for part in parts)
        if any(word.isalpha() and word.islower() for word in text.split()):
            yield text


@pytest.mark.parametrize("path", SAYING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sentence_about_a_file_is_known(path: Path) -> None:
    assert [text for text in said(path) if not told.knows(text.replace("+49301234567", "+4930123456"))] == []


def test_names_that_nobody_made_are_known() -> None:
    for what, title in TITLES.items():
        assert told.knows(f"there is no such {title}: {REMEDIES[what]}, or use one of a, b and 4 more")


def test_what_takes_its_place_stays_as_it_was() -> None:
    error = "the mapping: fields.channel is missing: every contact needs it\nan unheard-of sentence"
    assert told(error) == error
    with use_reader(ReaderLocale("de")):
        assert told(error) == "the mapping: fields.channel fehlt: jeder Kontakt braucht es\nan unheard-of sentence"
        assert told("a%b.csv is empty: its first row must name the columns.").startswith("a%b.csv ist leer")
        assert told("check the year") == "prüfen Sie das Jahr"


def test_the_sentence_that_says_more_is_meant() -> None:
    both = Retold(["%(place)s is missing", "%(place)s, the name, is missing"])
    assert both.knows("a, the name, is missing") and not both.knows("a is missing!")
