"""The OS user of the embedded server. PostgreSQL refuses root, so root starts it as an unprivileged user."""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

# PGPORT, PGDATA, PGOPTIONS and the like would change the server and its tools, so nothing is inherited.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


class PostgresUnavailable(Exception):  # noqa: N818 -- reads as the state it reports
    """There is no embedded PostgreSQL; the message says why and what to do about it."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system, by numbers: `nobody` need not have a name everywhere."""

    uid: int
    gid: int

    @property
    def name(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)

    def run(
        self, *command: str | Path, cwd: Path | None = None, said: str | None = None, quiet: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, without supplementary groups.

        `said` goes to its standard input. `quiet` gives it no pipes at all: a server that `pg_ctl` starts would keep
        them open, and reading to their end would wait for as long as the server lives.
        Raises OSError where the program, or the user, is out of reach.
        """
        output = subprocess.DEVNULL if quiet else subprocess.PIPE
        other = self.uid != os.geteuid()
        return subprocess.run(  # noqa: S603 -- no shell; every word is ours
            [os.fspath(word) for word in command],
            cwd=cwd,
            env=_ENVIRONMENT,
            input=said,
            stdin=subprocess.DEVNULL if said is None else None,
            stdout=output,
            stderr=output,
            text=True,
            check=False,
            user=self.uid if other else None,
            group=self.gid if other else None,
            extra_groups=[] if other else None,
        )

    def reaches(self, folder: Path) -> bool:
        """Whether this user can enter the folder; the system decides, because every parent folder counts."""
        return self.run("/bin/sh", "-c", 'cd -- "$1"', "sh", folder).returncode == 0


def caller() -> Account:
    return Account(os.geteuid(), os.getegid())


def owner_of(folder: Path) -> Account:
    """The owner of existing data runs its server, even if root is the caller now."""
    info = folder.stat()
    if info.st_uid == 0:
        raise PostgresUnavailable(
            f"{folder} belongs to root, as whom PostgreSQL does not run. Give it to the user it was made by: "
            f"chown -R postgres {folder}"
        )
    return Account(info.st_uid, info.st_gid)


def unprivileged() -> Account:
    """`postgres` where that user exists, else `nobody`. No user is ever created."""
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = Account(entry.pw_uid, entry.pw_gid)
        try:
            account.run("/bin/sh", "-c", ":")
        except (OSError, subprocess.SubprocessError) as error:
            raise PostgresUnavailable(
                f"PostgreSQL does not run as root, and root may not start programs as {name} here ({error}). "
                "Start vocapp as a plain user, or set VOCAPP_DATABASE_URL."
            ) from error
        return account
    raise PostgresUnavailable(
        "PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody. "
        "Start vocapp as a plain user, or set VOCAPP_DATABASE_URL."
    )


def private_folder(folder: Path, owner: Account, mode: int = 0o700) -> Path:
    """Create the folder for its owner alone, or check that it is; one that somebody else made is refused."""
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        pass
    except OSError as error:
        raise PostgresUnavailable(
            f"{caller().name} cannot make {folder} ({error.strerror}). Set VOCAPP_HOME to a folder of your own."
        ) from error
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise _foreign(folder, owner) from error
    try:
        uid = os.fstat(opened).st_uid
        if uid not in (owner.uid, os.geteuid()):
            raise _foreign(folder, owner)
        os.fchmod(opened, mode)
        if uid != owner.uid:
            os.fchown(opened, owner.uid, owner.gid)
    finally:
        os.close(opened)
    return folder


def _foreign(folder: Path, owner: Account) -> PostgresUnavailable:
    info = folder.lstat()
    return PostgresUnavailable(
        f"{folder} should be a folder of {owner.name}, but is {'one' if stat.S_ISDIR(info.st_mode) else 'something'} "
        f"of {Account(info.st_uid, info.st_gid).name}. Run vocapp as its owner, or remove it, or set VOCAPP_HOME to "
        "another folder."
    )
