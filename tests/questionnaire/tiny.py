"""Small surveys for the tests, one per behaviour, and the surveys that come with vocapp."""

from functools import cache
from pathlib import Path

from vocapp.questionnaire.definition import Question, Questionnaire
from vocapp.questionnaire.survey_parser import read

HERE = Path(__file__).parent
SHIPPED = HERE.parent.parent / "surveys"


@cache
def tiny(name: str) -> Questionnaire:
    path = HERE / "surveys" / f"{name}.toml"
    return read(path.read_text(encoding="utf-8"), path.name)


@cache
def shipped(name: str) -> Questionnaire:
    path = SHIPPED / f"{name}.toml"
    return read(path.read_text(encoding="utf-8"), path.name)


def only(name: str) -> Question:
    """The one question of a tiny survey."""
    (question,) = tiny(name).questions
    return question


SHIPPED_NAMES = sorted(path.stem for path in SHIPPED.glob("*.toml") if "[[questions]]" in path.read_text("utf-8"))
TINY_NAMES = sorted(path.stem for path in (HERE / "surveys").glob("*.toml"))
