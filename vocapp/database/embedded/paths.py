"""Paths of the embedded server's data and socket: in the home, or where its user can reach them."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from vocapp.database.embedded.os_user import (
    Account,
    PostgresUnavailable,
    caller,
    owner_of,
    private_folder,
    unprivileged,
)

_SHELTER = Path("/var/lib/vocapp")
_TEMPORARY = Path("/tmp")  # noqa: S108 -- of a fixed name, so that all processes agree; what lies there is checked
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET = 103  # bytes; macOS allows 103, Linux 107


@dataclass(frozen=True)
class Place:
    """A private folder with everything of one server, and the user who runs it."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"


def settle(home: Path, *, durable: bool) -> Place:
    """Find or make the server's folder.

    A plain user has everything in the home. Root hands the folder to the user who runs the server; where that user
    cannot reach the home, it is under `/var/lib/vocapp` (throw-away: under `/tmp`), by the home's path.
    Throw-away data have a folder of their own, so real data are never run without fsync.
    """
    inside = home / ("postgres" if durable else "postgres-throwaway")
    if os.geteuid() != 0:
        return Place(private_folder(inside, caller()), caller())
    outside = shelter(durable=durable) / _key(inside)
    for folder in (inside, outside):
        if (folder / "data").exists():
            return _reached(Place(folder, owner_of(folder / "data")))
    account = unprivileged()
    if account.reaches(home):
        return Place(private_folder(inside, account), account)
    private_folder(outside.parent, caller(), 0o711)
    return _reached(Place(private_folder(outside, account), account))


def shelter(*, durable: bool) -> Path:
    """Root's folder, which others may pass, for what the server's user cannot reach elsewhere."""
    return _SHELTER if durable else _temporary()


def socket_folder(place: Place) -> Path:
    """The place itself where the socket's path is short and plain enough, else a private one in the temporary folder.

    A socket's path has a fixed length in the kernel, and libpq and asyncpg read a comma in a host as a list.
    """
    if _fits(place.folder):
        return place.folder
    base = _temporary()
    private_folder(base, caller(), 0o711)
    return private_folder(base / _key(place.folder), place.account)


def _reached(place: Place) -> Place:
    if not place.account.reaches(place.folder):
        raise PostgresUnavailable(
            f"{place.account.name}, who runs the database since root may not, cannot reach {place.folder}. "
            "Let others pass its parent folders (chmod o+x), or move VOCAPP_HOME to where they may."
        )
    return place


def _temporary() -> Path:
    return _TEMPORARY / f"vocapp-{os.geteuid()}"


def _fits(folder: Path) -> bool:
    path = os.fsencode(folder / _SOCKET)
    return len(path) <= _LONGEST_SOCKET and re.fullmatch(rb"[\w./+@-]+", path) is not None


def _key(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
