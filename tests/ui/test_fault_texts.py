"""Every fault has a sentence: each code that the code raises, with all its values, in English and in German."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.source_code import Module, modules
from vocapp.faults import Fault, FaultError
from vocapp.http.fault_texts import SENTENCES, field_errors, field_name, format_fault, format_faults
from vocapp.ui.fault_sentence import fault_sentence, fault_sentences, stored_fault_sentence
from vocapp.ui.reader import ReaderLocale, use_reader
from vocapp.ui.translations import catalogue

HOLE = re.compile(r"%\((\w+)\)s")
# `field` is made of the place; mapping_file names the file of every fault at once, and who checks a field its value.
ADDED_BY_CALLERS = {"place", "field", "file", "value"}
IN_THE_WORDS_OF_A_LIBRARY = {"field.invalid"}


def calls(module: Module) -> Iterator[tuple[str, set[str], bool, str]]:
    """(code, names of its values, whether others may come from a dict, place in the source) of each `Fault.of`."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "of"):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "Fault":
            assert isinstance(node.args[0], ast.Constant), f"{module.place}:{node.lineno}: write the code out"
            names = {keyword.arg for keyword in node.keywords if keyword.arg}
            has_dict = any(keyword.arg is None for keyword in node.keywords)
            yield str(node.args[0].value), names, has_dict, f"{module.place}:{node.lineno}"


def raised() -> list[tuple[str, set[str], bool, str]]:
    return [call for module in modules() for call in calls(module)]


def test_every_code_has_a_sentence() -> None:
    assert [f"{place}: {code}" for code, _, _, place in raised() if code not in SENTENCES] == []


def test_every_sentence_is_used() -> None:
    texts = {
        node.value
        for module in modules()
        if not module.name.endswith("fault_texts")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(SENTENCES.keys() - texts) == []


def test_every_value_of_a_sentence_is_given() -> None:
    wrong = [
        f"{place}: {code} has no {', '.join(sorted(missing))}"
        for code, names, has_dict, place in raised()
        if (missing := set(HOLE.findall(SENTENCES[code])) - names - ADDED_BY_CALLERS) and not has_dict
    ]
    # What `phrase_syntax` raises is shown with its piece where it has one.
    assert wrong == []


@pytest.mark.parametrize("code", sorted(SENTENCES.keys() - IN_THE_WORDS_OF_A_LIBRARY))
def test_every_sentence_is_there_in_german(code: str) -> None:
    german = catalogue("de").gettext(SENTENCES[code])

    assert german != SENTENCES[code]
    assert set(HOLE.findall(german)) == set(HOLE.findall(SENTENCES[code]))


def test_a_fault_is_shown_in_the_language_of_its_reader() -> None:
    missing = Fault.of("mapping.field_missing", "fields.channel", file="crm.toml")
    empty = Fault.of("file.empty", file="a%b.csv")
    assert format_fault(missing) == "The mapping crm.toml has no fields.channel, which every contact needs. Add it."
    with use_reader(ReaderLocale("de")):
        assert (
            fault_sentence(missing) == "In der Zuordnung crm.toml fehlt fields.channel, das jeder Kontakt braucht. "
            "Fügen Sie es hinzu."
        )
        assert fault_sentences(FaultError(missing, empty)).splitlines()[1].startswith("• Die Datei a%b.csv ist leer.")
        assert stored_fault_sentence({"code": "time.year", "params": {"value": "1"}, "place": "ended_at"}) == (
            "Das Jahr der Zeit '1' von ended_at kann nicht stimmen. Prüfen Sie es."
        )


def test_a_program_gets_the_code_of_a_fault_too() -> None:
    error = FaultError(Fault.of("identity.handle"))
    [found] = field_errors(error, "#/identity", value="ada")
    assert (found.code, found.pointer) == ("identity.handle", "#/identity")
    assert found.detail == "'ada' is not a handle. Write network:name, such as mastodon:ada@example.social."


def test_the_text_of_an_error_is_for_logs() -> None:
    error = FaultError(Fault.of("time.year", "ended_at", value="0"), Fault.of("cell.yes_no", "vip", value="?"))
    assert str(error) == "ended_at time.year {'value': '0'}; vip cell.yes_no {'value': '?'}"
    first, second = format_faults(error).splitlines()
    assert first == "• The year of the time '0' of ended_at cannot be right. Check it."
    assert second.startswith("• The value '?' of vip is neither yes nor no.")


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_is_whole_and_plain(code: str) -> None:
    for sentence in (SENTENCES[code], catalogue("de").gettext(SENTENCES[code])):
        assert sentence[0] in "'%" or sentence[0].isupper()
        assert sentence.endswith(".")
        assert sentence.count(". ") + sentence.count(": ") >= 1 or code == "mapping.unknown_column"  # with the remedy


def test_a_fault_of_an_earlier_release_still_has_a_sentence() -> None:
    old = {"code": "field.gone", "params": {"why": "Expected `int`, got `str`"}, "place": "wait_seconds"}

    assert stored_fault_sentence(old) == (
        "The value '…' of wait_seconds is not allowed. Correct it as the documentation of the field describes."
    )


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("#/customer/identities/0/value", "customer.identities[0].value"),
        ("#/attributes/b~1c", "attributes.b/c"),
        ("$.questions[2].text.de", "questions[2].text.de"),
        ("started_at", "started_at"),
        ("#", ""),
        ("$", ""),
    ],
)
def test_a_place_is_named_as_people_write_it(place: str, field: str) -> None:
    assert field_name(place) == field
