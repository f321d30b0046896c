"""Did it help to bend a judge's chances until they come true? What was found, for the page to tell. Pure."""

from typing import Final

from msgspec import Struct

MIN_CALIBRATED: Final = 200
"""Corrections from which on it is tried."""


class CalibrationResult(Struct, frozen=True):
    """What came of bending chances, on `texts` that neither the judge nor the curve had seen.

    `before` and `after`: by how much chances were off there, 0 … 1; `is_bent`: they were judged better all told, and
    so it was kept. Of texts judged `with_score`, or of the words alone.
    """

    with_score: bool
    texts: int
    before: float
    after: float
    is_bent: bool
