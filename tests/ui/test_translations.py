"""Translations of interface texts: what customers see into every language; what staff see here, into German."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from jinja2.ext import babel_extract

import vocapp
from vocapp.ui.error_page import STAFF_NOT_FOUND
from vocapp.ui.languages import PUBLIC
from vocapp.ui.translations import catalogue, files

HOME = Path(vocapp.__file__).parent
PYTHON = {"_": None, "mark": None, "gettext": None, "ngettext": (1, 2)}
CUSTOMERS_SEE = (
    "ui/templates/error.html",
    "ui/error_page.py",
    "catalogue/templates/frame.html",
    "invitations/templates/opt_out.html",
    "cases/templates/check.html",
    "cases/templates/mail.html",
    "cases/pages/recovery_page.py",
    "cases/mail/case_mail_text.py",
)
IN_GERMAN = (
    "ui",
    "audit",
    "messages",
    "staff",
    "invitations",
    "responses",
    "comments",
    "timeline",
    "studio",
    "dashboards",
    "digests",
    "cases",
    "operations",
)


def texts(path: Path) -> Iterator[str]:
    """Every interface text of a template or a module."""
    with path.open("rb") as file:
        if path.suffix == ".html":
            found = [message for _, _, message, _ in babel_extract(file, ("_", "ngettext"), (), {"trimmed": "true"})]
        else:
            found = [message for _, message, _, _ in extract("python", file, PYTHON)]
    for message in found:
        text = message if isinstance(message, str) else (message or (None,))[0]  # of ngettext: the singular finds both
        if isinstance(text, str):
            yield text


def untranslated(paths: Iterator[Path], language: str) -> set[str]:
    known = catalogue(language)
    return {
        text
        for path in paths
        for text in texts(path)
        if known.gettext(text) == text == known.ngettext(text, text, 1) and not known_same(text)
    }


SAME = ("Bot", "Dashboards", "Fax", "Marketing", "Onboarding", "Trend", "Trends", "in %(length)s", "neutral")


def known_same(text: str) -> bool:
    """Words that are the same in German."""
    return text in {"Name", "Version", "Browser", "Agent", "vocapp:", "For %(name)s, %(email)s.", *SAME}


@pytest.mark.parametrize("language", PUBLIC[1:])
def test_templates_for_customers_are_fully_translated(language: str) -> None:
    assert untranslated((HOME / name for name in CUSTOMERS_SEE), language) <= {STAFF_NOT_FOUND}


@pytest.mark.parametrize("package", IN_GERMAN)
def test_staff_pages_are_complete_in_german(package: str) -> None:
    paths = [*(HOME / package / "templates").glob("*.html"), *(HOME / package).glob("*.py")]

    assert untranslated(iter(paths), "de") == set()


@pytest.mark.parametrize("folder", ["followup", "programmes"])
def test_titles_of_what_comes_along_are_in_german(folder: str) -> None:
    titles = {tomllib.loads(path.read_text())["title"] for path in (HOME.parent / "surveys" / folder).glob("*.toml")}
    assert titles and {title for title in titles if catalogue("de").gettext(title) == title} == set()


def test_a_language_without_a_catalogue_stays_english() -> None:
    assert catalogue("xx").gettext("Sign in") == "Sign in"


@pytest.mark.parametrize("name", ["../../../etc/passwd", "de/../de", "", "ä"])
def test_a_language_names_no_other_file(name: str) -> None:
    assert list(files(name)) == []
