"""A command whose reader stops reading (`vocapp doctor | head -1`) ends without a word about it."""

import asyncio
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from vocapp.startup.keyfile import write_keyfile

CALLS = [["--help"], ["doctor", "--settings"], ["doctor"], ["migrate"]]


def run_unread(words: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`vocapp …` whose output nobody reads from its first line on."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        command = [sys.executable, "-m", "vocapp", *words]
        return subprocess.run(
            command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False, env={**os.environ, **variables}
        )
    finally:
        os.close(writer)


@pytest.mark.committed
@pytest.mark.parametrize("words", CALLS, ids=" ".join)
async def test_a_reader_that_stops_gets_no_traceback(own_database: str, tmp_path: Path, words: list[str]) -> None:
    write_keyfile(tmp_path / "keys")
    variables = {"VOCAPP_DATABASE_URL": own_database, "VOCAPP_SECRET_FILE": str(tmp_path / "keys")}
    done = await asyncio.to_thread(run_unread, words, variables)
    assert (done.stderr, done.returncode) == ("", 1)


@pytest.mark.committed
async def test_the_doctors_first_line_is_enough(own_database: str, tmp_path: Path) -> None:
    write_keyfile(tmp_path / "keys")
    variables = {"VOCAPP_DATABASE_URL": own_database, "VOCAPP_SECRET_FILE": str(tmp_path / "keys")}
    command = f"{shlex.quote(sys.executable)} -m vocapp doctor | head -1"
    done = await asyncio.to_thread(
        subprocess.run, ["sh", "-c", command], capture_output=True, text=True, env={**os.environ, **variables}
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.startswith("warning public URL")
