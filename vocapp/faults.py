"""Faults: what is wrong with input, as data. Sentences are made at the edge (`vocapp.http.fault_texts`). Pure.

A fault is raised or collected where the input is checked, whatever language its reader speaks. A program gets its code
and an English sentence, a page shows the sentence in the reader's language.
"""

from collections.abc import Mapping
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

Param = str | int | float


class Fault(Struct, frozen=True):
    """One thing wrong: its code, the values of its sentence, and its place in the input.

    The place is written as the input's own kind writes places: "$.questions[2].text.de" in a definition,
    "customer.identities[0].value" in a contact, "" where the whole is meant. `value` among the params is what was
    given, shortened.
    """

    code: str
    params: Mapping[str, Param] = {}
    place: str = ""

    @classmethod
    def of(cls, code: str, place: str = "", **params: Param) -> Self:
        """A fault. `code` is one of `vocapp.http.fault_texts.SENTENCES`, and `params` fill that sentence."""
        return cls(code, params, place)

    def at(self, place: str, **params: Param) -> Self:
        """The same fault at another place, with more params."""
        return replace(self, place=place, params={**self.params, **params})

    def within(self, place: str) -> Self:
        """The same fault, its place being relative to `place`."""
        return replace(self, place=place + self.place)


class FaultError(ValueError):
    """Input that cannot be used, with everything that is wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def about(self, value: str, place: str = "") -> "FaultError":
        """The same faults, of a value that was given for `place`."""
        return FaultError(*(fault.at(place or fault.place, value=value) for fault in self.faults))

    def __str__(self) -> str:
        """Codes, places and values, for logs. `vocapp.http.fault_texts.format_faults` makes sentences."""
        return "; ".join(" ".join((each.place, each.code, str(dict(each.params)))).strip() for each in self.faults)
