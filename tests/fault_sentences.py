"""What people read of a refusal: the sentences of its faults, in English."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from vocapp.catalogue.definition_lines import definition_lines
from vocapp.faults import FaultError
from vocapp.http.fault_texts import format_faults
from vocapp.questionnaire.survey_parser import DefinitionError


def sentences(error: FaultError) -> str:
    """The sentences of an error, one a line, of a definition with file and place."""
    return definition_lines(error) if isinstance(error, DefinitionError) else format_faults(error)


@contextmanager
def refused(kind: type[FaultError], match: str = "") -> Iterator[pytest.ExceptionInfo[FaultError]]:
    """The block raises an error of this kind, and its sentences match the pattern."""
    with pytest.raises(kind) as raised:
        yield raised
    assert re.search(match, sentences(raised.value)), f"{match!r} is not in {sentences(raised.value)!r}"
