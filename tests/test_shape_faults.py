"""Faults of shape: no message of the library, none of its type names and no pattern reaches a person."""

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from tests.source_code import ROOT
from vocapp.catalogue.brand import Brand
from vocapp.catalogue.case_rule import CaseRule
from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import Programme
from vocapp.contacts.event import ContactIn
from vocapp.contacts.imports.mapping_file import MappingFile
from vocapp.customers.field_types import ONE_LINE
from vocapp.http.fault_texts import SENTENCES, format_fault
from vocapp.questionnaire.definition import Questionnaire
from vocapp.shape_faults import find_shape_faults, json_place, toml_place


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Circle(Struct, tag="circle", tag_field="shape"):
    radius: int


class Square(Struct, tag="square", tag_field="shape", forbid_unknown_fields=True):
    side: int


CASES: list[tuple[Any, Any, str]] = [
    (str, 1, "field.not_text"),
    (int, "1", "field.not_integer"),
    (int, 1.5, "field.not_integer"),
    (float | None, "1", "field.not_number"),
    (bool, 1, "field.not_boolean"),
    (list[int], 1, "field.not_list"),
    (dict[str, int], [1], "field.not_object"),
    (Circle, 1, "field.not_object"),
    (str | int, 1.5, "field.not_text_or_number"),
    (str | int | float | bool | None, [], "field.not_simple"),
    (Colour, "green", "field.not_one_of"),
    (Colour, 1, "field.not_text"),
    (Literal["a", "b"] | None, "c", "field.not_one_of"),
    (UUID, "x", "field.not_uuid"),
    (datetime, "noon", "field.not_moment"),
    (datetime, "2026-13-01T00:00:00Z", "field.not_moment"),
    (Annotated[datetime, Meta(tz=True)], "2026-05-03T10:00:00", "field.no_offset"),
    (date, "3 May", "field.not_date"),
    (time, "noon", "field.not_time"),
    (Annotated[int, Meta(ge=0)], -1, "field.too_small"),
    (Annotated[float, Meta(gt=0)], 0.0, "field.not_above"),
    (Annotated[int, Meta(le=9)], 10, "field.too_large"),
    (Annotated[float, Meta(lt=1)], 1.5, "field.not_below"),
    (Annotated[str, Meta(min_length=1)] | None, "", "field.too_short"),
    (Annotated[str, Meta(max_length=3)], "abcd", "field.too_long"),
    (Annotated[list[int], Meta(min_length=1)], [], "field.too_few"),
    (Annotated[list[int], Meta(max_length=1)], [1, 2], "field.too_many"),
    (Annotated[dict[str, int], Meta(max_length=1)], {"a": 1, "b": 2}, "field.too_many"),
    (tuple[int, int], [1], "field.too_few"),
    (Annotated[str, Meta(pattern="^[A-Z]{2}$", examples=["DE"])], "de", "field.form"),
    (Annotated[str, Meta(pattern=ONE_LINE)], "a\nb", "field.not_one_line"),
    (Annotated[str, Meta(pattern=r"^[^\x00]*$")], "a\0b", "text.nul"),
    (Circle | Square, {"shape": "star"}, "field.not_one_of"),
    (Circle | Square, {"radius": 1}, "field.required"),
    (Circle | Square, {"shape": "circle"}, "field.required"),
    (Circle | Square, {"shape": "square", "side": 1, "x": 1}, "field.unknown"),
    (Circle | Square, {"shape": "square", "side": "1"}, "field.not_integer"),
]


@pytest.mark.parametrize(("kind", "value", "code"), CASES, ids=[f"{code}-{n}" for n, (_, _, code) in enumerate(CASES)])
def test_every_kind_of_misfit_has_its_code(kind: Any, value: Any, code: str) -> None:
    [(_, fault)] = find_shape_faults(value, kind)

    assert fault.code == code
    assert "…" not in format_fault(fault), "a value of the sentence is missing"


KINDS = (ContactIn, Questionnaire, Programme, CaseRule, Company, Brand, MappingFile)
NAMES = sorted({name for kind in KINDS for name in kind.__struct_fields__})
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(NAMES)
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)
)
WORDS_OF_LIBRARIES = re.compile(r"\b(Expected|RFC ?3339|regex|`(int|str|float|array|object|null)`|Struct|NoneType)\b")


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8))
def test_whatever_comes_is_described_in_words_of_the_data(kind: type[Struct], value: dict[str, Any]) -> None:
    faults = list(find_shape_faults(value, kind))

    for _, fault in faults:
        assert fault.code != "field.invalid"
        assert not WORDS_OF_LIBRARIES.search(SENTENCES[fault.code])
        assert "why" not in fault.params
        assert len(str(fault.params.get("value", ""))) <= 80
    if not faults:
        msgspec.convert(value, kind)


def test_the_place_of_a_broken_text_is_named() -> None:
    with pytest.raises(ValueError) as failed:
        msgspec.toml.decode("a = 1\nb = [\nc = 2\n")
    assert toml_place(failed.value, "a = 1\nb = [\nc = 2\n")["line"] == 3
    with pytest.raises(ValueError) as failed:
        msgspec.toml.decode("a = 1\nb")
    assert toml_place(failed.value, b"a = 1\nb")["text"] == "b"
    for text, byte in ((b'{"a": x}', 7), (b'{"a": ', 6), (b'{"a": "\xff"}', 8)):
        with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)) as broken:
            msgspec.json.decode(text)
        assert json_place(broken.value, text) == byte


def test_every_pattern_has_an_example_or_words_of_its_own() -> None:
    """A pattern is shown to nobody: its example is."""
    without = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "vocapp").rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "Meta(" in line and "pattern=" in line
        if not any(word in line for word in ("examples=", "ONE_LINE", r"[^\x00]"))
    ]
    assert without == []
