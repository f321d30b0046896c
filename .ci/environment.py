"""Makes the virtual environment of this checkout and keeps it as the lock says: `environment.py run|dev`.

Standard library only: it runs before anything is installed. A stamp in the environment names the hash of the lock that
it was made from, so nothing is installed again until a lock changes. Exit code 2 with a remedy where it cannot be done.
"""

import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
# The development lock holds everything of the other (tested), so it serves for running too.
SERVED_BY = {"run": ("run", "dev"), "dev": ("dev",)}
# One package comes as source; what builds it is locked too, and installed first.
BUILDER, FROM_SOURCE = ROOT / "requirements-build.txt", "dkimpy"
SYSTEMS = {"linux": ("x86_64", "aarch64"), "darwin": ("x86_64", "arm64")}
LAUNCHER = '#!/bin/sh\nexec "$(dirname "$0")/python" -m vocapp "$@"\n'


def main(kind: str) -> None:
    """Have the environment ready for `kind`."""
    _check_platform()
    with _alone():
        if _is_another_python() or not any(_stamp(served).exists() for served in SERVED_BY[kind]):
            _make_venv()
            _install(kind)
            _stamp(kind).touch()
        _link_checkout()


def _check_platform() -> None:
    machines = SYSTEMS.get(sys.platform, ())
    if platform.machine() not in machines or "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or ""):
        _refuse(
            f"vocapp does not run on {sys.platform} {platform.machine()}: it needs Linux with glibc or macOS, "
            "on x86-64 or ARM64. On Windows use WSL; on Alpine a Debian container."
        )
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        _refuse(
            f"{sys.executable} has no module {' and no '.join(missing)}, which make the virtual environment. "
            f"Install it (Debian, Ubuntu: apt install python3-venv, or python{version}-venv), or name another Python: "
            "make PYTHON=/path/to/python3.11 ..."
        )


@contextmanager
def _alone() -> Iterator[None]:
    """Two `make` at once install one after the other."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _stamp(kind: str) -> Path:
    return ENVIRONMENT / f"{kind}-{hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()}.stamp"


def _make_venv() -> None:
    """A new environment, unless the one here is whole and of no other lock."""
    current = {_stamp(kind) for kind in LOCKS}
    outdated = set(ENVIRONMENT.glob("*.stamp")) - current
    if not outdated and _works() and not _is_another_python():
        return
    print(f"Making the virtual environment in {ENVIRONMENT} with {sys.executable}.", flush=True)
    if ENVIRONMENT.is_symlink():
        _refuse(f"{ENVIRONMENT} is a link. Remove it, so that this checkout gets an environment of its own.")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    try:
        venv.create(ENVIRONMENT, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as failure:
        _refuse(f"{ENVIRONMENT} could not be made: {failure}. Is there space, and may you write there?")


def _is_another_python() -> bool:
    """Whether the caller named an interpreter, and it is not the one of the environment."""
    made_by = ENVIRONMENT / "pyvenv.cfg"
    return bool(os.environ.get("PYTHON")) and made_by.exists() and platform.python_version() not in made_by.read_text()


def _works() -> bool:
    if not PYTHON.exists():
        return False
    asked = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _install(kind: str) -> None:
    lock = LOCKS[kind]
    total = len(re.findall(r"^[A-Za-z0-9]", lock.read_text(), re.MULTILINE))
    print(f"Installing up to {total} packages of {lock.name}; this is done once.", flush=True)
    _pip("--only-binary=:all:", "-r", BUILDER, total=0)
    _pip("--only-binary=:all:", f"--no-binary={FROM_SOURCE}", "--no-build-isolation", "-r", lock, total=total)


def _pip(*arguments: str | Path, total: int) -> None:
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    command += ["--require-hashes", "--no-deps", *arguments]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert pip.stdout is not None
    last = _shown(pip.stdout, total)
    if pip.wait() != 0:
        _refuse("\n".join((*last, f"pip could not install {arguments[-1]}; its last words are above.")))


def _shown(output: Iterator[str], total: int) -> deque[str]:
    """Tell how far pip is, and give its last lines."""
    last: deque[str] = deque(maxlen=12)
    collected = 0
    for line in output:
        last.append(line.rstrip())
        if total and line.startswith(("Collecting ", "Requirement already satisfied: ")):
            collected += 1
            _say(f"  {collected}/{total} {line.split(': ')[-1].removeprefix('Collecting ').split()[0]}", collected % 20)
        elif total and line.startswith("Installing collected"):
            _say("  unpacking", 0)
    if total and sys.stdout.isatty():
        print()
    return last


def _say(text: str, hidden: int) -> None:
    """One line that changes on a terminal; elsewhere a line now and then."""
    if sys.stdout.isatty():
        print(f"\r{text:<60}", end="", flush=True)
    elif not hidden:
        print(text, flush=True)


def _link_checkout() -> None:
    """Let the environment import this checkout from anywhere, and give it the command `vocapp`."""
    site = next(ENVIRONMENT.glob("lib/python3.*/site-packages"))
    _write(site / "vocapp-checkout.pth", f"{ROOT}\n")
    command = ENVIRONMENT / "bin" / "vocapp"
    _write(command, LAUNCHER)
    command.chmod(0o755)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def _refuse(remedy: str) -> None:
    print(remedy, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1])
