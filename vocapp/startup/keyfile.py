"""Where are the secret keys? In a file of lines `id:hex`, the last one current, that only its owner may read."""

import os
import secrets
from pathlib import Path

from vocapp.settings import Settings
from vocapp.startup.readiness import NotReadyError
from vocapp.tokens import Keyring

KEY_BYTES = 32
LONGEST_ID = 20


def key_path(settings: Settings) -> Path:
    """The file that the settings mean."""
    return Path(settings.secret_file) if settings.secret_file else settings.home / "secret.key"


def load_keyring(settings: Settings) -> Keyring:
    """The secret keys; made once where the database is the embedded one. NotReadyError says what is wrong with them."""
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
    return _parsed(path, text)


def _parsed(path: Path, text: str) -> Keyring:
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
            f"{path}: two keys are called {twice}, and links made with the older one would open nothing. Give the "
            f"newer line an id of its own, such as k{len(names)}."
        )
    if not all(1 <= len(name) <= LONGEST_ID for name in names):
        raise NotReadyError(f"{path}: the id of a key has 1 to {LONGEST_ID} characters, such as k{len(names)}.")
    return Keyring(keys, names[-1])


def write_keyfile(path: Path) -> None:
    """Make a key file; FileExistsError where there is one. It is never half written, however many start at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    try:
        draft.write_text(f"k1:{secrets.token_hex(KEY_BYTES)}\n", encoding="ascii")
        os.link(draft, path)
    finally:
        draft.unlink()


def create_keyfile_once(path: Path) -> None:
    """Make a key file unless another process was faster."""
    try:
        write_keyfile(path)
    except OSError as failure:
        if path.exists():
            return
        raise NotReadyError(f"{path}: the key file cannot be made ({failure.strerror}). Set VOCAPP_HOME.") from failure
