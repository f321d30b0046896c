"""Definition files in `surveys/`: surveys, programmes, brands, case rules and the company."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from vocapp.catalogue.brand import Brand
from vocapp.catalogue.case_rule import CaseRule
from vocapp.catalogue.company import Company
from vocapp.catalogue.definition_lines import definition_lines
from vocapp.catalogue.definition_parser import read
from vocapp.catalogue.programme import Programme
from vocapp.catalogue.publish import DefinitionSource
from vocapp.faults import Fault
from vocapp.questionnaire import survey_parser as surveys
from vocapp.questionnaire.survey_parser import DefinitionError

_packaged = Path(__file__).parents[1] / "_data" / "surveys"
SURVEYS: Final = _packaged if _packaged.is_dir() else Path(__file__).parents[2] / "surveys"

SHAPES: Final[dict[str, type[Programme | Brand | CaseRule]]] = {
    "programmes": Programme,
    "brands": Brand,
    "followup": CaseRule,
}
"""The kind of definition by folder."""


class FilesError(Exception):
    """Some files cannot be published; the message has one line for each fault: file, place, fault and remedy."""


def all_files(folder: Path = SURVEYS) -> list[Path]:
    """Every definition file in `folder`; subfolders with other names are ignored."""
    return sorted(path for place in (folder, *(folder / name for name in SHAPES)) for path in place.glob("*.toml"))


def load(files: Iterable[Path]) -> list[DefinitionSource]:
    """The definitions in `files`. Raises FilesError with every fault of every file."""
    found: list[DefinitionSource] = []
    wrong: list[str] = []
    for file in files:
        try:
            found.append(_load_one(file))
        except DefinitionError as error:
            wrong.append(definition_lines(error))
    if wrong:
        raise FilesError("\n".join(wrong))
    return found


def _load_one(file: Path) -> DefinitionSource:
    """The definition in a file. Its folder (`SHAPES`) or the name company.toml decides its kind; default: a survey."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise DefinitionError(str(file), Fault.of("definition.unreadable", "$")) from failure
    name = str(file)
    shape = SHAPES.get(file.parent.name)
    if shape is not None:
        return DefinitionSource(name, text, read(text, name, shape))
    if file.name == "company.toml":
        return DefinitionSource(name, text, read(text, name, Company))
    return DefinitionSource(name, text, surveys.read(text, name))
