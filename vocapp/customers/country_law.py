"""Which countries let a company ask its customers about a contact by e-mail without a permission of their own?

The table is `countries.toml` beside this file, made to be reviewed: each row names its source and its last review.
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
    """The table by ISO 3166 code."""
    text = files(__package__).joinpath("countries.toml").read_bytes()
    return MappingProxyType(msgspec.toml.decode(text, type=dict[str, CountryRule]))


def basis_for(country: str | None, channel: WritingChannel, purpose: Purpose) -> Basis | None:
    """What allows writing to an existing customer there who has said nothing; None: consent is needed."""
    rule = countries().get(country or "")
    if rule is None or rule.survey_email == "opt_in":
        return None
    if (channel, purpose) != (WritingChannel.EMAIL, Purpose.SURVEY):
        return None
    return Basis(rule.survey_email)
