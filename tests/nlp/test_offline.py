"""Comments are analysed and models trained without a network; nothing is fetched or left in the home folder."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from vocapp.nlp.sentiment.sentiment_model import SENTIMENT_LANGUAGES

WAITED = {
    "en": "Rude, and I waited two hours on hold. Write to ann@example.org",
    "de": "Unfreundlich, und ich habe zwei Stunden gewartet. Schreiben Sie an ann@example.org",
    "fr": "Impoli, et deux heures d'attente, inadmissible. Écrivez à ann@example.org",
    "es": "Maleducados, y dos horas de espera, una vergüenza. Escriban a ann@example.org",
    "pt": "Péssimo atendimento, duas horas de espera. Escrevam para ann@example.org",
    "nl": "Onbeleefd, en twee uur wachten, belachelijk. Schrijf naar ann@example.org",
    "tr": "Çok kaba, iki saat bekledim, berbat. ann@example.org adresine yazın",
    "sv": "Otrevligt, jag fick vänta två timmar, uselt. Skriv till ann@example.org",
    "da": "Uhøfligt, og to timers ventetid, elendigt. Skriv til ann@example.org",
    "ar": "خدمة سيئة جدا وانتظار طويل. ann@example.org",
}
THEMED = ("en", "de", "fr", "es", "pt", "nl")
WAY_OUT = """
import errno, socket
print(errno.errorcode[socket.socket(type=socket.SOCK_DGRAM).connect_ex(("192.0.2.1", 9))])
"""
SCORE = ("-m", "vocapp", "score")
Offline = Callable[..., str]


@pytest.fixture
def offline(tmp_path: Path) -> Offline:
    """Runs Python in a network of its own that leads nowhere, with a home folder that is empty before and after."""
    home = tmp_path / "home"
    home.mkdir()
    apart = _without_network()

    def run(*arguments: str, lines: Sequence[dict[str, Any]] = ()) -> str:
        given = "".join(json.dumps(line) + "\n" for line in lines)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "NLTK_"))}
        command = [*apart, sys.executable, *arguments]
        done = subprocess.run(
            command, input=given, text=True, capture_output=True, env=environment | {"HOME": str(home)}, timeout=120
        )
        assert done.returncode == 0, done.stderr
        assert list(home.iterdir()) == []
        return done.stdout

    return run


def _without_network() -> list[str]:
    """Returns the command that runs another without a network."""
    for flags in ("-n", "-rn"):
        command = [shutil.which("unshare") or "unshare", flags]
        if shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    pytest.skip("this machine does not let a process have a network of its own (`unshare -n`, `unshare -rn`)")


def test_every_language_is_analysed_without_a_network(offline: Offline) -> None:
    assert offline("-c", WAY_OUT) == "ENETUNREACH\n"
    readings = list(map(json.loads, offline(*SCORE, lines=[{"text": text} for text in WAITED.values()]).splitlines()))
    assert tuple(WAITED) == SENTIMENT_LANGUAGES
    assert [reading["language"] for reading in readings] == list(SENTIMENT_LANGUAGES)
    assert {reading["label"] for reading in readings} == {"negative"}
    assert all("[email]" in reading["redacted"] and "ann@" not in reading["redacted"] for reading in readings)
    waiting = [one["language"] for one in readings if "waiting" in [found["theme"] for found in one["themes"]]]
    assert waiting == list(THEMED)


def test_a_model_is_trained_and_used_without_a_network(offline: Offline, tmp_path: Path) -> None:
    bad = [{"text": f"Left at the depot on day {n}", "label": "negative", "themes": ["depot"]} for n in range(120)]
    good = [{"text": f"Brought to door {n}", "score": 5, "scale": [1, 5], "themes": []} for n in range(120)]
    folder = str(tmp_path / "model")
    said = offline("-m", "vocapp", "learn", "--out", folder, lines=[*bad, *good])
    assert "trained with 240 comments" in said
    readings = offline(*SCORE, "--model", folder, lines=[*bad, *good]).splitlines()
    assert len(readings) == 240
    assert json.loads(readings[0])["label"] == "negative"
