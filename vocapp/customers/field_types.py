"""Types of single fields of customers and contacts. The schema of the API is made of them."""

from typing import Annotated

from msgspec import Meta

# One line of text: no control characters, so that it can stand in a mail header. `$(?!\n)`: Python's `$` also matches
# before a last line feed.
ONE_LINE = r"^[^\x00-\x1f\x7f]+$(?!\n)"

Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=ONE_LINE)]
Text = Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$(?!\n)", max_length=80, examples=["north-1"])]
Language = Annotated[
    str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$(?!\n)", max_length=10, examples=["de", "pt-BR"])
]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)", description="ISO 3166 code", examples=["DE"])]
Zone = Annotated[str, Meta(min_length=1, max_length=60, pattern=ONE_LINE, examples=["Europe/Berlin"])]
Seconds = Annotated[int, Meta(ge=0, le=31_536_000)]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9_]*$(?!\n)", max_length=60, examples=["order_number"])]
Attribute = (
    Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")]
    | Annotated[int, Meta(ge=-(2**53), le=2**53)]
    | float
    | bool
    | None
)
Attributes = dict[Name, Attribute]
