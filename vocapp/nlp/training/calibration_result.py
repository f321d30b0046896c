"""Result of a calibration, for the model page. Pure."""

from typing import Final

from msgspec import Struct

MIN_CALIBRATED: Final = 200
"""Corrections from which a calibration is tried."""


class CalibrationResult(Struct, frozen=True):
    """The effect of calibration on `texts` that neither the classifier nor the curve was trained on.

    `before`, `after`: calibration error there, 0 … 1. `is_bent`: the calibration was better and is kept. `with_score`:
    for texts with a score; else for words alone. Stored under these names.
    """

    with_score: bool
    texts: int
    before: float
    after: float
    is_bent: bool
