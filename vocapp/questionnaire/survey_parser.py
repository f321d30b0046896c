"""Parses survey files: a `Questionnaire`, or an error with every fault, its place and what to do."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from vocapp.faults import Fault, FaultError
from vocapp.questionnaire.definition import Question, Questionnaire, Scale, Thanks
from vocapp.questionnaire.validation import faults

_USUAL: Final[dict[str, dict[str, Any]]] = {
    "nps": {"metric": "nps", "scale": Scale(0, 10)},
    "csat": {"metric": "csat", "scale": Scale(1, 5)},
    "ces": {"metric": "ces", "scale": Scale(1, 7)},
    "rating": {"scale": Scale(1, 5)},
}
"""What a kind implies. Reading writes it out, so that a stored version says it itself."""

_PLACE: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?P<place>[^`]*)`)?$", re.DOTALL)
_DECODER: Final = msgspec.json.Decoder(Questionnaire)


class DefinitionError(FaultError):
    """A file that is not a valid definition: its name, and everything that is wrong with it."""

    def __init__(self, source: str, *faults: Fault) -> None:
        super().__init__(*faults)
        self.source = source


def read(toml_text: str, source: str) -> Questionnaire:
    """The survey in the TOML text of the file `source`. Raises `DefinitionError` with every fault."""
    try:
        data = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(source, Fault.of("definition.not_toml", "$", why=str(error))) from error
    misshapen = list(_misshapen(data))
    if misshapen:
        raise DefinitionError(source, *misshapen)
    questionnaire = _completed(msgspec.convert(data, Questionnaire))
    found = list(faults(questionnaire))
    if found:
        raise DefinitionError(source, *found)
    return questionnaire


def canonical(questionnaire: Questionnaire) -> bytes:
    """The survey as it is stored: JSON with sorted names and without defaults. Equal surveys give equal bytes."""
    return msgspec.json.encode(questionnaire, order="sorted")


def digest(questionnaire: Questionnaire) -> str:
    """SHA-256 of `canonical`, in hex."""
    return hashlib.sha256(canonical(questionnaire)).hexdigest()


def decode(stored: bytes) -> Questionnaire:
    """The survey from its stored form. Only its shape is checked; the rest was checked before it was published."""
    return _DECODER.decode(stored)


def _completed(questionnaire: Questionnaire) -> Questionnaire:
    return msgspec.structs.replace(questionnaire, questions=tuple(map(_complete, questionnaire.questions)))


def _complete(question: Question) -> Question:
    usual = _USUAL.get(question.kind, {})
    missing = {name: value for name, value in usual.items() if getattr(question, name) is None}
    return msgspec.structs.replace(question, **missing) if missing else question


def _misshapen(data: dict[str, Any]) -> Iterator[Fault]:
    """Faults of shape. Each part is decoded separately, because the decoder stops at its first error."""
    head = dict(data)
    for name, shape in (("questions", Question), ("thanks", Thanks)):
        parts = data.get(name)
        if isinstance(parts, list):
            head[name] = []
            for number, part in enumerate(parts):
                yield from _misfit(part, shape, f"$.{name}[{number}]")
    yield from _misfit(head, Questionnaire, "$")


def _misfit(part: object, shape: type[msgspec.Struct], place: str) -> Iterator[Fault]:
    try:
        msgspec.convert(part, shape)
    except msgspec.ValidationError as error:
        found = shape_fault(error, shape)
        yield found.at(place + found.place.removeprefix("$"))


def shape_fault(error: msgspec.ValidationError, shape: type[msgspec.Struct]) -> Fault:
    """The fault that msgspec found in the shape of a definition, at the place that ends its message."""
    found = _PLACE.match(str(error))
    place, why = (found["place"] or "$", found["what"]) if found else ("$", str(error))
    if "unknown field" in why:
        known = ", ".join(shape.__struct_fields__)
        return Fault.of("definition.unknown_field", place, why=why, kind=shape.__name__, known=known)
    if "missing required field" in why:
        return Fault.of("definition.missing_field", place, why=why)
    return Fault.of("definition.invalid", place, why=why)
