"""A program sends a contact with several things wrong, and hears of all of them at once."""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from vocapp.http.json_errors import errors_of, unstorable
from vocapp.http.problem_json import RequestError
from vocapp.http.request import check_content_type, decode, parse_form


class Person(Struct, forbid_unknown_fields=True):
    kind: str
    value: Annotated[str, Meta(min_length=1)]
    age: int | None = None


class Event(Struct, forbid_unknown_fields=True):
    source: Annotated[str, Meta(max_length=5)]
    people: list[Person] = []
    owner: Person | None = None
    attributes: dict[str, int] = {}
    wait: Annotated[int, Meta(ge=0)] | None = None
    tags: tuple[str, ...] = ()


GOOD = {"source": "crm", "people": [{"kind": "email", "value": "a@b.example"}], "attributes": {"a": 1}, "wait": 3}


def errors_by_place(body: Any, kind: Any = Event) -> dict[str, str]:
    with pytest.raises(RequestError) as refused:
        decode(msgspec.json.encode(body), kind)
    assert refused.value.status == 422
    return {error.pointer: error.detail for error in refused.value.errors}


def test_a_good_event_is_read() -> None:
    event = decode(msgspec.json.encode(GOOD), Event)

    assert event.people[0].kind == "email"


def test_every_error_is_reported_with_its_place() -> None:
    errors = errors_by_place(
        {
            "source": "far too long",
            "people": [{"kind": 1, "value": ""}, {"value": "x", "colour": "red"}, "nobody"],
            "owner": {"kind": "phone"},
            "attributes": {"a": "one", "b/c": None},
            "wait": -1,
            "tags": ["a", 2],
        }
    )

    assert errors["#/source"] == "The text 'far too long' of source is too long. Shorten it to 5 characters."
    assert errors["#/people/0/kind"] == "The value 1 of people[0].kind is not a text. Write a text in quotes."
    assert errors["#/people/0/value"] == "The text '' of people[0].value is too short. Its length must be at least 1."
    assert errors["#/people/1/kind"] == "The field people[1].kind is missing. Add it."
    assert errors["#/people/1/colour"] == (
        "There is no field people[1].colour. Correct its name, or remove it. The fields here are kind, value, age."
    )
    assert errors["#/people/2"] == "The value 'nobody' of people[2] has no fields. Write named fields in braces."
    assert errors["#/owner/value"] == "The field owner.value is missing. Add it."
    assert errors["#/attributes/a"] == (
        "The value 'one' of attributes.a is not a whole number. Write one without quotes, such as 3."
    )
    assert errors["#/attributes/b~1c"] == (
        "The value 'null' of attributes.b/c is not a whole number. Write one without quotes, such as 3."
    )
    assert errors["#/wait"] == "The value -1 of wait is too small. Write 0 or more."
    assert errors["#/tags/1"] == "The value 2 of tags[1] is not a text. Write a text in quotes."
    assert len(errors) == 11


def test_numbers_in_quotation_marks_are_no_numbers() -> None:
    assert errors_by_place({**GOOD, "wait": "3"}) == {
        "#/wait": "The value '3' of wait is not a whole number. Write one without quotes, such as 3."
    }


def test_the_whole_may_be_wrong_too() -> None:
    assert errors_by_place([1, 2]) == {
        "#": "The value '[1,2]' of the input has no fields. Write named fields in braces."
    }
    assert errors_by_place({"value": 1}, Person | int) == {
        "#/kind": "The field kind is missing. Add it.",
        "#/value": "The value 1 of value is not a text. Write a text in quotes.",
    }


def test_errors_of_a_structs_own_checks_are_reported() -> None:
    class Span(Struct):
        first: int
        last: int

        def __post_init__(self) -> None:
            if self.last < self.first:
                raise ValueError("last is before first")

    assert errors_by_place({"first": 2, "last": 1}, Span) == {
        "#": "The values of the input do not fit together: last is before first. Correct them."
    }


def test_at_most_a_hundred_errors_are_reported() -> None:
    assert len(errors_by_place({"source": "crm", "attributes": {str(n): "x" for n in range(500)}})) == 100


@pytest.mark.parametrize("body", [b"{", b"", b"\xff", b'{"source": "\\ud800"}', b"[" * 100_000])
def test_what_is_not_json_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(RequestError) as refused:
        decode(body, Event)

    assert refused.value.status == 400
    assert refused.value.code == "body.not_json"
    assert refused.value.detail.startswith(("The body is not JSON in UTF-8 (byte ", "The body is nested too deeply."))


def test_deep_json_where_anything_goes_is_refused() -> None:
    with pytest.raises(RequestError, match="400"):
        decode(b"[" * 200_000 + b"]" * 200_000, Any)


def test_broken_json_behind_a_first_error_is_still_broken_json() -> None:
    with pytest.raises(RequestError) as refused:
        decode(b'{"source": 1, "people": [', Event)

    assert refused.value.status in (400, 422)


def test_a_nul_is_reported_with_its_place_and_an_escaped_one_is_text() -> None:
    assert errors_by_place({**GOOD, "source": "a\0b"}) == {
        "#/source": "The text of source contains a NUL character. Remove it."
    }
    assert errors_by_place({"a": [{"b\0": 1}]}, dict[str, Any]) == {
        "#/a/0/?": "The text of a[0].? contains a NUL character. Remove it."
    }
    assert decode(rb'{"source": "\\u00"}', Event).source == r"\u00"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*Event.__struct_fields__, "kind"]), inner)
    ),
    max_leaves=8,
)


@given(JSON)
def test_errors_are_found_exactly_where_msgspec_refuses(value: Any) -> None:
    try:
        msgspec.convert(value, Event)
    except msgspec.ValidationError:
        assert errors_of(value, Event)
    else:
        assert errors_of(value, Event) == []


@given(JSON)
def test_a_text_with_a_nul_is_found_wherever_it_stands(value: Any) -> None:
    assert bool(list(unstorable(value))) is ("\0" in "".join(texts(value)))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value if isinstance(value, list) else (value or {}).values() if isinstance(value, dict) else ():
        yield from texts(item)


@pytest.mark.parametrize("value", ["", "application/json", "application/json; charset=utf-8", "application/x+json"])
def test_json_is_called_json(value: str) -> None:
    check_content_type(value)


@pytest.mark.parametrize("value", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
def test_another_content_type_is_refused(value: str) -> None:
    with pytest.raises(RequestError, match="415"):
        check_content_type(value)


def test_a_form_is_read_as_plain_texts() -> None:
    form = parse_form(b"name=+Ada+&tag=a&tag=b&empty=&text=%C3%A9%0D%0A")

    assert form["name"] == "Ada"
    assert form.raw("name") == " Ada "
    assert form.all("tag") == ["a", "b"]
    assert form["tag"] == "b"
    assert (form["empty"], form["missing"], form.raw("missing"), form.all("missing")) == ("", "", "", [])
    assert form["text"] == "é"
    assert ("empty" in form, "missing" in form, len(form), next(iter(form))) == (True, False, 4, "name")


@pytest.mark.parametrize("body", [b"a=%00", b"%00=a", b"a=%ff", b"a=%ed%a0%80", b"\xff=a", b"&".join([b"a=1"] * 1001)])
def test_a_form_that_cannot_be_kept_is_refused(body: bytes) -> None:
    with pytest.raises(RequestError, match="400"):
        parse_form(body)
