"""The wheel is the whole product: installed elsewhere it migrates, publishes its surveys and serves."""

import asyncio
import os
import signal
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.homes import folder_of
from tests.patience import until
from tests.service import free_port
from tests.source_code import PACKAGE, ROOT
from vocapp.database.embedded.os_user import caller

pytestmark = pytest.mark.committed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("vocapp-*.whl"))


@pytest.fixture
def elsewhere(wheel: Path) -> Iterator[Path]:
    """An environment with the wheel in it, which sees our packages and nothing of this checkout."""
    with folder_of(caller()) as folder:
        venv.create(folder / "venv", with_pip=False, symlinks=True)
        site = next((folder / "venv").glob("lib/python3.*/site-packages"))
        ours = [path for path in sys.path if path.endswith("site-packages")]
        (site / "ours.pth").write_text("\n".join(ours) + "\n")
        command = [sys.executable, "-m", "pip", "--python", str(folder / "venv/bin/python"), "install"]
        command += ["--no-deps", "--no-index", "--quiet", "--disable-pip-version-check", str(wheel)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        yield folder


def output_of(folder: Path, *arguments: str) -> str:
    environ = {"PATH": os.defpath, "VOCAPP_HOME": str(folder / "home")}
    command = [str(folder / "venv/bin/vocapp"), *arguments]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_carries_everything_but_the_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        f"vocapp/{p.relative_to(PACKAGE)}" for p in PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts
    }
    assert ours <= names
    for folder in ("surveys", "migrations"):
        files = {p.relative_to(ROOT) for p in (ROOT / folder).rglob("*") if p.suffix in (".toml", ".py")}
        assert {f"vocapp/_data/{file}" for file in files} <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "var/"))]


def answers(url: str, process: "subprocess.Popen[bytes]") -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        assert process.poll() is None, process.stderr and process.stderr.read()
        return False


def test_installed_elsewhere_it_serves_migrates_and_publishes(elsewhere: Path) -> None:
    ask = [elsewhere / "venv/bin/python", "-c", "import vocapp; print(vocapp.__file__)"]
    where = subprocess.run(ask, cwd=elsewhere, capture_output=True, text=True, check=True).stdout
    assert where.startswith(str(elsewhere))
    port = free_port()
    environ = {"PATH": os.defpath, "VOCAPP_HOME": str(elsewhere / "home"), "VOCAPP_PORT": str(port)}
    command = [elsewhere / "venv/bin/vocapp", "serve"]
    with subprocess.Popen(command, cwd=elsewhere, env=environ, stderr=subprocess.PIPE) as process:
        try:
            asyncio.run(until(lambda: answers(f"http://127.0.0.1:{port}/health/ready", process)))
            assert "The database is up to date." in output_of(elsewhere, "migrate")
            assert "survey post_contact" in output_of(elsewhere, "surveys", "publish", "--all")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
