"""Homes of embedded servers, and other processes that use them."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from vocapp.database.embedded.os_user import Account, caller
from vocapp.database.embedded.paths import Place, settle
from vocapp.database.embedded.server import Cluster

REPOSITORY = Path(__file__).parents[1]
USER = """
import sys
from pathlib import Path
from vocapp.database.embedded.server import running
with running(Path(sys.argv[1])):
    print("in", flush=True)
    sys.stdin.read()
"""


@contextmanager
def folder_of(account: Account) -> Iterator[Path]:
    """A folder that its owner, and a server's user, can reach: pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="vocapp-test-"))
    folder.chmod(0o755)
    os.chown(folder, account.uid, account.gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def place(home: Path) -> Place:
    return settle(home, durable=True)


def ask(cluster: Cluster, *statements: str, database: str = "vocapp") -> Any:
    async def answer() -> Any:
        connection = await asyncpg.connect(cluster.dsn(database))
        try:
            return [await connection.fetchval(statement) for statement in statements][-1]
        finally:
            await connection.close()

    return asyncio.run(answer())


@contextmanager
def another_user(home: Path, account: Account | None = None) -> Iterator[subprocess.Popen[str]]:
    """Another process, of an account of its own if given, that uses the server until its standard input closes."""
    command = [interpreter(account or caller()), "-c", USER, str(home)]
    search = {"PYTHONPATH": os.pathsep.join([str(REPOSITORY), *sys.path])}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=search, **identity(account)
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        try:
            yield process
        finally:
            process.kill()


def identity(account: Account | None) -> dict[str, Any]:
    if account is None or account == caller():
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def interpreter(account: Account) -> str:
    """This Python, or the system's of the same version where this one lies in root's own folder."""
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        if Path(python).exists() and account.reaches(Path(python).resolve().parent) and account.reaches(REPOSITORY):
            return python
    pytest.skip(f"{account.name} reaches no Python {sys.version_info.major}.{sys.version_info.minor} or not this clone")


def leave(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait() == 0
