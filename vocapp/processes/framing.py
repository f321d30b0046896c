"""Messages between a process and its child, through pipes: the length in four bytes, big-endian, and then the body."""

from typing import IO, Final, Protocol

MAX_BYTES: Final = 1_000_000_000
"""No message of ours is longer: a longer length comes from a program that writes something else."""


class Readable(Protocol):
    """A binary stream."""

    def read(self, size: int, /) -> bytes | None:
        """At most `size` bytes; none at the end of the stream."""
        ...


def send_message(stream: IO[bytes], body: bytes) -> None:
    """Writes one message. OSError where the other side is gone."""
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def receive_message(stream: Readable) -> bytes | None:
    """Returns the body of the next message; None at the end of the stream, wherever it ends."""
    head = _read_exactly(stream, 4)
    size = MAX_BYTES + 1 if head is None else int.from_bytes(head, "big")
    return _read_exactly(stream, size) if size <= MAX_BYTES else None


def _read_exactly(stream: Readable, size: int) -> bytes | None:
    """Reads until there are `size` bytes: an unbuffered stream gives fewer at a time."""
    found = bytearray()
    while len(found) < size:
        more = stream.read(size - len(found))
        if not more:
            return None
        found += more
    return bytes(found)
