"""A learned model in a folder: its content, and a JSON note that says what it is."""

from pathlib import Path
from typing import Final

import msgspec

from vocapp.nlp.sentiment.model_file import FORMAT, ModelError, content_digest

CONTENT_FILE: Final = "vocapp.model"
NOTE_FILE: Final = "model.json"


def write_model(folder: Path, content: bytes, comments: int) -> None:
    """Writes a model, over one that is there already. OSError where the folder cannot be made or written."""
    folder.mkdir(parents=True, exist_ok=True)
    note = {"format": FORMAT, "digest": content_digest(content), "bytes": len(content), "comments": comments}
    for name, data in ((CONTENT_FILE, content), (NOTE_FILE, msgspec.json.format(msgspec.json.encode(note)) + b"\n")):
        part = folder / f".{name}.part"
        part.write_bytes(data)
        part.replace(folder / name)


def read_model(folder: Path) -> bytes:
    """Reads the content of the model in a folder. ModelError where there is none."""
    path = folder / CONTENT_FILE
    try:
        return path.read_bytes()
    except OSError as failure:
        raise ModelError(
            f"{path} cannot be read ({failure.strerror}). Make a model with `vocapp learn --out DIR`."
        ) from failure
