"""Sampling of contacts by a hash, so that the same seed gives the same sample in every run. Pure."""

from hashlib import sha256
from uuid import UUID

from vocapp.catalogue.programme import Programme


def is_sampled(contact: UUID, programme: Programme) -> bool:
    """Whether `contact` is among the programme's `sampling.percent`; a higher percentage keeps everyone in."""
    return share(contact, programme) * 100 < programme.sampling.percent


def share(contact: UUID, programme: Programme) -> float:
    """The contact's place between 0 and 1."""
    digest = sha256(f"{programme.slug}|{programme.sampling.seed}|{contact}".encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56
