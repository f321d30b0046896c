"""Whole conversations, word for word. To see what a change does to them, and then to accept it:

pytest tests/questionnaire --regenerate
"""

from pathlib import Path

import pytest

from tests.questionnaire.tiny import HERE
from tests.questionnaire.transcript import played, scene

TRANSCRIPTS = sorted((HERE / "golden").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_conversation_goes_as_written(path: Path, regenerate: bool) -> None:
    written = path.read_text(encoding="utf-8")
    spoken = played(scene(written))
    if regenerate:
        path.write_text(spoken, encoding="utf-8")
        return
    assert spoken == written


def test_every_language_is_spoken() -> None:
    assert {scene(path.read_text(encoding="utf-8")).language for path in TRANSCRIPTS} == {"en", "de", "fr", "es", "ar"}
