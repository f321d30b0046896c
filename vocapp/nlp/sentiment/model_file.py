"""File format of a model: plain numbers and words with a hash; nothing in it can be executed. Pure."""

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

FORMAT: Final = 1
FloatArray = NDArray[np.float32]


class ModelError(ValueError):
    """The file is not a model that this release can use."""


def pack_model(data: Mapping[str, Any]) -> bytes:
    """Returns the content of a file. Arrays become little-endian float32."""
    body = zlib.compress(msgspec.msgpack.encode(dict(data), enc_hook=_encode_array), 9)
    return FORMAT.to_bytes(2, "little") + hashlib.sha256(body).digest() + body


def unpack_model(content: bytes) -> dict[str, Any]:
    """Returns the data of a file. ModelError where it was cut, changed or made by an incompatible release."""
    if len(content) < 34 or int.from_bytes(content[:2], "little") != FORMAT:
        raise ModelError(f"This is not a model of format {FORMAT}; learn it again with this release.")
    if hashlib.sha256(content[34:]).digest() != content[2:34]:
        raise ModelError("The model does not match its own hash: it was cut or changed. Copy or learn it again.")
    data: dict[str, Any] = msgspec.msgpack.decode(zlib.decompress(content[34:]))
    return data


def content_digest(content: bytes) -> str:
    """Returns twelve letters that identify the content of a model."""
    return hashlib.sha256(content).hexdigest()[:12]


def unpack_array(raw: bytes) -> FloatArray:
    """Returns an array as it was packed."""
    return np.frombuffer(raw, dtype="<f4")


def _encode_array(value: Any) -> bytes:
    if isinstance(value, np.ndarray):
        return value.astype("<f4").tobytes()
    raise TypeError(f"{type(value).__name__} does not belong in a model")
