"""Parses survey files: a `Questionnaire`, or an error with every fault, its place and what to do."""

import hashlib
import tomllib
from typing import Any, Final

import msgspec

from vocapp.faults import Fault, FaultError
from vocapp.questionnaire.definition import Question, Questionnaire, Scale
from vocapp.questionnaire.validation import faults
from vocapp.shape_faults import dotted, find_shape_faults, toml_place

_USUAL: Final[dict[str, dict[str, Any]]] = {
    "nps": {"metric": "nps", "scale": Scale(0, 10)},
    "csat": {"metric": "csat", "scale": Scale(1, 5)},
    "ces": {"metric": "ces", "scale": Scale(1, 7)},
    "rating": {"scale": Scale(1, 5)},
}
"""What a kind implies. Reading writes it out, so that a stored version says it itself."""

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
        raise DefinitionError(source, Fault("definition.not_toml", toml_place(error, toml_text), "$")) from error
    if misshapen := shape_faults_of(data, Questionnaire):
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


def shape_faults_of(data: dict[str, Any], shape: type[msgspec.Struct]) -> list[Fault]:
    """Every fault in the shape of a definition, its place as TOML writes places: "$.questions[2].text"."""
    return [fault.at(f"$.{dotted(path)}" if path else "$") for path, fault in find_shape_faults(data, shape)]
