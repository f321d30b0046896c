"""The key file: lines `id:hex`, the last one current, readable only by its owner."""

import os
import secrets
from pathlib import Path

from vocapp.settings import Settings
from vocapp.startup.readiness import NotReadyError
from vocapp.tokens import Keyring

KEY_BYTES = 32
LONGEST_ID = 20


def key_path(settings: Settings) -> Path:
    """Returns the path of the key file."""
    return Path(settings.secret_file) if settings.secret_file else settings.home / "secret.key"


def load_keyring(settings: Settings) -> Keyring:
    """Returns the secret keys; creates them once for the embedded database. NotReadyError says what is wrong."""
    path = key_path(settings)
    if not path.exists():
        if settings.database_url or settings.secret_file:
            needed = "" if settings.secret_file else "VOCAPP_SECRET_FILE is required with VOCAPP_DATABASE_URL: "
            raise NotReadyError(
                f"{needed}every process must share its keys, and there is no file {path}. "
                "Make one with: vocapp keyfile PATH"
            )
        create_keyfile_once(path)
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as failure:
        raise NotReadyError(f"{path}: the key file cannot be read ({failure}).") from failure
    return _parse_keys(path, text)


def _parse_keys(path: Path, text: str) -> Keyring:
    lines = [line.partition(":") for line in text.split()]
    try:
        keys = {name: bytes.fromhex(value) for name, _, value in lines}
    except ValueError as failure:
        raise NotReadyError(f"{path}: each line must be an id, a colon and hex digits.") from failure
    if not keys or min(len(value) for value in keys.values()) < KEY_BYTES:
        raise NotReadyError(
            f"{path}: needs at least one key, each of {KEY_BYTES} bytes or more. Make one with: vocapp keyfile PATH"
        )
    names = [name for name, _, _ in lines]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise NotReadyError(
            f"{path}: two keys have the id {twice}, so links made with the older one would stop working. Give the "
            f"newer line its own id, such as k{len(names)}."
        )
    if not all(1 <= len(name) <= LONGEST_ID for name in names):
        raise NotReadyError(f"{path}: the id of a key has 1 to {LONGEST_ID} characters, such as k{len(names)}.")
    return Keyring(keys, names[-1])


def write_keyfile(path: Path) -> None:
    """Writes a new key file; FileExistsError if there is one. It is never half written, even by several processes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    try:
        draft.write_text(f"k1:{secrets.token_hex(KEY_BYTES)}\n", encoding="ascii")
        os.link(draft, path)
    finally:
        draft.unlink()


def create_keyfile_once(path: Path) -> None:
    """Creates the key file, unless another process was faster."""
    try:
        write_keyfile(path)
    except OSError as failure:
        if path.exists():
            return
        raise NotReadyError(f"{path}: the key file cannot be made ({failure.strerror}). Set VOCAPP_HOME.") from failure
