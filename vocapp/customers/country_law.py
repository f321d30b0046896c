"""Country table: where the law lets a company send its customers a survey by e-mail without consent.

The table is `countries.toml` in this folder, made to be reviewed: each row names its source and its last review.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from vocapp.customers.types import Basis, Purpose, WritingChannel


class CountryRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the table."""

    survey_email: Literal["opt_in", "existing_customer", "legitimate_interest"]
    note: Annotated[str, Meta(min_length=1)]
    source: Annotated[str, Meta(min_length=1)]
    reviewed: date


@cache
def countries() -> Mapping[str, CountryRule]:
    """The table, by ISO 3166 code."""
    text = files(__package__).joinpath("countries.toml").read_bytes()
    return MappingProxyType(msgspec.toml.decode(text, type=dict[str, CountryRule]))


def basis_for(country: str | None, channel: WritingChannel, purpose: Purpose) -> Basis | None:
    """The basis on which the law lets a company write to an existing customer of that country; None if consent is
    needed.
    """
    rule = countries().get(country or "")
    if rule is None or rule.survey_email == "opt_in":
        return None
    if (channel, purpose) != (WritingChannel.EMAIL, Purpose.SURVEY):
        return None
    return Basis(rule.survey_email)
