"""A survey file becomes a `Questionnaire`, or an error that names the file, every place and every remedy."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from vocapp.questionnaire.definition import Question, Questionnaire, Scale, Thanks
from vocapp.questionnaire.fault import Fault
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


class DefinitionError(Exception):
    """The file is no survey. The message has one line a fault: file, place, what is wrong and what to do."""

    def __init__(self, source: str, found: list[Fault]) -> None:
        super().__init__("\n".join(f"{source}: {fault.place} {fault.what}" for fault in found))
        self.source = source
        self.faults = tuple(found)


def read(toml_text: str, source: str) -> Questionnaire:
    """The survey in the TOML text of the file `source`. Raises `DefinitionError` with every fault that was found."""
    try:
        data = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(source, [Fault("$", f"is not TOML: {error}")]) from error
    misshapen = list(_misshapen(data))
    if misshapen:
        raise DefinitionError(source, misshapen)
    questionnaire = _completed(msgspec.convert(data, Questionnaire))
    found = list(faults(questionnaire))
    if found:
        raise DefinitionError(source, found)
    return questionnaire


def canonical(questionnaire: Questionnaire) -> bytes:
    """The survey as it is stored: JSON with sorted names and defaults left out; equal surveys give equal bytes."""
    return msgspec.json.encode(questionnaire, order="sorted")


def digest(questionnaire: Questionnaire) -> str:
    """SHA-256 of `canonical`, in hex: the same survey, the same digest."""
    return hashlib.sha256(canonical(questionnaire)).hexdigest()


def decode(stored: bytes) -> Questionnaire:
    """The survey from its stored form. The shape is checked, the sense is not: it was, before it was published."""
    return _DECODER.decode(stored)


def _completed(questionnaire: Questionnaire) -> Questionnaire:
    return msgspec.structs.replace(questionnaire, questions=tuple(map(_complete, questionnaire.questions)))


def _complete(question: Question) -> Question:
    usual = _USUAL.get(question.kind, {})
    missing = {name: value for name, value in usual.items() if getattr(question, name) is None}
    return msgspec.structs.replace(question, **missing) if missing else question


def _misshapen(data: dict[str, Any]) -> Iterator[Fault]:
    """Every part is tried by itself, because the decoder stops at its first error."""
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
        found = _PLACE.match(str(error))
        inner = (found["place"] or "$") if found else "$"
        yield Fault(place + inner.removeprefix("$"), _remedy(found["what"] if found else str(error), shape))


def _remedy(what: str, shape: type[msgspec.Struct]) -> str:
    if "unknown field" in what:
        return f"{what}: correct its name or remove it; {shape.__name__} has {', '.join(shape.__struct_fields__)}"
    if "missing required field" in what:
        return f"{what}: add it"
    return f"{what}: correct the value"
